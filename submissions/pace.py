"""How long the screening will take at the pace of its last working days: arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Forecast:
    """`rate` a working day over `days` of them; finished about `on`, between `early` and `late`
    (mean rate plus and minus two standard errors). `late` is None where the slow end of the rate
    comes to nothing, the days None where nothing can be said."""

    rate: float
    days: int
    on: date | None = None
    early: date | None = None
    late: date | None = None


def forecast(left: int, done: Mapping[date, int], today: date, *, days: int) -> Forecast:
    """`done` is what was decided on each day; only whole working days before `today` count, and none
    before the first decision."""
    begun = min(done, default=today)
    counted = [day for day in _working_days_before(today, days) if day >= begun]
    rates = [done.get(day, 0) for day in counted]
    if not rates or not sum(rates):
        return Forecast(0, len(rates))
    rate = fmean(rates)
    doubt = 2 * stdev(rates) / sqrt(len(rates)) if len(rates) > 1 else rate
    return Forecast(
        rate,
        len(rates),
        after(today, left / rate),
        after(today, left / (rate + doubt)),
        after(today, left / (rate - doubt)) if rate > doubt else None,
    )


def after(today: date, working_days: float) -> date:
    """The day on which so many working days, counted from tomorrow on, are over."""
    day, left = today, ceil(working_days)
    while left > 0 and day.year < today.year + 5:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Monday to Friday: the portal knows no public holidays."""
    return day.weekday() < SATURDAY


def _working_days_before(today: date, count: int) -> Iterator[date]:
    day = today
    while count:
        day -= timedelta(days=1)
        if is_working_day(day):
            count -= 1
            yield day
