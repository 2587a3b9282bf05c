"""A round further on: counted, in the plenary, closed, announced, through the actions themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F

from judging.actions import closing, runs
from judging.actions.closing import Protocol
from judging.models import Round, RoundState, Stage
from judging.models.round import OVER
from kipp.accounts.models import Role
from tests import make
from tests.make import rounds

if TYPE_CHECKING:
    from judging.models import Scorecard
    from submissions.models import Entry

PROTOCOL = Protocol("BA-01/2025", date(2025, 7, 14), 9, 12, "Disetujui.")


def sign(of: Round, entry: Entry | None = None, **given: Any) -> Scorecard:
    """A signed sheet, and the counter of its round raised as the action raises it."""
    card = rounds.signed_sheet(of, entry=entry, **given)
    Round.objects.filter(pk=of.pk).update(dirty_seq=F("dirty_seq") + 1)
    return card


def fresh(of: Round) -> Round:
    return Round.objects.get(pk=of.pk)


def counted(round: Round) -> Round:
    Round.objects.filter(pk=round.pk).update(dirty_seq=F("dirty_seq") + 1)
    runs.score(round_id=round.pk)
    round.refresh_from_db()
    return round


def scored(*totals: Any, **given: Any) -> Round:
    """An open round whose first entries have these totals from one judge each."""
    round = rounds.round(**{"entries": len(totals)} | given)
    for entry, total in zip(entries_of(round), totals, strict=False):
        rounds.signed_sheet(round, entry=entry, value=total)
    return counted(round)


def in_plenary(*totals: Any, **given: Any) -> Round:
    return rounds.walk_round(scored(*totals, **given), RoundState.PLENARY)


def closed(*totals: Any, **given: Any) -> Round:
    return close(in_plenary(*totals, **given))


def close(round: Round) -> Round:
    closing.close(round, PROTOCOL, by=make.person(Role.PLENARY_CHAIR))
    round.refresh_from_db()
    return round


def announced(*totals: Any, **given: Any) -> Round:
    return announce(closed(*totals, **given))


def announce(round: Round) -> Round:
    closing.announce(round, by=make.person(Role.SECRETARIAT))
    round.refresh_from_db()
    return round


def entries_of(round: Round) -> list[Entry]:
    return [one.entry for one in round.candidates.order_by("pk")]


def every_state(entry: Entry) -> dict[RoundState, Round]:
    """A round in each state in which `entry` has one signed sheet and is first."""
    return {state: _with(entry, state) for state in RoundState}


def _with(entry: Entry, state: RoundState) -> Round:
    # The panel's rounds; the announced one is the evaluators', for it needs no decree.
    stage = Stage.TE if state == RoundState.ANNOUNCED else Stage.TPI
    round = rounds.round(RoundState.PLANNED, of=entry.edition, entries=0, stage=stage)
    if state == RoundState.PLANNED:
        return round
    rounds.walk_round(round, RoundState.OPEN)
    rounds.signed_sheet(round, entry=entry, value=90)
    counted(round)
    if state in OVER:
        close(rounds.walk_round(round, RoundState.PLENARY))
        return announce(round) if state == RoundState.ANNOUNCED else round
    return rounds.walk_round(round, state)
