"""How alike two texts are, from short signatures of them: arithmetic only (MinHash, ADR 12).

A text is the set of its words. Of two texts, one of which was made from the other by changing three
words in ten, about 0.70 of the words are the same; runs of two or three words would leave 0.32 and
0.20, too near to what any two proposals share that answer the same questions.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from datasketch import MinHash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

PERMUTATIONS = 256
SEED = 1
SCHEME = "affine32"
# 51 bands of 5 of these values. Texts that are 0.70 alike share 8 bands on the mean, those that are
# 0.45 alike less than one.
BANDS, ROWS = 51, 5
# Fewer different words than this say too little: two such texts are alike by chance.
FEWEST = 60
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def words(text: str) -> set[str]:
    """Its different words in lower case: "rata-rata" is one, a number is one, marks are none."""
    return set(_WORD.findall(text.lower()))


def signature(found: Iterable[str]) -> bytes:
    """256 numbers of 32 bits: the smallest hash of the words under each permutation. The same words
    in any order give the same signature, in any version that keeps seed and scheme."""
    made = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME, permutations=_permutations())
    made.update_batch([word.encode() for word in found])
    signed: bytes = made.hashvalues.astype("<u4").tobytes()
    return signed


def bands(signed: bytes) -> list[int]:
    """One number of 64 bits for each band, its place in it: texts that share one are candidates."""
    step = ROWS * 4
    return [_number(place, signed[place * step : (place + 1) * step]) for place in range(BANDS)]


def alike(signed: bytes, others: Sequence[bytes]) -> list[float]:
    """Of each of the others: the share of values that are the same, an estimate of the share of words
    that two texts have in common of all that they have (Jaccard), true to 0.03."""
    if not others:
        return []
    mine, theirs = _values(signed), np.stack([_values(one) for one in others])
    shares: list[float] = (theirs == mine).mean(axis=1).tolist()
    return shares


def _values(signed: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(signed, dtype="<u4")


def _number(place: int, part: bytes) -> int:
    digest = hashlib.blake2b(place.to_bytes(2, "big") + part, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@cache
def _permutations() -> object:
    """Drawn once: that costs more than a signature."""
    return MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME).permutations
