"""Made-up proposals, copies of them with words changed, and others that are near them honestly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from kipp.demo.texts import innovations, titles
from kipp.demo.texts.innovations import Brief
from submissions.likeness import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kipp.demo.texts.innovations import Innovation

SEASON = Path(__file__).resolve().parents[2] / "submissions" / "data" / "kipp-2025.json"
CATEGORIES = 9
# Places that are nowhere: no institution is shown to copy.
PLACES = ("Kabupaten Contoh Utara", "Kabupaten Contoh Selatan", "Kabupaten Contoh Timur")
CHANGED = 0.3
SPOKEN = 90  # proposals of all categories whose words, as often as they are said, replace others
OTHERS = 4  # proposals of the same institution and category beside each original


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    text: str
    idea: str


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal; a copy of it; others of its institution and category, of other ideas, that answer
    the same prompts; and one of the same idea from elsewhere, which people may want to see too."""

    original: Document
    copy: Document
    others: Sequence[Document]
    kin: Document


def cases(number: int, *, changed: float = CHANGED, seed: int = 1) -> list[Case]:
    """The same seed gives the same texts."""
    data = json.loads(SEASON.read_text())
    sections = data["forms"]["umum"]["sections"]
    limits = {section["code"]: section["word_limit"] for section in sections}
    day = date.fromisoformat(data["dates"]["eligibility_reference_on"])
    rng, taken = Random(seed), set[str]()  # noqa: S311 - the same texts every time

    def written(category: int, place: str) -> Innovation:
        brief = Brief(
            category=category, place=place, kind="KABUPATEN", reference=day, limits=limits
        )
        return innovations.innovation(rng, brief, taken=taken)

    drawn = [written(place % CATEGORIES + 1, PLACES[0]) for place in range(SPOKEN)]
    everywhere = " ".join(_text(other) for other in drawn).split()

    def one(number: int) -> Case:
        category, place = number % CATEGORIES + 1, PLACES[number % len(PLACES)]
        original = written(category, place)
        others: list[Innovation] = []
        while len(others) < OTHERS:
            other = written(category, place)
            if other.concept != original.concept:
                others.append(other)
        kin = written(category, "Kota Contoh")
        while kin.concept != original.concept:
            kin = written(category, "Kota Contoh")
        copy = Document(
            title=_new_title(rng, original, place, taken),
            text=altered(_text(original), changed, everywhere, rng),
            idea=original.concept,
        )
        return Case(
            _document(original), copy, [_document(other) for other in others], _document(kin)
        )

    return [one(number) for number in range(number)]


def altered(text: str, share: float, borrowed: Sequence[str], rng: Random) -> str:
    """So many of its words are gone: half of them for another, a quarter for none, a quarter for two.
    The new words come from elsewhere, as often as they are said there."""
    kept = text.split()
    out: list[str] = []
    chosen = set(rng.sample(range(len(kept)), round(len(kept) * share)))
    for place, word in enumerate(kept):
        if place in chosen:
            out += [_other(word, borrowed, rng) for _ in range(rng.choice((1, 1, 0, 2)))]
        else:
            out.append(word)
    return " ".join(out)


def _other(word: str, borrowed: Sequence[str], rng: Random) -> str:
    while words(drawn := rng.choice(borrowed)) == words(word):
        pass
    return drawn


def _new_title(rng: Random, original: Innovation, place: str, taken: set[str]) -> str:
    """As another idea of the category would be called."""
    pool = innovations.concepts(original.category, "KABUPATEN")
    strange = [one for one in pool if one["key"] != original.concept]
    return titles.naming(rng, rng.choice(strange), place, taken).title


def _document(made: Innovation) -> Document:
    return Document(made.title, _text(made), made.concept)


def _text(made: Innovation) -> str:
    return "\n".join(made.answers.values())
