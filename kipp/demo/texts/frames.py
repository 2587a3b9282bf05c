"""Composes an answer: required sentences first, then as many others as the word limit bears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .words import capital, count_words, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

FULLNESS = (0.72, 1.0)  # how much of the limit an author uses


class Fill(dict[str, str]):
    """`{Target}` is `{target}` with a capital; an unknown name is an error, never a gap."""

    def __missing__(self, key: str) -> str:
        low = key[:1].lower() + key[1:]
        if low == key or low not in self:
            raise KeyError(key)
        return capital(self[low])


def write(
    rng: Random, code: str, facts: Mapping[str, str], limit: int, *, replicated: bool = False
) -> str:
    slots = _slots(code, replicated=replicated)
    fill = Fill(facts)
    texts = [rng.choice(slot["variants"]).format_map(fill) for slot in slots]
    chosen = _choose(rng, slots, texts, limit)
    answer = ""
    for index in sorted(chosen):
        joint = "\n\n" if slots[index]["paragraph"] else " "
        answer += (joint if answer else "") + texts[index]
    return answer


def _slots(code: str, *, replicated: bool) -> list[dict[str, Any]]:
    asked = "yes" if replicated else "no"
    return [slot for slot in vocabulary("frames")[code] if slot.get("when", asked) == asked]


def _choose(rng: Random, slots: list[dict[str, Any]], texts: list[str], limit: int) -> set[int]:
    target = limit * rng.uniform(*FULLNESS)
    order = sorted(range(len(slots)), key=lambda i: (not slots[i]["must"], rng.random()))
    chosen: set[int] = set()
    total = 0
    for index in order:
        length = count_words(texts[index])
        wanted = slots[index]["must"] or total < target
        if wanted and total + length <= limit:
            chosen.add(index)
            total += length
    return chosen
