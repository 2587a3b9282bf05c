"""How good a proposal is and how its judges see it: draws, never results.

A total is the quality of the entry, plus how lenient its judge is, plus the chance of that reading.
The parameters are calibrated so that about 27 of 212 entries reach 85 in the first round and about
3 of 27 in the second, as in 2025; the rest is the portal's own arithmetic.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Proposals of a season, as the judges of the first round would see them on average.
FIELD = NormalDist(75.9, 7.0)
# A replication brings proof of the source with it.
REPLICATED = NormalDist(81.5, 5.5)
# Fitness for national use, beyond what the quality of the proposal says of it.
FITNESS = NormalDist(77.6, 5.4)
SEVERITY = NormalDist(0, 3.4)
READING = 4.4  # the same judge on another day
TASTE = 3.5  # between the criteria of one sheet
LOWEST, HIGHEST = 35, 99
HARD = 87.0
GOLDEN = 0.6180339887498949


def spread(rng: Random, number: int, field: NormalDist) -> list[float]:
    """One draw from each of `number` equal slices of the field, in random order: a season without
    the luck of a small sample. The first is the best."""
    drawn = [_short_of_perfect(field.inv_cdf((k + 0.5) / number)) for k in range(number)]
    best = drawn.pop() if drawn else 0.0
    rng.shuffle(drawn)
    return [best, *drawn][:number]


def fitness(rank: int) -> float:
    """For the entry of this rank of quality. Steps of the golden section spread any run of
    neighbours evenly, so the finalists are as mixed as the field."""
    share = (0.985 + rank * GOLDEN) % 1
    return _short_of_perfect(FITNESS.inv_cdf(min(max(share, 0.002), 0.998)))


def severities(rng: Random, number: int) -> list[float]:
    """Of a body of judges: as many strict as lenient ones."""
    drawn = [SEVERITY.inv_cdf((k + 0.5) / number) for k in range(number)]
    rng.shuffle(drawn)
    return drawn


def reading(seed: str, quality: float, severity: float) -> float:
    return quality + severity + Random(seed).gauss(0, READING)


def sheet(seed: str, total: float, weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Points for each criterion whose weighted mean lies near the total: whole, as judges give them."""
    rng = Random(seed)
    return {key: _points(total + rng.gauss(0, TASTE)) for key in weights}


def ranked(values: Sequence[float]) -> list[int]:
    """The rank of each, 0 for the highest."""
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    ranks = [0] * len(values)
    for rank, i in enumerate(order):
        ranks[i] = rank
    return ranks


def _short_of_perfect(value: float) -> float:
    """The better a proposal, the harder the next point."""
    return value if value < HARD else HARD + (value - HARD) * 0.55


def _points(value: float) -> Decimal:
    return Decimal(min(max(round(value), LOWEST), HIGHEST))
