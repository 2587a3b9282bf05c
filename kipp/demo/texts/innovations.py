"""One invented innovation with all answers of its proposal, from a seeded generator alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from . import figures
from .facts import draw_measures
from .frames import write
from .titles import naming
from .units import unit_name
from .words import capital, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from random import Random

    from .facts import Measure

MONTH = 31
MINIMUM_MONTHS = {"umum": 24, "replikasi": 12}
GRACE_MONTHS = 36
NEIGHBOUR_SHARE = 0.35


@dataclass(frozen=True)
class Source:
    """The innovation a replication takes over."""

    title: str
    owner: str
    year: int


@dataclass(frozen=True)
class Brief:
    """What is wanted. `limits` maps the sections to write to their word limits; `reference` is the
    day to which the age counts, and `young` makes the innovation too young for its group.
    """

    category: int
    place: str
    kind: str
    reference: date
    limits: Mapping[str, int]
    group: str = "umum"
    source: Source | None = None
    young: bool = False
    unit: str | None = None


@dataclass(frozen=True)
class Innovation:
    concept: str
    category: int
    group: str
    title: str
    name: str
    unit: str
    summary: str
    answers: dict[str, str]
    started_on: date
    started_years_ago: int
    replicated: bool
    target: str
    measures: tuple[Measure, ...]
    video_url: str


def concepts(category: int, kind: str) -> list[dict[str, Any]]:
    """The ideas of a category that an institution of this kind could have had."""
    everything = vocabulary(f"concepts/{category}")
    return [concept for concept in everything if kind in concept["kinds"]] or list(everything)


def innovation(rng: Random, brief: Brief, *, taken: set[str] | None = None) -> Innovation:
    """`taken` holds the titles given so far and is added to: share it to keep titles unique."""
    concept = rng.choice(concepts(brief.category, brief.kind))
    unit = brief.unit or unit_name(rng, kind=brief.kind, field=concept["field"])
    named = naming(rng, concept, brief.place, set() if taken is None else taken)
    started_on = _started_on(rng, brief)
    measures = draw_measures(rng, concept)
    replicated = rng.random() < NEIGHBOUR_SHARE
    facts = _facts(rng, concept, brief, started_on) | figures.of_measures(measures)
    facts |= {"unit": unit, "name": named.name}
    answers = {
        code: write(rng, code, facts, limit, replicated=replicated)
        for code, limit in brief.limits.items()
    }
    return Innovation(
        concept=concept["key"],
        category=brief.category,
        group=brief.group,
        title=named.title,
        name=named.name,
        unit=unit,
        summary=answers.get("summary", capital(concept["does"])),
        answers=answers,
        started_on=started_on,
        started_years_ago=(brief.reference - started_on).days // 365,
        replicated=replicated,
        target=concept["target"],
        measures=measures,
        video_url=f"https://drive.google.com/file/d/contoh-{rng.getrandbits(40):010x}/view",
    )


def _started_on(rng: Random, brief: Brief) -> date:
    minimum = MINIMUM_MONTHS[brief.group]
    youngest, oldest = minimum * MONTH, (minimum + GRACE_MONTHS) * MONTH
    if brief.young:
        youngest, oldest = minimum * MONTH // 2, (minimum - 2) * MONTH
    return brief.reference - timedelta(days=rng.randint(youngest, oldest))


def _facts(rng: Random, concept: dict[str, Any], brief: Brief, started_on: date) -> dict[str, str]:
    facts = figures.draw_figures(rng) | figures.years(started_on, brief.reference)
    facts |= figures.of_concept(rng, concept)
    facts |= figures.setting(rng, kind=brief.kind, field=concept["field"], start=started_on.year)
    category = vocabulary("units")["categories"][str(brief.category)]
    facts |= {"place": brief.place, "category": category}
    if brief.source is not None:
        source = brief.source
        facts |= {"src": source.title, "src_owner": source.owner, "src_year": str(source.year)}
    return facts
