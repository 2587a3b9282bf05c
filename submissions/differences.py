"""What is different between two texts, in words: for people who compare versions of an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW, FOLDED = "same", "gone", "new", "folded"
# Words of an unchanged stretch that are shown on either side of a change.
AROUND = 15
# Beyond this many comparisons only what both begin and end with is told apart: pages come soon.
MOST = 4_000_000

_TOKENS = re.compile(r"\n+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words: as before, gone, new, or `words` unchanged ones left out."""

    kind: str
    text: str
    words: int = 0


def pieces(before: str, after: str, *, whole: bool = False) -> list[Piece]:
    """From one text to the other; `whole` leaves nothing out. Spaces do not count, paragraphs do."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Piece] = []
    for kind, i, j, k, m in _steps(old, new):
        if kind == "equal":
            first, last = i == 0, j == len(old)
            found += [_piece(SAME, old[i:j])] if whole else _folded(old[i:j], first, last)
            continue
        found += [_piece(GONE, old[i:j])] if j > i else []
        found += [_piece(NEW, new[k:m])] if m > k else []
    return found


def changed_words(found: list[Piece]) -> tuple[int, int]:
    """How many words are new, and how many gone."""
    new = sum(one.words for one in found if one.kind == NEW)
    return new, sum(one.words for one in found if one.kind == GONE)


def _steps(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) * len(new) <= MOST:
        return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    i = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    i = min(len(old), len(new)) if i is None else i
    left = min(len(old), len(new)) - i
    j = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    a, b = len(old) - j, len(new) - j
    steps = [("equal", 0, i, 0, i), ("replace", i, a, i, b), ("equal", a, len(old), b, len(new))]
    return [step for step in steps if step[2] > step[1] or step[4] > step[3]]


def _folded(words: list[str], first: bool, last: bool) -> list[Piece]:
    """An unchanged stretch, its middle left out; at the ends of the text, its far side."""
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(words) <= head + tail + AROUND:
        return [_piece(SAME, words)]
    left_out = _piece(FOLDED, words[head : len(words) - tail])
    sides = ([_piece(SAME, words[:head])], [_piece(SAME, words[len(words) - tail :])])
    return [*(sides[0] if head else []), left_out, *(sides[1] if tail else [])]


def _piece(kind: str, tokens: list[str]) -> Piece:
    text = " ".join(tokens)
    words = sum(not one.isspace() for one in tokens)
    return Piece(kind, "" if kind == FOLDED else text, words)
