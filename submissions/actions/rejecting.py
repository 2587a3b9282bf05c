"""A rejection is read by two: the first proposes it, the second confirms it or says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.actions import claims, nearness, screening
from submissions.mail import screening as letters
from submissions.models import Entry, Rejection

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User


@transaction.atomic
def propose(entry: Entry, reason: str, *, by: User, at: datetime | None = None) -> Rejection:
    """Ask a second reader. The entry stays lodged, its checklist as it is, until he has answered."""
    entry = screening.rejectable(entry, reason, by=by)
    now = moment(at)
    claims.settle([entry], by, now)
    given = {"reason": reason.strip(), "proposed_by": by, "proposed_at": now}
    made = Rejection.objects.create(entry=entry, **given)
    record("entry.propose_rejection", entry, by=by, at=now, rejection=made.pk)
    return made


@transaction.atomic
def confirm(found: Rejection, *, by: User, at: datetime | None = None) -> Entry:
    """The second reader agrees: the entry is out, its owners read the reason of the first."""
    entry = screening.locked(found.entry)
    now = moment(at)
    found = _deciding(found, entry, by)
    _decide(found, confirmed=True, answer="", by=by, at=now)
    return screening.reject_read(entry, found, by=by, at=now)


@transaction.atomic
def decline(found: Rejection, answer: str, *, by: User, at: datetime | None = None) -> Rejection:
    """The second reader does not agree: the entry waits again, the first hears why."""
    entry = screening.locked(found.entry)
    now = moment(at)
    found, answer = _deciding(found, entry, by), answer.strip()
    if not answer:
        raise Refused("Tulis mengapa proposal ini tidak ditolak.")
    _decide(found, confirmed=False, answer=answer, by=by, at=now)
    record("entry.decline_rejection", entry, by=by, at=now, rejection=found.pk)
    letters.rejection_declined(found, at=now)
    return found


def _deciding(found: Rejection, entry: Entry, by: User) -> Rejection:
    """Read again, under the lock of its entry."""
    screening.refuse_outsiders(by)
    nearness.refuse_own([entry], by)
    found = Rejection.objects.for_table().get(pk=found.pk)
    if found.decided_at:
        raise Refused("Usul ini sudah diputuskan.")
    if found.proposed_by_id == by.pk:
        raise Refused("Pembaca kedua adalah orang lain, bukan pengusulnya.")
    return found


def _decide(found: Rejection, *, confirmed: bool, answer: str, by: User, at: datetime) -> None:
    found.decided_by, found.decided_at = by, at
    found.confirmed, found.answer = confirmed, answer
    found.save(update_fields=["decided_by", "decided_at", "confirmed", "answer"])
