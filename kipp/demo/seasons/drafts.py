"""The group umum of the running season, five days before its close: everything is still on its way."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from kipp.accounts.models import Role
from kipp.demo.seasons import desk, screening, writing
from kipp.demo.seasons.flaws import Flaw
from kipp.demo.seasons.schedule import at_hour, between
from submissions.actions.screening import mark_many
from submissions.models import EntryState, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season


class Way(Enum):
    """How far a proposal has come. The value is its weight among strangers."""

    BEGUN = 12
    HALF = 18
    WRITTEN = 6
    GIVEN_BACK = 8
    SENT = 20
    LODGED = 33
    RETURNED = 3


# Those of the demo's own unit, one of each that its people can do something with; then the others
# of the same institution.
OF_HOME = (
    *(Way.HALF, Way.GIVEN_BACK, Way.SENT, Way.LODGED, Way.RETURNED, Way.BEGUN),
    *(Way.SENT, Way.SENT, Way.WRITTEN),
)
DONE = {Way.BEGUN: 0.15, Way.HALF: 0.55}
LOOKED_AT = 3  # entries a screener has begun with


def plan_drafts(season: Season, proposals: Sequence[Proposal], today: date) -> None:
    rng = season.rng("ways")
    others = len(proposals) - len(OF_HOME)
    drawn = rng.choices(list(Way), [way.value for way in Way], k=max(others, 0))
    opens = season.groups["umum"].opens_at
    for one, way in zip(proposals, (*OF_HOME, *drawn), strict=False):
        if way == Way.RETURNED:
            one.flaw = Flaw.MENDED
        _plan(season, one, way, opens, today)
    eve = at_hour(today - timedelta(days=1), 15)
    season.stage.schedule.plan(eve, partial(_look, season, proposals))


def _plan(season: Season, one: Proposal, way: Way, opens: datetime, today: date) -> None:
    """Five moments between the opening and two days ago; the proposal uses as many as it needs."""
    schedule = season.stage.schedule
    rng = season.rng("drafts", one.number)
    late = at_hour(today - timedelta(days=2), 9)
    start = opens + (late - opens) * rng.betavariate(1.5, 1.5) * 0.8
    begun, filled, sent, fourth = between(rng, start, late, 4)
    schedule.plan(begun, partial(writing.begin, season, one))
    schedule.plan(filled, partial(writing.fill, season, one, share=DONE.get(way, 1.0)))
    if way in (Way.BEGUN, Way.HALF, Way.WRITTEN):
        return
    schedule.plan(sent, partial(writing.send, one))
    if way == Way.GIVEN_BACK:
        schedule.plan(fourth, partial(desk.give_back, season, one))
    if way in (Way.LODGED, Way.RETURNED):
        schedule.plan(fourth, partial(desk.lodge, season, one.place, [one]))
    if way == Way.RETURNED:
        eve = at_hour(today - timedelta(days=1), 10)
        schedule.plan(eve, partial(screening.look, season, [one]))


def _look(season: Season, proposals: Sequence[Proposal], at: datetime) -> None:
    """A screener has begun with a few and has not finished."""
    waiting = [one for one in proposals if one.entry and one.entry.state == EntryState.LODGED]
    begun = [
        (entry, item, verdict, note)
        for one in waiting[:LOOKED_AT]
        for entry, item, verdict, note in screening.findings(season, one)[:5]
        if verdict == Verdict.MET
    ]
    if begun:
        mark_many(begun, by=season.one(Role.SECRETARIAT), at=at)
