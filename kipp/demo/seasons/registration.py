"""The weeks of registration: when teams write and when institutions lodge."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from kipp.demo.seasons import desk, writing
from kipp.demo.seasons.flaws import Flaw
from kipp.demo.seasons.schedule import between, in_hours, waking
from submissions.models import EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season

GIVEN_BACK = 0.06  # share of the drafts that the Admin Lokal returns once
LAST_SESSIONS = (2, 40)  # hours before the close in which an institution lodges last


def plan(season: Season, proposals: Iterable[Proposal], opens: datetime, closes: datetime) -> None:
    """Teams write when they have time; institutions lodge now and then, most of it at the end."""
    places: defaultdict[str, list[Proposal]] = defaultdict(list)
    for one in proposals:
        places[one.place.code].append(one)
        plan_writing(season, one, opens, closes)
    for code, ours in places.items():
        rng = season.rng("sessions", code, opens.date())
        last = waking(closes - timedelta(hours=rng.uniform(*LAST_SESSIONS)))
        early = between(rng, opens + (closes - opens) / 3, last, rng.choice((0, 0, 1, 1, 2)))
        for at in (*early, last):
            season.stage.schedule.plan(at, partial(desk.lodge, season, ours[0].place, ours))
        for one in ours:
            if one.flaw == Flaw.WITHDRAWN:
                gone = last + timedelta(hours=1)
                season.stage.schedule.plan(gone, partial(desk.withdraw, season, one))


def plan_writing(season: Season, one: Proposal, opens: datetime, closes: datetime) -> None:
    schedule, rng = season.stage.schedule, season.rng("writing", one.number)
    last = closes - timedelta(hours=LAST_SESSIONS[1] + 2)
    share = rng.betavariate(1.5, 1.2)
    begun = in_hours(rng, (opens + (last - opens) * 0.85 * share).date())
    begun = min(max(begun, opens + timedelta(hours=1)), last - timedelta(days=2))
    filled, sent = between(
        rng, begun + timedelta(hours=1), min(last, begun + timedelta(days=12)), 2
    )
    unfinished = one.flaw == Flaw.UNFINISHED
    schedule.plan(begun, partial(writing.begin, season, one))
    done = rng.choice((0.3, 0.6, 0.8)) if unfinished else 1.0
    schedule.plan(filled, partial(writing.fill, season, one, share=done))
    if unfinished:
        return
    schedule.plan(sent, partial(writing.send, one))
    if one.flaw is None and rng.random() < GIVEN_BACK:
        _plan_giving_back(season, one, sent, last)


def _plan_giving_back(season: Season, one: Proposal, sent: datetime, last: datetime) -> None:
    """Back with a remark, and here again before the last session."""
    rng, schedule = season.rng("coaching", one.number), season.stage.schedule
    back, again = between(rng, sent + timedelta(minutes=30), last, 2)
    schedule.plan(back, partial(_give_back, season, one, again))


def _give_back(season: Season, one: Proposal, again: datetime, at: datetime) -> None:
    if one.written.state == EntryState.WITH_AGENCY:
        desk.give_back(season, one, at)
        season.stage.schedule.plan(again, partial(writing.send, one))
