"""Dealing the entries of a round to its judges: the plan, and filling up after recusals."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from judging import assigning, mail
from judging.actions import conflicts
from judging.actions.seats import release_abandoned
from judging.models import (
    Assignment,
    AssignmentSource,
    Candidate,
    PanelDuty,
    Round,
    RoundState,
    Scorecard,
    Stage,
)
from judging.models.round import AT_WORK
from judging.queries import loads
from kipp.accounts.models import RoleHolding
from kipp.clock import moment
from kipp.jobs import running
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.models import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from kipp.accounts.models import User

BATCH = 1000
NAMED = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was dealt, to how many judges, and the codes of entries nobody could be found for;
    `freed`: seats of judges whose role has ended."""

    seats: int
    judges: int
    lacking: tuple[str, ...] = ()
    freed: int = 0


def work(*, job_id: int, round_id: int, holding_id: int) -> None:
    """What the worker does for `assignments.ask_plan`. A refusal is the outcome of the job."""
    with suppress(Refused), running.running(job_id) as job:
        if job is None:
            return
        round, by = Round.objects.get(pk=round_id), _acting(holding_id)
        entries = Candidate.objects.filter(round=round).count()
        running.progress(job, 0, entries, "Mencari pembagian yang merata")
        outcome = plan(round, by=by)
        words = f"{outcome.seats} lembar untuk {outcome.judges} penilai"
        running.progress(job, entries, entries, words if outcome.seats else "Sudah dibagikan")


@transaction.atomic
def plan(round: Round, *, by: User, at: datetime | None = None) -> Outcome:
    """Deal the whole round, all or nothing; once. A second run finds the plan and leaves."""
    round = _locked(round, by)
    if round.state != RoundState.OPEN:
        raise Refused("Tugas dibagikan setelah tahap penilaian dibuka dan sebelum ditutup.")
    if round.assignments.filter(source=AssignmentSource.PLAN).exists():
        return Outcome(0, 0)
    problem = _problem(round)
    try:
        seats = _deal(round, problem)
    except assigning.Infeasible as lacking:
        raise Refused(_infeasible(round, lacking.entries)) from lacking
    if not seats:
        raise Refused("Belum ada penilai yang dapat ditugaskan pada tahap ini.")
    at = moment(at)
    made = _seat(round, problem, seats, AssignmentSource.PLAN, by=by, at=at)
    _tell(round, made, at=at)
    return Outcome(len(made), len({one.holding_id for one in made}))


@transaction.atomic
def top_up(round: Round, *, by: User, at: datetime | None = None) -> Outcome:
    """Find judges for the seats that recusals and ended roles have left. What anybody can still
    sign is not touched."""
    round = _locked(round, by)
    if round.state not in AT_WORK:
        raise Refused("Penilai pengganti hanya ditunjuk selama penilaian atau konsolidasi.")
    at = moment(at)
    freed = release_abandoned(round, by=by, at=at)
    problem = _problem(round)
    lacking: tuple[int, ...] = ()
    try:
        seats = _deal(round, problem)
    except assigning.Infeasible as short:
        lacking = short.entries
        seats = _deal(round, problem, without=lacking)
    if not seats and not lacking and not freed:
        raise Refused("Tidak ada tempat yang kosong: semua proposal sudah mempunyai penilainya.")
    made = _seat(round, problem, seats, AssignmentSource.TOP_UP, by=by, at=at) if seats else []
    for assignment in made:
        mail.topped_up(assignment, at=at)
    people = len({one.holding_id for one in made})
    return Outcome(len(made), people, _codes(lacking), freed)


def _acting(holding_id: int) -> User:
    """Who asked, if he still holds the role he asked in."""
    held = RoleHolding.objects.in_force().select_related("user")
    holding = held.filter(pk=holding_id).first()
    if holding is None:
        raise Refused("Peran yang meminta pekerjaan ini sudah tidak berlaku.")
    return holding.user.act_as(holding)


def _locked(round: Round, by: User) -> Round:
    rows = Round.objects.managed_by(by).select_for_update(of=("self",), no_key=True)
    found = rows.select_related("edition").filter(pk=round.pk).first()
    if found is None:
        raise Refused("Pembagian tugas adalah wewenang Tim Sekretariat.")
    return found


