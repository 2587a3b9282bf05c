"""One assignment: asked for, added by hand, declared free of conflict, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from judging import mail, tasks
from judging.actions import conflicts, recount, seats
from judging.models import (
    Assignment,
    AssignmentSource,
    Candidate,
    Round,
    Scorecard,
)
from judging.models.round import AT_WORK
from judging.models.scorecard import ScorecardState
from judging.queries import loads
from kipp.accounts.models import Role, RoleHolding
from kipp.clock import moment
from kipp.jobs import running
from kipp.jobs.models import Job, JobState
from kipp.journal import moves
from kipp.journal.moves import Refused
from kipp.journal.record import record

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from kipp.accounts.models import User
    from submissions.models import Entry

PLANNING = "judging.plan"
RETURN_IT = "Kembalikan proposal ini kepada Tim Sekretariat."


@transaction.atomic
def ask_plan(round: Round, *, by: User) -> Job:
    """Have the worker deal the round. Asked twice while it is at it, the same job answers."""
    if by.acting is None or by.role != Role.SECRETARIAT:
        raise Refused("Pembagian tugas adalah wewenang Tim Sekretariat.")
    round = recount.locked(round)
    if job := plans_of(round).exclude(state__in=[JobState.DONE, JobState.FAILED]).first():
        return job
    job = running.ask(PLANNING, f"Pembagian tugas: {round}", by=by, url=page_of(round))
    tasks.plan_assignments.delay_on_commit(
        job_id=job.pk, round_id=round.pk, holding_id=by.acting.pk
    )
    return job


def plans_of(round: Round) -> QuerySet[Job]:
    return Job.objects.filter(kind=PLANNING, url=page_of(round)).order_by("-pk")


def page_of(round: Round) -> str:
    return reverse("judging:assignment-plan", kwargs={"pk": round.pk})


@transaction.atomic
def add(
    round: Round, entry: Entry, holding: RoleHolding, *, by: User, at: datetime | None = None
) -> Assignment:
    """A judge chosen by the secretariat: a third reading, or a seat that no plan could fill."""
    round = recount.locked(round)
    at = moment(at)
    if by.role == Role.SECRETARIAT:
        seats.release_abandoned(round, by=by, at=at)
    _refuse_seat(round, entry, holding, by)
    last = Assignment.objects.filter(round=round, holding=holding).aggregate(n=Max("position"))
    made = Assignment.objects.create(
        round=round,
        entry=entry,
        holding=holding,
        institution_id=holding.institution_id,
        source=AssignmentSource.HAND,
        position=(last["n"] or 0) + 1,
        assigned_at=at,
    )
    Scorecard.objects.create(assignment=made)
    record("assignment.add", made, by=by, at=at, round=round.pk, entry=entry.pk)
    mail.topped_up(made, at=at)
    return made


def declare(assignment: Assignment, *, by: User, at: datetime | None = None) -> Assignment:
    """I have no conflict of interest with this entry: from here on it opens to me."""
    return declare_many([assignment], by=by, at=at)[0]


@transaction.atomic
def declare_many(
    assignments: Collection[Assignment], *, by: User, at: datetime | None = None
) -> list[Assignment]:
    """Said once for each; what is said already stays as it was."""
    wanted = [one.pk for one in assignments]
    own = Assignment.objects.held_by(by).live().filter(pk__in=wanted, round__state__in=AT_WORK)
    rows = list(own.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if len(rows) != len(set(wanted)):
        raise Refused("Penugasan ini bukan milik Anda, atau penilaiannya tidak berlangsung.")
    new = [one for one in rows if one.declared_at is None]
    if new:
        conflicts.refuse_near(by, [one.entry_id for one in new], RETURN_IT)
        at = moment(at)
        ids = [one.pk for one in new]
        Assignment.objects.filter(pk__in=ids).update(declared_at=at)
        record("assignment.declare", new[0].round, by=by, at=at, ids=ids)
        for one in new:
            one.declared_at = at
    return rows


@transaction.atomic
def recuse(
    assignment: Assignment, reason: str, *, by: User, at: datetime | None = None
) -> Assignment:
    """Give the entry back: the sheet is void, also a signed one, and the seat is free. By the judge
    himself, or by the secretariat on what it has learned."""
    round = recount.locked(assignment.round)
    assignment = _mine_or_managed(assignment, by)
    reason = reason.strip()
    if not reason:
        raise Refused("Tulis alasan pengunduran diri.")
    if round.state not in AT_WORK:
        raise Refused(
            "Penugasan tidak dapat dikembalikan lagi: tahap ini sudah dibawa ke sidang pleno."
        )
    at = moment(at)
    assignment.recused_at, assignment.recusal_reason = at, reason
    assignment.save(update_fields=["recused_at", "recusal_reason"])
    record("assignment.recuse", assignment, by=by, at=at, round=round.pk)
    _void(assignment, reason, by=by, at=at)
    recount.due(round)
    if by.role != Role.SECRETARIAT:
        mail.recused(assignment, at=at)
    return assignment


def _void(assignment: Assignment, reason: str, *, by: User, at: datetime) -> None:
    card = Scorecard.objects.select_for_update().get(assignment=assignment)
    if card.state != ScorecardState.VOID:
        changes = {"void_reason": reason}
        moves.move(card, "scorecard.void", by=by, at=at, changes=changes, assignment=assignment.pk)


def _mine_or_managed(assignment: Assignment, by: User) -> Assignment:
    rows = Assignment.objects.live().select_for_update(of=("self",), no_key=True)
    if by.role != Role.SECRETARIAT:
        rows = rows & Assignment.objects.held_by(by)
    found = rows.filter(pk=assignment.pk).select_related("round").first()
    if found is None:
        raise Refused("Penugasan ini bukan milik Anda, atau sudah dikembalikan.")
    return found


def _refuse_seat(round: Round, entry: Entry, holding: RoleHolding, by: User) -> None:
    if by.role != Role.SECRETARIAT:
        raise Refused("Menugaskan penilai adalah wewenang Tim Sekretariat.")
    if round.state not in AT_WORK:
        raise Refused("Penilai ditugaskan selama penilaian atau konsolidasi berlangsung.")
    if not Candidate.objects.filter(round=round, entry=entry).exists():
        raise Refused("Proposal ini tidak dinilai pada tahap ini.")
    if holding not in loads.judges_of(round):
        raise Refused("Orang ini bukan penilai tahap ini.")
    if reason := conflicts.hard_conflicts([holding], [entry.pk]).get((holding.pk, entry.pk)):
        raise Refused(f"Benturan kepentingan: {reason.value}.")
    taken = Assignment.objects.filter(round=round, entry=entry).live()
    if taken.filter(holding=holding).exists():
        raise Refused("Penilai ini sudah ditugaskan pada proposal ini.")
    if holding.institution_id and taken.filter(institution=holding.institution_id).exists():
        raise Refused("Sudah ada penilai dari instansi yang sama pada proposal ini.")
