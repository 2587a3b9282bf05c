"""Invented names: a long name, its acronym, and a title nobody else has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .words import vocabulary

if TYPE_CHECKING:
    from random import Random

SYLLABLE = re.compile(r"^([^aeiou]*[aeiou])(ng|[^aeiou](?![aeiou]))?", re.IGNORECASE)
SMALL_WORDS = {"dan", "dari", "di", "ke", "untuk", "dengan", "bagi", "pada", "yang", "tanpa"}
AWKWARD = re.compile(r"[aeiou]{2}|[^aeiou]{3}|[^aeiou]$")
NAMELESS, EVOCATIVE = 0.1, 0.35  # the rest has an acronym
LONGEST = 10
SHORTEST = 5
DRAWS = 12
TRIES = 200


@dataclass(frozen=True)
class Naming:
    title: str
    name: str
    long_name: str


def naming(rng: Random, concept: dict[str, Any], place: str, taken: set[str]) -> Naming:
    """Draws until the title is new; `taken` (lower case) then knows it."""
    for _ in range(TRIES):
        drawn = _draw(rng, concept, place)
        key = drawn.title.casefold()
        if key not in taken and drawn.name.casefold() not in published():
            taken.add(key)
            return drawn
    msg = f"no free title for {concept['key']} in {place}"
    raise LookupError(msg)


def acronym(rng: Random, long_name: str) -> str:
    """Syllables of the telling words: "Kawal Ibu Hamil Terpadu" may become KAWIHATER."""
    words = [word for word in re.split(r"[\s-]+", long_name) if word.lower() not in SMALL_WORDS]
    drawn = {_blend(rng, words) for _ in range(DRAWS)}
    fit = [text for text in drawn if SHORTEST <= len(text) <= LONGEST and not _vulgar(text)]
    if not fit:
        return "".join(word[0] for word in words).upper()
    return min(fit, key=lambda text: (len(AWKWARD.findall(text)), len(text), text)).upper()


def published() -> frozenset[str]:
    return frozenset(vocabulary("reserved")["published"])


def _draw(rng: Random, concept: dict[str, Any], place: str) -> Naming:
    long_name = _long_name(rng, concept)
    fashion = rng.random()
    if fashion < NAMELESS:
        return Naming(f"{long_name} di {place}", long_name, long_name)
    brand = _evocative(rng) if fashion < NAMELESS + EVOCATIVE else acronym(rng, long_name)
    title = rng.choice(
        [
            f"{brand}: {long_name}",
            f"{brand} ({long_name})",
            f"{brand}: {long_name} di {place}",
            f"{brand}, {long_name} {place}",
        ]
    )
    return Naming(title, brand, long_name)


def _evocative(rng: Random) -> str:
    words = vocabulary("units")
    return f"{rng.choice(words['evocative'])} {rng.choice(words['qualities'])}".upper()


def _long_name(rng: Random, concept: dict[str, Any]) -> str:
    words = vocabulary("units")
    core = rng.choice(concept["cores"])
    used = core.lower().split()
    heads = [head for head in concept["heads"] * 2 + words["heads"] if head.lower() not in used]
    tails = [tail for tail in words["tails"] if not set(tail.lower().split()) & set(used)]
    return f"{rng.choice(heads)} {core} {rng.choice(tails)}".strip()


def _blend(rng: Random, words: list[str]) -> str:
    return "".join(_syllable(rng, word) for word in words[: rng.randint(3, 5)]).lower()


def _syllable(rng: Random, word: str) -> str:
    found = SYLLABLE.match(word)
    if found is None:
        return word[:2]
    opening, closing = found.group(1), found.group(2) or ""
    return opening + (closing if rng.random() < 0.5 else "")


def _vulgar(text: str) -> bool:
    reserved = vocabulary("reserved")
    return text in reserved["words"] or any(part in text for part in reserved["parts"])
