"""Small tools of language: lists, numbers and capitals as Indonesian writes them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
THOUSAND = 1000
LARGER = {"ribu": "juta", "juta": "miliar"}


@cache
def vocabulary(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def count_words(text: str) -> int:
    return len(text.split())


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def quantity(value: int, unit: str) -> str:
    """`quantity(2450, "ribu rupiah per bulan")` is "2,45 juta rupiah per bulan"."""
    if unit == "angka":
        return number(value)
    scale, _, rest = unit.partition(" ")
    if scale in LARGER and rest.startswith("rupiah") and value >= THOUSAND:
        thousands = f"{value / THOUSAND:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        return f"{thousands} {LARGER[scale]} {rest}"
    return f"{number(value)} {unit}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Lowers the first letter, but leaves abbreviations such as RSUD alone."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def listing(items: Sequence[str]) -> str:
    if len(items) <= 2:
        return " dan ".join(items)
    return f"{', '.join(items[:-1])}, dan {items[-1]}"
