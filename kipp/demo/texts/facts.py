"""Figures of one innovation, drawn so that all sections of its proposal agree on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .words import quantity

if TYPE_CHECKING:
    from random import Random

PERCENT = 100


@dataclass(frozen=True)
class Measure:
    name: str
    unit: str
    before: int
    after: int

    @property
    def rises(self) -> bool:
        return self.after > self.before

    @property
    def change(self) -> str:
        verb = "naik" if self.rises else "turun"
        before = "nol" if self.before == 0 else quantity(self.before, self.unit)
        return f"{verb} dari {before} menjadi {quantity(self.after, self.unit)}"

    @property
    def sentence(self) -> str:
        return f"{self.name} {self.change}"

    @property
    def goal(self) -> str:
        target = round_figure(self.before + (self.after - self.before) * 9 // 10)
        if self.rises:
            return f"{self.name} mencapai sekurang-kurangnya {quantity(target, self.unit)}"
        return f"{self.name} turun menjadi paling banyak {quantity(target, self.unit)}"

    @property
    def baseline(self) -> str:
        if self.before == 0:
            return f"belum adanya {self.name}"
        return f"{self.name} sebesar {quantity(self.before, self.unit)}"


def draw_measures(rng: Random, concept: dict[str, Any]) -> tuple[Measure, ...]:
    rows = list(concept["measures"])
    rng.shuffle(rows)
    return tuple(_vary(rng, row) for row in rows)


def _vary(rng: Random, row: dict[str, Any]) -> Measure:
    top = PERCENT - 1 if row["unit"].startswith("persen") else None
    before, after = (_near(rng, row[side], top) for side in ("before", "after"))
    if (after > before) != (row["after"] > row["before"]) or after == before:
        before, after = row["before"], row["after"]
    return Measure(row["name"], row["unit"], before, after)


def _near(rng: Random, value: int, top: int | None) -> int:
    if value < 10:
        return value
    moved = round_figure(round(value * rng.uniform(0.86, 1.14)))
    return moved if top is None else min(moved, max(top, value))


def round_figure(value: int) -> int:
    """As people report: 1,376 becomes 1,370."""
    step = 1 if value < 200 else 10 if value < 2000 else 50 if value < 20000 else 100
    return value // step * step
