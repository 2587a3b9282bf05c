"""The secretariat's page of who judges what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from judging.actions import assignments, conflicts, planning, readings
from judging.forms.assignments import AddForm
from judging.forms.scorecards import RecusalForm
from judging.models import Assignment, Round
from judging.models.round import AT_WORK
from judging.queries import loads
from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import listing, tables
from kipp.web.access import role_required

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.accounts.models import RoleHolding
    from kipp.web.access import SignedInRequest

COLUMNS = (
    tables.Column("Penilai", lambda row: str(row.judge.user), 36),
    tables.Column("Instansi", lambda row: _place(row.judge), 28),
    tables.Column("Lembar", lambda row: row.total, 10),
    tables.Column("Ditandatangani", lambda row: row.signed, 15),
    tables.Column("Belum menyatakan", lambda row: row.undeclared, 17),
    tables.Column("Dikembalikan", lambda row: row.recused, 13),
    tables.Column("Tertutup karena benturan", lambda row: row.excluded, 24),
)


@require_safe
@role_required(Role.SECRETARIAT)
def assignment_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    round = get_object_or_404(Round.objects.managed_by(request.user).for_table(), pk=pk)
    deal, people, rows = _dealt(round)
    context = {
        "round": round,
        "picture": deal.picture,
        "rows": rows,
        "lacking": listing.page_of(request, deal.lacking),
        "recusals": loads.recusals_of(deal, people),
        "job": assignments.plans_of(round).first(),
        "at_work": round.state in AT_WORK,
    }
    return TemplateResponse(request, "judging/assignment_plan.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def assignment_export(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """How far every judge is, by name: it leaves a line."""
    round = get_object_or_404(Round.objects.managed_by(request.user), pk=pk)
    answer = tables.response(f"beban-penilai-tahap-{round.pk}", kind, COLUMNS, _dealt(round)[2])
    readings.assignments_exported(round, kind, by=request.user)
    return answer


@require_POST
@role_required(Role.SECRETARIAT)
def assignment_deal(request: SignedInRequest, pk: int) -> HttpResponse:
    round = get_object_or_404(Round.objects.managed_by(request.user), pk=pk)
    try:
        assignments.ask_plan(round, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("judging:assignment-plan", pk=pk)


@require_POST
@role_required(Role.SECRETARIAT)
def assignment_top_up(request: SignedInRequest, pk: int) -> HttpResponse:
    round = get_object_or_404(Round.objects.managed_by(request.user), pk=pk)
    try:
        outcome = planning.top_up(round, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("judging:assignment-plan", pk=pk)
    if outcome.freed:
        words = "tempat penilai yang perannya sudah berakhir dikosongkan."
        messages.info(request, f"{outcome.freed} {words}")
    if outcome.seats:
        messages.success(request, f"{outcome.seats} tempat kosong terisi. Penilai diberi tahu.")
    if outcome.lacking:
        codes = ", ".join(outcome.lacking[: planning.NAMED])
        messages.warning(request, f"Belum ada penilai tanpa benturan untuk: {codes}.")
    return redirect("judging:assignment-plan", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def assignment_add(request: SignedInRequest, pk: int) -> HttpResponse:
    round = get_object_or_404(Round.objects.managed_by(request.user), pk=pk)
    asked = {"code": request.GET.get("proposal", "")}
    form = AddForm(request.POST or None, round=round, judges=loads.judges_of(round), initial=asked)
    if form.is_valid():
        entry, holding = form.cleaned_data["code"], form.cleaned_data["holding"]
        try:
            assignments.add(round, entry, holding, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{holding.user} ditugaskan menilai {entry} dan diberi tahu.")
            return redirect("judging:assignment-plan", pk=pk)
    return TemplateResponse(request, "judging/assignment_add.html", {"round": round, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.SECRETARIAT)
def assignment_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """The secretariat frees a seat by name: a judge who fell ill, a conflict it learned of."""
    managed = Round.objects.managed_by(request.user)
    rows = Assignment.objects.live().select_related("round", "entry", "holding__user", "scorecard")
    seat = get_object_or_404(rows, round__in=managed, pk=pk)
    form = RecusalForm(request.POST or None)
    if form.is_valid():
        try:
            assignments.recuse(seat, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"Tempat {seat.holding.user} pada {seat.entry} dikosongkan."
            messages.success(request, f"{said} Berikutnya: tunjuk penilai pengganti.")
            return redirect("judging:assignment-plan", pk=seat.round_id)
    context = {"seat": seat, "form": form}
    return TemplateResponse(request, "judging/assignment_release.html", context)


@require_safe
@role_required(Role.SECRETARIAT)
def assignment_judge(request: SignedInRequest, pk: int, holding: int) -> HttpResponse:
    """The work of one judge: which entries, how far; never his values."""
    round = get_object_or_404(Round.objects.managed_by(request.user), pk=pk)
    seats = loads.seats_of(round, holding)
    context = {
        "round": round,
        "judge": get_object_or_404(loads.judges_in(round), pk=holding),
        "page": listing.page_of(request, seats),
        "may_release": round.state in AT_WORK,
    }
    return TemplateResponse(request, "judging/assignment_judge.html", context)


def _dealt(round: Round) -> tuple[loads.Deal, list[RoleHolding], list[loads.Load]]:
    """The round as it is dealt, everybody on its page, and how far each of them is."""
    deal = loads.deal_of(round)
    judges, people = loads.people_of(round)
    excluded = conflicts.hard_conflicts(judges, deal.entries)
    return deal, people, loads.rows_of(deal, people, excluded)


def _place(judge: RoleHolding) -> str:
    return judge.institution.short_name if judge.institution else "profesional"
