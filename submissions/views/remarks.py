"""Remarks of a proposal: read, written to the team, answered, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from submissions import queries
from submissions.actions import threads
from submissions.forms.remarks import AnswerForm, RemarkForm
from submissions.models import Entry, Remark

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

READERS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN, Role.SECRETARIAT)


@require_safe
@role_required(*READERS)
def remark_list(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _readable(request, pk)
    rows = list(entry.remarks.for_reading())
    context = {
        "entry": entry,
        "open": [one for one in rows if one.resolved_at is None],
        "closed": [one for one in rows if one.resolved_at],
    }
    return TemplateResponse(request, "submissions/remark_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.INNOVATOR)
def remark_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """By a member of the team to the others, at the section named in the address or in general."""
    entry = _readable(request, pk)
    if request.method != "POST" and not entry.commentable:  # type: ignore[attr-defined]
        return redirect("submissions:remark-list", pk=pk)
    section = entry.form.sections.filter(code=request.GET.get("bagian", "")).first()
    form = RemarkForm(request.POST or None, entry=entry, initial={"section": section})
    if form.is_valid():
        given = form.cleaned_data
        try:
            written = threads.write(entry, given["section"], given["text"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Catatan dikirim kepada rekan satu tim.")
            return redirect(_place_of(written))
    back = queries.section_url(entry, section) if section else entry.get_absolute_url()
    context = {"entry": entry, "form": form, "back": back}
    return TemplateResponse(request, "submissions/remark_write.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*READERS)
def remark_thread(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    row = _remark(request, pk, remark)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            threads.answer(row, form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Jawaban terkirim.")
            return redirect(row)
    context = {
        "entry": row.entry,
        "remark": row,
        "form": form,
        "may_answer": row.answerable,  # type: ignore[attr-defined]
        "may_close": row.closable,  # type: ignore[attr-defined]
    }
    return TemplateResponse(request, "submissions/remark_thread.html", context)


@require_POST
@role_required(*READERS)
def remark_close(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    row = _remark(request, pk, remark)
    return _done(request, row, threads.close, "Catatan ditutup.")


@require_POST
@role_required(*READERS)
def remark_reopen(request: SignedInRequest, pk: int, remark: int) -> HttpResponse:
    row = _remark(request, pk, remark)
    return _done(request, row, threads.reopen, "Catatan dibuka kembali.")


def _done(
    request: SignedInRequest, remark: Remark, act: Callable[..., Remark], told: str
) -> HttpResponse:
    try:
        act(remark, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect(remark)


def _place_of(remark: Remark) -> str:
    if remark.section:
        return f"{queries.section_url(remark.entry, remark.section)}#catatan"
    return remark.get_absolute_url()


def _readable(request: SignedInRequest, pk: int) -> Entry:
    mine = Entry.objects.commentable_by(request.user).filter(pk=OuterRef("pk"))
    rows = Entry.objects.viewable_by(request.user).for_table().annotate(commentable=Exists(mine))
    return get_object_or_404(rows, pk=pk)


def _remark(request: SignedInRequest, pk: int, remark: int) -> Remark:
    """In `answerable` and `closable` whether its reader may."""
    rows = Remark.objects
    found = {
        "answerable": Exists(rows.answerable_by(request.user).filter(pk=OuterRef("pk"))),
        "closable": Exists(rows.closable_by(request.user).filter(pk=OuterRef("pk"))),
    }
    mine = rows.viewable_by(request.user).filter(entry=pk).for_reading().annotate(**found)
    return get_object_or_404(mine.select_related("entry__innovation"), pk=remark)
