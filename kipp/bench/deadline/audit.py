"""What the server acknowledged, looked for in the database: each exactly once, word for word."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps

from submissions.models import Attachment, Edition, Entry, EntryState, Lodgement
from submissions.models.entry import LODGED_STATES

if TYPE_CHECKING:
    from kipp.bench.deadline.play import Acknowledged


@dataclass(frozen=True, slots=True)
class Verdict:
    """Acknowledged and not there; there more than once."""

    lost: int
    twice: int

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(self.lost + other.lost, self.twice + other.twice)


def judge(edition: Edition, known: Acknowledged) -> Verdict:
    return _saves(known) + _sent(known) + _lodged(edition, known) + _files(known)


def _saves(known: Acknowledged) -> Verdict:
    versions = apps.get_model("submissions", "AnswerVersion")._default_manager
    rows = versions.values_list("pgh_obj__entry", "pgh_obj__section__code", "version", "text")
    there = Counter(
        (entry, code, version, hashlib.sha256(text.encode()).hexdigest())
        for entry, code, version, text in rows.iterator()
    )
    return _compare(Counter(known.saves), there)


def _sent(known: Acknowledged) -> Verdict:
    stayed = Entry.objects.filter(pk__in=known.sent, state=EntryState.DRAFT).count()
    return Verdict(lost=stayed, twice=0)


def _lodged(edition: Edition, known: Acknowledged) -> Verdict:
    """Besides: a lodged entry has one frozen version, and a frozen version a lodged entry."""
    there = Counter(
        Lodgement.objects.filter(entry__edition=edition).values_list("entry__code", flat=True)
    )
    codes = Entry.objects.filter(edition=edition, state__in=LODGED_STATES)
    unfrozen = codes.exclude(code__in=list(there)).count()
    found = _compare(Counter(known.lodged), there)
    return found + Verdict(lost=unfrozen, twice=sum(n - 1 for n in there.values()))


def _files(known: Acknowledged) -> Verdict:
    rows = Attachment.objects.present().values_list("entry", "sha256")
    return _compare(Counter(known.files), Counter(rows.iterator()))


def _compare(known: Counter, there: Counter) -> Verdict:
    lost = sum(one not in there for one in known)
    twice = sum(there[one] > 1 for one in known)
    return Verdict(lost, twice)
