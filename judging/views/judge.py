"""The judge's pages: desk, declaration, reader and sheet, signature, interest of his K/L."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from judging.actions import assignments, consolidation, relevances, scorecards
from judging.forms.assignments import SheetFilter
from judging.forms.scorecards import RecusalForm, RelevanceForm, ScorecardForm
from judging.models import Assignment
from judging.models.round import AT_WORK
from judging.queries import desk as reading
from kipp.accounts.models import Role
from kipp.accounts.models.institution import CENTRAL
from kipp.journal.moves import Refused
from kipp.web import files, indonesian, listing
from kipp.web.access import role_required
from submissions.models import Attachment

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from judging.models.assignment import AssignmentQuerySet
    from judging.queries.desk import Sheet
    from kipp.accounts.models import User
    from kipp.web.access import SignedInRequest

JUDGES = (Role.EVALUATOR, Role.PANELIST)


@require_safe
@role_required(*JUDGES)
def desk(request: SignedInRequest) -> HttpResponse:
    rows, rounds = reading.seats_of(request.user), reading.rounds_of(request.user)
    form = SheetFilter(request.GET, rounds=rounds)
    context = listing.context(request, form, rows, form.narrow(rows), noun="proposal")
    context["progress"] = reading.progress(request.user, rounds)
    context["rows"] = [reading.row_of(seat) for seat in context["page"]]
    context["to_confirm"] = consolidation.awaiting(request.user)
    return TemplateResponse(request, "judging/judge_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*JUDGES)
def assignment_declare(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(_own(request.user).live(), pk=pk)
    if request.method == "POST":
        try:
            assignments.declare(seat, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(_open(seat, request.user))
    if seat.declared_at:
        return redirect("judging:scorecard", pk=seat.pk)
    return TemplateResponse(request, "judging/judge_declare.html", {"seat": seat})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*JUDGES)
def assignment_recuse(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(_own(request.user).live(), pk=pk)
    form = RecusalForm(request.POST or None)
    if form.is_valid():
        try:
            assignments.recuse(seat, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{seat.entry} dikembalikan. Sekretariat mencari pengganti.")
            return redirect("judging:desk")
    return TemplateResponse(request, "judging/judge_recuse.html", {"seat": seat, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*JUDGES)
def scorecard(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request.user, pk)
    form = _form(request, sheet)
    if form.is_bound and form.is_valid():
        try:
            _save(sheet, form, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            if sheet.is_writable:
                form.compare(sheet.texts)
        else:
            return _onward(request, form, sheet.seat)
    context = _context(request, sheet) | {"form": form, "seen": _seen(form, sheet)}
    return TemplateResponse(request, "judging/scorecard_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*JUDGES)
def scorecard_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request.user, pk)
    if request.method == "POST":
        try:
            scorecards.sign(sheet.card, by=request.user, seen=request.POST.get("seen"))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("judging:scorecard", pk=pk)
        total = indonesian.score(sheet.total)
        messages.success(request, f"Lembar {sheet.seat.entry} ditandatangani dengan nilai {total}.")
        return redirect(reading.neighbours(sheet.seat)["todo"] or reverse("judging:desk"))
    if not (sheet.is_writable and sheet.is_complete):
        return redirect("judging:scorecard", pk=pk)
    return TemplateResponse(request, "judging/scorecard_sign.html", {"sheet": sheet})


@require_POST
@role_required(*JUDGES)
def scorecard_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(_readable(request.user), pk=pk)
    try:
        scorecards.withdraw(seat.scorecard, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Tanda tangan ditarik. Lembar ini dapat Anda ubah lagi.")
    return redirect("judging:scorecard", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PANELIST)
def relevance_tick(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(_readable(request.user), pk=pk)
    if not _speaks_for_a_ministry(seat) or reading.relevance_of(seat):
        raise Http404
    form = RelevanceForm(request.POST or None)
    if form.is_valid():
        try:
            relevances.tick(seat.round, seat.entry, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Minat K/L Anda dicatat dan diteruskan ke tim perluasan.")
            return redirect("judging:scorecard", pk=pk)
    context = {"seat": seat, "form": form}
    return TemplateResponse(request, "judging/judge_relevance.html", context)


@require_safe
@role_required(*JUDGES)
def evidence_open(request: SignedInRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of the version that this judge reads; files added or removed since are another."""
    seat = get_object_or_404(_readable(request.user), pk=pk)
    listed = {row["id"]: row for row in reading.lodgement_of(seat).content["attachments"]}
    if file not in listed:
        raise Http404
    attachment = get_object_or_404(
        Attachment.objects.released(),
        pk=file,
        entry=seat.entry_id,
        sha256=listed[file]["sha256"],
    )
    return files.private_file(
        attachment.file, name=attachment.name, media_type=attachment.media_type
    )


def _own(user: User) -> AssignmentQuerySet:
    return reading.seats_of(user).select_related("holding__institution")


def _readable(user: User) -> AssignmentQuerySet:
    return _own(user).readable_by(user)


def _sheet(user: User, pk: int) -> Sheet:
    return reading.sheet_of(get_object_or_404(_readable(user), pk=pk))


def _open(seat: Assignment, user: User) -> str:
    """After the declaration: the sheet, or the desk where the entry did not open."""
    readable = Assignment.objects.readable_by(user).filter(pk=seat.pk).exists()
    return reverse("judging:scorecard", kwargs={"pk": seat.pk}) if readable else "judging:desk"


def _form(request: SignedInRequest, sheet: Sheet) -> ScorecardForm:
    return ScorecardForm(
        request.POST if request.method == "POST" else None,
        criteria=sheet.criteria,
        values=sheet.values,
        initial=sheet.texts,
    )


def _save(sheet: Sheet, form: ScorecardForm, user: User) -> None:
    note, feedback = form.cleaned_data["note"], form.cleaned_data["feedback"]
    given = {"note": note, "feedback": feedback, "seen": form.data.get("seen")}
    scorecards.save(sheet.card, form.values(), by=user, **given)


def _seen(form: ScorecardForm, sheet: Sheet) -> str:
    """The save that this page shows: after a slip still the one before, once compared the present."""
    if form.is_bound and not form.compared:
        return str(form.data.get("seen", ""))
    return sheet.card.stamp


def _onward(request: SignedInRequest, form: ScorecardForm, seat: Assignment) -> HttpResponse:
    """Where the pressed button leads: on to the signature, or back here."""
    if request.POST.get("lanjut") != "tandatangani":
        messages.success(request, f"Lembar {seat.entry} tersimpan.")
        return redirect("judging:scorecard", pk=seat.pk)
    empty = sum(value is None for value in form.values().values())
    if not empty:
        return redirect("judging:scorecard-sign", pk=seat.pk)
    messages.warning(request, f"Tersimpan. Masih ada {empty} kriteria yang belum diisi.")
    return redirect("judging:scorecard", pk=seat.pk)


def _context(request: SignedInRequest, sheet: Sheet) -> dict[str, object]:
    seat = sheet.seat
    panel = request.user.role == Role.PANELIST and _speaks_for_a_ministry(seat)
    return {
        "sheet": sheet,
        "seat": seat,
        "place": reading.neighbours(seat),
        "panel": panel,
        "relevance": reading.relevance_of(seat) if panel else None,
        "relevance_form": RelevanceForm() if panel and seat.round.state in AT_WORK else None,
    }


def _speaks_for_a_ministry(seat: Assignment) -> bool:
    institution = seat.holding.institution
    return institution is not None and institution.kind in CENTRAL
