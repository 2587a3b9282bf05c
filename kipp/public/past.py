"""The competition since 2014 as published facts (docs/data.md says where each was read)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kipp.accounts.models import Institution

LEVELS = {
    "OPSI": "Outstanding Public Service Innovations",
    "TERPUJI": "Terpuji",
    "TOP99": "Top 99",
    "FINALIST": "Finalis",
}
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


@dataclass(frozen=True, slots=True)
class PastAward:
    title: str
    institution: str
    level: str
    year: int | None


@cache
def years() -> list[Year]:
    """Newest first."""
    names = ("year", "registered", "accepted", "finalists", "awarded")
    rows = [Year(*(_number(row[name]) for name in names)) for row in _read("history.csv")]  # type: ignore[arg-type]
    return sorted(rows, key=lambda row: row.year, reverse=True)


def awards() -> list[PastAward]:
    """Titles that won before this portal, newest first, under the name the institution has here."""
    rows = _read("published-awards.csv")
    codes = {row["institution_code"] for row in rows}
    names = dict(Institution.objects.filter(code__in=codes).values_list("code", "name"))
    found = [
        PastAward(
            row["title"],
            names.get(row["institution_code"], ""),
            LEVELS.get(row["level"], row["level"]),
            _number(row["year"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-(one.year or 0), one.title))


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str) -> int | None:
    return int(text) if text else None
