"""The ranking table of a round, and its picture."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F

from judging import scoring
from judging.models import Standing
from kipp.web.indonesian import number

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from judging.models import Round

FLAGS = {
    scoring.GAP: "selisih antarpenilai besar",
    scoring.SPLIT: "satu penilai meluluskan, yang lain tidak",
    scoring.CRITERION: "satu kriteria berselisih lebih dari 40",
    scoring.FLAT: "ada lembar bernilai sama di semua kriteria",
    scoring.HOLES: "ada lembar tidak lengkap, tidak dihitung",
}
# What a head of the table sorts by; every order ends on the key.
SORTS = {
    "peringkat": ("entry__group__position", "rank"),
    "proposal": ("entry__code",),
    "instansi": ("entry__innovation__institution__name",),
    "nilai": ("official",),
    "selisih": ("spread",),
    "penilai": ("judges",),
}
WIDTH = 5  # points in one bar of the histogram
FEW = 5  # scores, or bars: a histogram of less is one block


@dataclass(frozen=True, slots=True)
class Facets:
    """What the ranked entries can be filtered by, and how many entries each group has."""

    groups: dict[int, str]
    categories: dict[int, str]
    sizes: dict[int, int]


def facets(round: Round) -> Facets:
    rows = (
        Standing.objects.current(round)
        .values_list(
            "entry__group_id",
            "entry__group__name",
            "entry__category_id",
            "entry__category__short_name",
        )
        .annotate(size=Count("pk"))
        .order_by("entry__group__position", "entry__group_id", "entry__category__number")
    )
    found = Facets({}, {}, {})
    for group, name, category, short_name, size in rows:
        found.groups[group], found.categories[category] = name, short_name
        found.sizes[group] = found.sizes.get(group, 0) + size
    return found


def is_behind(round: Round) -> bool:
    """Are there sheets that the current run has not seen?"""
    return round.dirty_seq > (round.current_run.seq if round.current_run else 0)


def line(round: Round, group: int) -> Decimal | None:
    """The score at the line of a group; only a limited number of places needs the whole list."""
    if round.places is None:
        return round.passing_grade
    rows = Standing.objects.current(round).filter(entry__group_id=group)
    return scoring.cut(rows, round.places, round.passing_grade)


def mark_line(rows: list[Standing], line: Decimal | None) -> None:
    """In rank order: the last row above the line gets `is_last_above`."""
    for row, below in itertools.pairwise(rows):
        above = line is not None and row.official is not None and row.official >= line
        under = below.official is None or (line is not None and below.official < line)
        row.is_last_above = above and under  # type: ignore[attr-defined]


def standings(round: Round) -> QuerySet[Standing]:
    """The standings of the run that counts now."""
    return Standing.objects.current(round).for_table()


def sort(rows: QuerySet[Standing], key: str) -> QuerySet[Standing]:
    """`key` as the table's heads write it: a name of SORTS, "-" for the other way round. Entries
    without a score stay at the end either way."""
    columns = SORTS.get(key.removeprefix("-"), SORTS["peringkat"])
    down = key.startswith("-")
    order = [
        F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True) for name in columns
    ]
    return rows.order_by(*order, "entry__code", "pk")


def flag_words(row: Standing) -> list[str]:
    return [FLAGS.get(flag, flag) for flag in row.flags]


def picture(round: Round) -> dict[str, Any] | None:
    """The official scores as a histogram, a handful of them one by one (`few`), with the finding
    in words; None before any score."""
    rows = Standing.objects.current(round).values_list("official", flat=True)
    scores = [score for score in rows if score is not None]
    if not scores:
        return None
    floor = round.passing_grade
    title = f"{number(len(scores))} proposal sudah bernilai"
    if floor is not None:
        above = sum(score >= floor for score in scores)
        title = (
            f"{number(above)} dari {number(len(scores))} proposal mencapai nilai ambang "
            f"{number(_short(floor))}"
        )
    if len(scores) < FEW:
        return {"title": title, "few": sorted(scores, reverse=True)}
    return {"title": title, "rows": histogram(scores), "cut": floor and _short(floor)}


def histogram(scores: list[Decimal]) -> list[dict[str, Any]]:
    """Bars of equal width over the span of the scores, empty ones between and beside them
    included."""
    if not scores:
        return []
    last = 100 // WIDTH - 1
    bars = [min(int(score) // WIDTH, last) for score in scores]
    beside = max(0, FEW - (max(bars) - min(bars) + 1)) // 2
    high = min(last, max(bars) + beside)
    low = max(0, min(*bars, high - FEW + 1))
    return [
        {"low": bar * WIDTH, "high": (bar + 1) * WIDTH, "value": bars.count(bar)}
        for bar in range(low, max(high, low + FEW - 1) + 1)
    ]


def _short(value: Decimal) -> Decimal:
    """85 rather than 85.00."""
    whole = value.to_integral_value()
    return whole if whole == value else value
