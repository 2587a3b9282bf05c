"""What an innovation has won before: by the published lists, and by the awards of this portal.

The lists are not whole (docs/data.md), so nothing found is no proof that nothing was won.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.postgres.expressions import ArraySubquery
    from django.db.models.expressions import BaseExpression

DATA = Path(__file__).resolve().parent / "data" / "published-awards.csv"
LEVELS = {"OPSI": "OPSI", "TERPUJI": "Terpuji", "TOP99": "Top 99", "FINALIST": "Finalis"}
KNOWN = "penghargaan"  # that there was one is known, not which
_WORDS = ArrayField(CharField())
_tellers: list[Callable[[], ArraySubquery]] = []


def tells(teller: Callable[[], ArraySubquery]) -> Callable[[], ArraySubquery]:
    """For `<app>/entry_stages.py` of the app that knows the portal's awards: an array of words
    ("Terpuji 2021") for each entry of a query, about its innovation."""
    _tellers.append(teller)
    return teller


@cache
def of_the_portal() -> BaseExpression:
    """To annotate entries with what their innovation has won here. Built once, as it never differs."""
    return _tellers[0]() if _tellers else Value([], output_field=_WORDS)


def published(institution_code: str, title: str) -> list[str]:
    """What the lists say of this title of this institution, oldest first."""
    return _lists().get((institution_code, _plain(title)), [])


@cache
def _lists() -> dict[tuple[str, str], list[str]]:
    found = defaultdict(list)
    with DATA.open(newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: row["year"]):
            words = f"{LEVELS.get(row['level'], KNOWN)} {row['year']}".strip()
            found[row["institution_code"], _plain(row["title"])].append(words)
    return dict(found)


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())
