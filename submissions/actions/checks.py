"""A line of the pre-check, and what a line is measured by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from submissions.models import Section


class Outcome(models.TextChoices):
    PASS = "PASS", "Terpenuhi"
    FAIL = "FAIL", "Belum terpenuhi"
    PERSON = "PERSON", "Diperiksa orang"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check: `reason` says what is missing, `rule` on what it stands, `where` in
    which section it is mended, if in one; `decree` is the clause that asks for it (Rule)."""

    code: str
    label: str
    outcome: Outcome
    reason: str
    rule: str
    where: str = ""
    decree: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Around:
    """What the entry itself does not show, of one moment: see `readiness.around`."""

    now: datetime
    has_twin: bool
    missing_documents: Sequence[str]
    places: int
    taken: int
    lodged_before: int
    won: Sequence[str] = ()
    source_won: Sequence[str] = ()
    # What a continuation says of its changes; None where the entry continues nothing.
    changes_words: int | None = None

    @property
    def places_left(self) -> int:
        return self.places - self.taken


def found(code: str, label: str, fault: str, rule: str, sections: Sequence[Section] = ()) -> Check:
    where = sections[0].code if sections else ""
    return Check(code, label, Outcome.FAIL if fault else Outcome.PASS, fault, rule, where)
