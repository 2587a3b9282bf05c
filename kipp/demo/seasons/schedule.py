"""What happens when: every step of both seasons in the order of its moment."""

from __future__ import annotations

import heapq
from datetime import datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from random import Random

    Step = Callable[[datetime], object]

WIB = ZoneInfo(settings.TIME_ZONE)
OPENING, CLOSING = 8, 21  # hours in which people work on their proposals


class Schedule:
    """Steps may plan further steps; of two at the same moment the one planned first comes first.

    Nothing happens after `until`: what is planned for later is left to the visitors of the demo.
    """

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._steps: list[tuple[datetime, int, Step]] = []
        self._number = count()

    def plan(self, at: datetime, step: Step) -> None:
        if at < self.until:
            heapq.heappush(self._steps, (at, next(self._number), step))

    def run(self) -> None:
        while self._steps:
            at, _, step = heapq.heappop(self._steps)
            step(at)


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), WIB)


def in_hours(rng: Random, day: date) -> datetime:
    """Some moment of a working day."""
    return at_hour(day, OPENING) + timedelta(seconds=rng.randrange((CLOSING - OPENING) * 3600))


def waking(at: datetime) -> datetime:
    """The same day at an hour when people work; what came first still comes first."""
    at = at.astimezone(WIB)
    midnight = datetime.combine(at.date(), time(), WIB)
    return midnight + timedelta(hours=OPENING) + (at - midnight) * ((CLOSING - OPENING) / 24)


def between(rng: Random, start: datetime, end: datetime, number: int) -> list[datetime]:
    """So many moments of an interval, in order, by day where the interval allows it."""
    span = max((end - start).total_seconds(), 0)
    drawn = sorted(rng.uniform(0, span) for _ in range(number))
    return [max(start, min(end, waking(start + timedelta(seconds=one)))) for one in drawn]
