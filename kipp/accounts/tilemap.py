"""Where each province stands in the map of equal boxes."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "provinces-tiles.csv"


@dataclass(frozen=True, slots=True)
class Spot:
    label: str
    column: int
    row: int


@cache
def spots() -> dict[str, Spot]:
    """By the code of the province."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            line["code"]: Spot(line["label"], int(line["column"]), int(line["row"]))
            for line in csv.DictReader(file)
        }