def _problem(round: Round) -> assigning.Problem:
    """The round as arithmetic sees it. What judges who have left the role signed
    stays theirs."""
    entries = list(Candidate.objects.filter(round=round).values_list("entry", flat=True))
    held = loads.judges_of(round)
    live = Assignment.objects.filter(round=round).live()
    seats = list(live.values_list("holding", "entry", "institution"))
    judges: dict[int, int | None] = {holding: place for holding, _, place in seats}
    free = {one.pk: one.institution_id for one in held}
    excluded = conflicts.hard_conflicts(held, entries)
    return assigning.Problem(
        entries=entries,
        judges=judges | free,
        per_entry=round.judges_per_entry,
        conflicts=frozenset(excluded),
        taken=frozenset((holding, entry) for holding, entry, _ in seats),
        closed=frozenset(judges.keys() - free.keys()),
    )


def _deal(
    round: Round, problem: assigning.Problem, *, without: Collection[int] = ()
) -> tuple[assigning.Seat, ...]:
    entries = sorted(set(problem.entries) - set(without))
    if round.stage == Stage.TPI:
        return _by_duty(round, problem, entries)
    return assigning.assign(replace(problem, entries=entries), seed=round.seed).seats


def _by_duty(
    round: Round, problem: assigning.Problem, entries: Sequence[int]
) -> tuple[assigning.Seat, ...]:
    categories = Entry.objects.filter(pk__in=entries).values_list("pk", "category")
    duties: dict[int, set[int] | None] = {}
    for duty in PanelDuty.objects.filter(round=round).prefetch_related("categories").order_by("pk"):
        named = {category.pk for category in duty.categories.all()}
        duties[duty.institution_id] = None if duty.all_categories else named
    return assigning.by_duty(
        dict(categories),
        problem.judges,
        duties,
        conflicts=problem.conflicts,
        taken=problem.taken,
        closed=problem.closed,
    )


def _seat(
    round: Round,
    problem: assigning.Problem,
    seats: Collection[assigning.Seat],
    source: AssignmentSource,
    *,
    by: User,
    at: datetime,
) -> list[Assignment]:
    """Assignments with their empty sheets, and the line that says how the deal came out."""
    positions = _positions(round, seats)
    made = Assignment.objects.bulk_create(
        (
            Assignment(
                round=round,
                entry_id=entry,
                holding_id=holding,
                institution_id=problem.judges[holding],
                source=source,
                position=positions[holding, entry],
                assigned_at=at,
            )
            for holding, entry in seats
        ),
        batch_size=BATCH,
    )
    Scorecard.objects.bulk_create((Scorecard(assignment=one) for one in made), batch_size=BATCH)
    told = assigning.report(problem, seats, seed=round.seed)
    record(
        f"assignment.{source.lower()}",
        round,
        by=by,
        at=at,
        ids=[one.pk for one in made],
        seed=round.seed,
        least=min(told.loads.values(), default=0),
        most=max(told.loads.values(), default=0),
        groups=told.components,
    )
    return made


def _positions(round: Round, seats: Iterable[assigning.Seat]) -> dict[assigning.Seat, int]:
    """Each judge's own order of work, drawn by the seed of the round; new work comes last."""
    rows = Assignment.objects.filter(round=round).values_list("holding").annotate(Max("position"))
    last = dict(rows.order_by())
    work: defaultdict[int, list[int]] = defaultdict(list)
    for holding, entry in sorted(seats):
        work[holding].append(entry)
    positions: dict[assigning.Seat, int] = {}
    for holding, entries in work.items():
        Random(f"{round.seed}:{holding}").shuffle(entries)  # noqa: S311  an order, not a secret
        start = last.get(holding, 0) + 1
        positions |= {(holding, entry): n for n, entry in enumerate(entries, start=start)}
    return positions


def _tell(round: Round, made: Sequence[Assignment], *, at: datetime) -> None:
    people = RoleHolding.objects.filter(pk__in={one.holding_id for one in made})
    users = {one.pk: one.user for one in people.select_related("user").order_by("pk")}
    counts: Mapping[int, int] = Counter(users[one.holding_id].pk for one in made)
    mail.assigned(round, users.values(), at=at, counts=counts)


def _infeasible(round: Round, entries: Sequence[int]) -> str:
    codes = _codes(entries)
    named = ", ".join(codes[:NAMED]) + (", …" if len(codes) > NAMED else "")
    return (
        f"Tugas belum dapat dibagikan: {len(codes)} proposal tidak mempunyai"
        f" {round.judges_per_entry} penilai dari instansi yang berbeda tanpa benturan kepentingan"
        f" ({named}). Tambahkan penilai dari instansi lain."
    )


def _codes(entries: Collection[int]) -> tuple[str, ...]:
    rows = Entry.objects.filter(pk__in=entries).order_by("code")
    return tuple(str(entry) for entry in rows)
