"""Geometry of the small charts, in whole numbers: an SVG attribute knows no decimal comma."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 640
THICK = 12  # of one bar of the funnel
TALL = 160  # of the histogram
TILE = 64
STEPS = 5  # of the sequential scale in tokens.css


class Place(Protocol):
    """What a tile is drawn from: the caller's row or dataclass."""

    column: int
    row: int
    value: int


@dataclass(frozen=True)
class Bar:
    row: object
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    width: int
    height: int
    mark: int | None = None  # where the cut stands


@dataclass(frozen=True)
class Tile:
    place: Place
    x: int
    y: int
    step: int


def funnel(rows: Sequence[dict[str, int]]) -> Chart:
    """`rows`: label and value each, the widest first. Bars start at one line: lengths compare."""
    most = max((row["value"] for row in rows), default=0) or 1
    bars = [
        Bar(row, 0, 0, max(2, WIDTH * row["value"] // most) if row["value"] else 0, THICK)
        for row in rows
    ]
    return Chart(bars, WIDTH, THICK)


def histogram(rows: Sequence[dict[str, float]], cut: float | None = None) -> Chart:
    """`rows`: low, high and value each, ascending and of equal width."""
    if not rows:
        return Chart([], WIDTH, 0)
    height, wide = TALL, WIDTH // len(rows)
    most = max(row["value"] for row in rows) or 1
    bars = []
    for n, row in enumerate(rows):
        tall = round(height * row["value"] / most)
        bars.append(Bar(row, n * wide + 1, height - tall, wide - 2, tall))
    return Chart(bars, wide * len(rows), height, _position(rows, cut, wide * len(rows)))


def tiles(rows: Iterable[Place]) -> dict[str, object]:
    """One box a province; `step` 1-5 of the scale, 0 where there is nothing."""
    places = list(rows)
    most = max((place.value for place in places), default=0)
    boxes = [
        Tile(place, place.column * TILE, place.row * TILE, _step(place.value, most))
        for place in places
    ]
    return {
        "boxes": boxes,
        "width": (max((place.column for place in places), default=0) + 1) * TILE,
        "height": (max((place.row for place in places), default=0) + 1) * TILE,
        "side": TILE - 4,
    }


def _step(value: int, most: int) -> int:
    return 0 if value <= 0 else 1 + (STEPS - 1) * value // most


def _position(rows: Sequence[dict[str, float]], cut: float | None, width: int) -> int | None:
    low, high = rows[0]["low"], rows[-1]["high"]
    if cut is None or not low <= cut <= high:
        return None
    return round(width * (float(cut) - float(low)) / (float(high) - float(low)))
