"""A round from its opening to its announcement, each step by whom it belongs to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from judging.actions import (
    assignments,
    closing,
    consolidation,
    planning,
    progress,
    results,
    rounds,
    runs,
)
from judging.actions.closing import Protocol
from kipp.accounts.models import Role
from kipp.demo.seasons.bench import Bench
from kipp.demo.seasons.schedule import between
from kipp.demo.texts import remarks
from kipp.jobs.models import Job, JobState
from kipp.journal import seals
from kipp.journal.moves import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from judging.models import Round, Scorecard
    from kipp.demo.seasons.season import Season


@dataclass(frozen=True, slots=True)
class Times:
    """When a round goes on. What lies ahead of the schedule's end does not happen."""

    opens: datetime
    due: datetime
    consolidated: datetime
    convened: datetime
    closed: datetime
    announced: datetime | None = None


def play(season: Season, round: Round, times: Times, *, recusals: int = 0, visits: int = 0) -> None:
    """Plan the whole round. So many step back at once; so many sheets go to the demo's own evaluator
    beside the plan, by the secretariat's hand."""
    schedule = season.stage.schedule
    for at, step in (
        (times.opens, partial(_open, season, round, times, recusals, visits)),
        (times.due - timedelta(days=3), lambda at: progress.remind(at)),
        (times.due - timedelta(days=1), lambda at: progress.remind(at)),
        (times.consolidated, partial(_consolidate, season, round, times)),
        (times.convened, partial(_convene, season, round)),
        (times.closed, partial(_close, season, round)),
    ):
        schedule.plan(at, step)
    if times.announced:
        schedule.plan(times.announced, partial(announce, season, round))


def announce(season: Season, round: Round, at: datetime) -> None:
    closing.announce(round, by=season.one(Role.SECRETARIAT), at=at)
    waiting = Job.objects.filter(kind=f"{results.KIND}:{round.pk}", state=JobState.QUEUED)
    for job in waiting.order_by("pk"):
        results.send(job_id=job.pk, round_id=round.pk)


def _open(
    season: Season, round: Round, times: Times, recusals: int, visits: int, at: datetime
) -> None:
    by = season.one(Role.SECRETARIAT)
    # The waves overlap: those of the next one are still being screened.
    rounds.open(round, by=by, despite_unscreened=True, at=at)
    planning.plan(round, by=by, at=at + timedelta(minutes=20))
    bench = Bench(season, round)
    if recusals:
        bench.recuse(recusals, at + timedelta(hours=2))
    _visit(season, round, visits, at + timedelta(hours=2))
    bench.sit(at + timedelta(hours=3), times.due - timedelta(hours=2))


def _visit(season: Season, round: Round, number: int, at: datetime) -> None:
    """Whom the rules keep from an entry does not get it: the next one is tried."""
    by, judge = season.one(Role.SECRETARIAT), season.stage.crowd.login[Role.EVALUATOR]
    assert judge.acting is not None  # entered with the others
    given = 0
    for candidate in round.candidates.select_related("entry").order_by("pk"):
        if given == number:
            return
        with suppress(Refused):
            assignments.add(round, candidate.entry, judge.acting, by=by, at=at)
            given += 1


def _consolidate(season: Season, round: Round, times: Times, at: datetime) -> None:
    rounds.consolidate(round, by=season.one(Role.SECRETARIAT), at=at)
    runs.score(round_id=round.pk, at=at)
    asked = consolidation.sheets_of(round, consolidation.flagged(round))
    cards = list(asked.select_related("assignment__entry").order_by("pk"))
    rng = season.rng("consolidation", round.number)
    last = at + (times.convened - at) * 0.9
    moments = between(rng, at + timedelta(minutes=2), last, len(cards))
    bench = Bench(season, round)
    for card, moment in zip(cards, moments, strict=True):
        season.stage.schedule.plan(moment, partial(_answer, bench, card))


def _answer(bench: Bench, card: Scorecard, at: datetime) -> None:
    seat = card.assignment
    judge = bench.season.stage.crowd.by_holding[seat.holding_id]
    values = bench.second_look(seat, judge)
    if values is None:
        consolidation.confirm(card, by=judge, at=at)
        return
    number = bench.known[seat.entry_id].number
    rng = bench.season.rng("revision", bench.round.number, number, judge.email, "words")
    consolidation.revise(card, values, remarks.revision_reason(rng), by=judge, at=at)


def _convene(season: Season, round: Round, at: datetime) -> None:
    runs.score(round_id=round.pk, at=at)
    rounds.convene(round, by=season.one(Role.SECRETARIAT), at=at)


def _close(season: Season, round: Round, at: datetime) -> None:
    """The minutes carry the digest of the journal, so it is sealed first."""
    while seals.seal():
        pass
    rng = season.rng("plenary", round.number)
    members = len(season.people(Role.EVALUATOR)) + len(season.people(Role.PANELIST))
    protocol = Protocol(
        number=f"BA/{round.number:02}/KIPP-SIM/{season.edition.year}",
        held_on=at.date(),
        members_present=members - rng.randint(0, members // 6),
        members_total=members,
        text=" ".join(dict.fromkeys(remarks.plenary_note(rng) for _ in range(2))),
    )
    closing.close(round, protocol, by=season.stage.crowd.login[Role.PLENARY_CHAIR], at=at)
