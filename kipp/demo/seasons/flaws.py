"""What is wrong with some proposals: planted in the entries, found by the portal or by people."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random


class Flaw(StrEnum):
    """The value of a flaw that screeners find is the reason that the edition has for it."""

    # Never lodged: the portal refuses, or people are too late.
    UNFINISHED = "unfinished"
    YOUNG = "young"
    NO_LETTER = "no_letter"
    NO_EVIDENCE = "no_evidence"
    TOO_LONG = "too_long"
    FORGOTTEN = "forgotten"
    WITHDRAWN = "withdrawn"
    # Lodged, and found in screening.
    CATEGORY = "category"
    ANSWERS = "answers"
    IDENTITY = "identity_letter"
    WILLINGNESS = "willingness_letter"
    EVIDENCE = "evidence"
    VIDEO = "video"
    AGE = "too_young"
    # Found, returned once; mended in time, or not.
    MENDED = "mended"
    NEGLECTED = "neglected"


# Shares of all that register, from what the ministry says goes wrong; the rest has no flaw.
SHARES = {
    Flaw.UNFINISHED: 0.06,
    Flaw.YOUNG: 0.035,
    Flaw.NO_LETTER: 0.03,
    Flaw.NO_EVIDENCE: 0.02,
    Flaw.TOO_LONG: 0.012,
    Flaw.FORGOTTEN: 0.015,
    Flaw.WITHDRAWN: 0.008,
    Flaw.CATEGORY: 0.02,
    Flaw.ANSWERS: 0.025,
    Flaw.IDENTITY: 0.02,
    Flaw.WILLINGNESS: 0.015,
    Flaw.EVIDENCE: 0.02,
    Flaw.VIDEO: 0.012,
    Flaw.AGE: 0.01,
    Flaw.NEGLECTED: 0.003,
    Flaw.MENDED: 0.04,
}
SCREENED = (
    *(Flaw.CATEGORY, Flaw.ANSWERS, Flaw.IDENTITY, Flaw.WILLINGNESS),
    *(Flaw.EVIDENCE, Flaw.VIDEO, Flaw.AGE),
)
RETURNED = (Flaw.MENDED, Flaw.NEGLECTED)
# The line of the checklist a reason belongs to, where its code is another one.
ITEMS = {
    "category": "theme",
    "too_young": "age_{group}",
    "mended": "answers",
    "neglected": "answers",
}


def item_of(flaw: Flaw, group: str) -> str:
    """The code of the checklist item that this flaw does not meet."""
    return ITEMS.get(flaw, flaw).format(group=group)


def reason_of(flaw: Flaw) -> str:
    return Flaw.ANSWERS if flaw in RETURNED else flaw


def deal(rng: Random, number: int) -> list[Flaw | None]:
    """A flaw or none for each of `number` proposals, by the shares; the first has none."""
    dealt: list[Flaw | None] = []
    total = 0.0
    for flaw, share in SHARES.items():
        total += share * number
        dealt += [flaw] * (round(total) - len(dealt))
    dealt += [None] * (number - len(dealt) - 1)
    rng.shuffle(dealt)
    return [None, *dealt][:number]
