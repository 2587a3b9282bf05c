"""How far the screening of a season is, and who does it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from submissions import pace
from submissions.models import Claim, Decision, Entry, EntryState

if TYPE_CHECKING:
    from submissions.models import Edition
    from submissions.pace import Forecast

# Decisions that end the screening of a proposal; a return only pauses it.
FINAL = ("entry.accept", "entry.reject")
Who = tuple[str, int]
SHOWN_DAYS = 7
RATE_DAYS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One person: what he has taken now, and his decisions of each shown day."""

    name: str
    claimed: int
    days: list[tuple[date, int]]
    total: int


@dataclass(frozen=True, slots=True)
class Board:
    figures: list[dict[str, object]]
    days: list[date]
    rows: list[Row]
    totals: list[tuple[date, int]]
    left: int
    forecast: Forecast


def board(edition: Edition) -> Board:
    entries = Entry.objects.filter(edition=edition).exclude(lodged_at=None)
    states = dict(entries.order_by().values_list("state").annotate(Count("pk")))
    second = entries.before_a_second().count()
    held = _held(edition)
    today = timezone.localdate()
    days = [today - timedelta(days=n) for n in reversed(range(SHOWN_DAYS))]
    done = _done(edition)
    per_day: Counter[date] = Counter()
    for (_, day), n in done.items():
        per_day[day] += n
    left = states.get(EntryState.LODGED, 0)
    return Board(
        figures=_figures(states, sum(held.values()), second),
        days=days,
        rows=_rows(held, done, days),
        totals=[(day, per_day[day]) for day in days],
        left=left,
        forecast=pace.forecast(left, per_day, today, days=RATE_DAYS),
    )


def _figures(states: dict[str, int], claimed: int, second: int) -> list[dict[str, object]]:
    waiting = states.get(EntryState.LODGED, 0) - claimed - second
    shown = (
        ("Menunggu", waiting),
        ("Sedang diperiksa", claimed),
        ("Pembaca kedua", second),
        ("Dikembalikan", states.get(EntryState.RETURNED, 0)),
        ("Lolos", states.get(EntryState.ACCEPTED, 0)),
        ("Tidak lolos", states.get(EntryState.REJECTED, 0)),
    )
    return [{"label": label, "value": value} for label, value in shown]


def _held(edition: Edition) -> Counter[Who]:
    rows = Claim.objects.in_force().filter(entry__edition=edition)
    rows = rows.exclude(entry__in=Entry.objects.before_a_second())
    counted = rows.order_by().values_list("by", "by__name").annotate(Count("pk"))
    return Counter({(name, pk): n for pk, name, n in counted})


def _done(edition: Edition) -> dict[tuple[Who, date], int]:
    rows = Decision.objects.filter(entry__edition=edition, verb__in=FINAL)
    counted = rows.order_by().values_list("by", "by__name", TruncDate("at"))
    return {((name, pk), day): n for pk, name, day, n in counted.annotate(Count("pk"))}


def _rows(held: Counter[Who], done: dict[tuple[Who, date], int], days: list[date]) -> list[Row]:
    totals: dict[Who, int] = defaultdict(int)
    for (who, _), n in done.items():
        totals[who] += n
    return [
        Row(who[0], held[who], [(day, done.get((who, day), 0)) for day in days], totals[who])
        for who in sorted({*totals, *held})
    ]
