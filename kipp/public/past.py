"""The competition since 2014 as published facts (docs/data.md says where each was read)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import F

from submissions.models import PastAward

if TYPE_CHECKING:
    from django.db.models import QuerySet

DATA = Path(__file__).resolve().parent.parent.parent / "submissions" / "data"


@dataclass(frozen=True, slots=True)
class Year:
    """One run; None where no figure was published."""

    year: int
    registered: int | None
    accepted: int | None
    finalists: int | None
    awarded: int | None

    def funnel(self) -> list[dict[str, object]]:
        steps = (
            ("Terdaftar", self.registered),
            ("Lolos seleksi administrasi", self.accepted),
            ("Finalis", self.finalists),
            ("Mendapat penghargaan", self.awarded),
        )
        return [{"label": label, "value": value} for label, value in steps if value]


@cache
def years() -> list[Year]:
    """Newest first."""
    names = ("year", "registered", "accepted", "finalists", "awarded")
    rows = [Year(*(_number(row[name]) for name in names)) for row in _read("history.csv")]  # type: ignore[arg-type]
    return sorted(rows, key=lambda row: row.year, reverse=True)


def awards() -> QuerySet[PastAward]:
    """What won before this portal, newest first, under the name its institution had in that year."""
    rows = PastAward.objects.select_related("innovation__institution")
    return rows.order_by(F("year").desc(nulls_last=True), "innovation__title", "pk")


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str) -> int | None:
    return int(text) if text else None
