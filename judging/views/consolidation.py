"""Consolidation as a judge sees it: his own sheet again, and nothing of the other's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from judging.actions import consolidation
from judging.forms.scorecards import RevisionForm
from judging.queries import desk as reading
from judging.views.judge import JUDGES
from kipp.journal.moves import Refused
from kipp.web.access import role_required

if TYPE_CHECKING:
    from django.http import HttpResponse

    from judging.queries.desk import Sheet
    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest


@require_safe
@role_required(*JUDGES)
def consolidation_list(request: SignedInRequest) -> HttpResponse:
    seats = consolidation.seats_asked(request.user)
    sheets = reading.sheets(reading.seats_of(request.user).filter(pk__in=seats))
    answers = consolidation.answers_of(request.user)
    rows = [{"sheet": sheet, "answer": answers.get(sheet.seat.pk)} for sheet in sheets]
    context = {"rows": rows}
    return TemplateResponse(request, "judging/consolidation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*JUDGES)
def consolidation_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The judge's own values beside the proposal; POST revises them."""
    sheet = _asked(request.user, pk)
    form = RevisionForm(
        request.POST if request.method == "POST" else None,
        criteria=sheet.criteria,
        values=sheet.values,
    )
    if form.is_bound and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            consolidation.revise(sheet.card, form.new_values(), reason, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Nilai {sheet.seat.entry} diperbaiki.")
            return redirect("judging:consolidation")
    context = {"sheet": sheet, "seat": sheet.seat, "form": form}
    return TemplateResponse(request, "judging/consolidation_sheet.html", context)


@require_POST
@role_required(*JUDGES)
def consolidation_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = _asked(request.user, pk)
    try:
        consolidation.confirm(sheet.card, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Nilai {sheet.seat.entry} dikonfirmasi apa adanya.")
    return redirect("judging:consolidation")


def _asked(user: User, pk: int) -> Sheet:
    """A sheet that consolidation asks this judge about; an answered one asks no more."""
    asked = consolidation.seats_asked(user)
    open_seats = [seat for seat, answered in asked.items() if not answered]
    rows = reading.seats_of(user).select_related("holding__institution").readable_by(user)
    return reading.sheet_of(get_object_or_404(rows.filter(pk__in=open_seats), pk=pk))
