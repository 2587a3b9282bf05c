"""Objections to a rejection: filed by the Admin Lokal, answered by the secretariat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import indonesian, listing
from kipp.web.access import role_required
from submissions import screens
from submissions.actions import objections
from submissions.forms.objections import AnswerForm, ObjectionForm
from submissions.models import Entry, EntryState, Objection

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INSTITUTION_ADMIN)
def objection_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Filed once; afterwards the page says how far it is."""
    rows = Entry.objects.administered_by(request.user).exclude(lodged_at=None)
    if request.method != "POST":  # words already written are shown again beside the refusal
        rows = rows.filter(edition__objections_can_be_upheld=True, decisions__verb="entry.reject")
    entry = get_object_or_404(rows.for_table().annotate(now=Now()), pk=pk)
    filed = Objection.objects.viewable_by(request.user).for_table().filter(entry=entry).first()
    form = ObjectionForm(request.POST or None)
    if form.is_valid():
        try:
            made = objections.file(entry, form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            due = indonesian.moment(made.due_at)
            messages.success(request, f"Keberatan diajukan. Dijawab paling lambat {due}.")
            return redirect("submissions:objection-file", pk=pk)
    until = objections.open_until(entry)
    still_open = entry.state == EntryState.REJECTED and until and entry.now < until  # type: ignore[attr-defined]
    context = {
        "entry": entry,
        "filed": filed,
        "form": form,
        "until": until,
        "may_file": not filed and (still_open or form.is_bound),
        "rejection": screens.rejection_of(entry),
    }
    return TemplateResponse(request, "submissions/objection_file.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def objection_list(request: SignedInRequest) -> HttpResponse:
    rows = Objection.objects.viewable_by(request.user).annotate(now=Now()).for_table()
    context = {"page": listing.page_of(request, rows)}
    return TemplateResponse(request, "submissions/objection_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def objection(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Objection.objects.viewable_by(request.user).for_table(), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            objections.answer(found, said["answer"], upheld=said["upheld"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Keberatan atas {found.entry} dijawab.")
            return redirect("submissions:objection-list")
    answering = Objection.objects.answerable_by(request.user).filter(pk=pk).exists()
    context = {
        "filed": found,
        "entry": found.entry,
        "form": form,
        "answering": answering or form.is_bound,
        "rejection": screens.rejection_of(found.entry),
    }
    return TemplateResponse(request, "submissions/objection_detail.html", context)
