"""A measured figure, the table they are printed in, and the file they are kept in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`goal` is the most the value may be, the least where `least` says so, None where nothing was
    promised."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    least: bool = False

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.least else self.value <= self.goal


def table(figures: Iterable[Figure]) -> str:
    rows = [("figure", "value", "unit", "goal", "met")]
    rows += [
        (
            one.name,
            f"{one.value:g}",
            one.unit,
            "" if one.goal is None else f"{'>=' if one.least else '<='} {one.goal:g}",
            {True: "yes", False: "NO", None: ""}[one.met],
        )
        for one in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def write(figures: Iterable[Figure], path: Path) -> None:
    kept = [asdict(one) | {"met": one.met} for one in figures]
    path.write_text(json.dumps(kept, indent=1) + "\n")


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = zip(row, widths, strict=True)
    return "  ".join(cell.ljust(width) for cell, width in cells).rstrip()
