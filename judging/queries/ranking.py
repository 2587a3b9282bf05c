"""The ranking table of a round, and its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from judging import scoring
from judging.models import Standing

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


def histogram(scores: list[Decimal]) -> list[dict[str, Any]]:
    """Bars of equal width over the span of the scores, empty ones between them included."""
    if not scores:
        return []
    bars = [min(int(score) // WIDTH, 100 // WIDTH - 1) for score in scores]
    return [
        {"low": bar * WIDTH, "high": (bar + 1) * WIDTH, "value": bars.count(bar)}
        for bar in range(min(bars), max(bars) + 1)
    ]
