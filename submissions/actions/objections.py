"""Keberatan atas seleksi administrasi: an answer to each, by somebody who did not reject."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.web import indonesian
from submissions import mail
from submissions.actions import nearness, screening, writing
from submissions.mail import objections as letters
from submissions.models import Entry, EntryState, Objection

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User


@transaction.atomic
def file(entry: Entry, text: str, *, by: User, at: datetime | None = None) -> Objection:
    """Of the Admin Lokal, once, in the days of the season after the rejection."""
    entry = screening.locked(entry)
    now = moment(at)
    if by.role != Role.INSTITUTION_ADMIN:
        raise Refused("Keberatan diajukan Admin Lokal.")
    writing.refuse_other_desk(entry, by)
    _refuse_filing(entry, now)
    screening.refuse_silence(text, "Tulis pokok keberatan.")
    due_at = now + timedelta(days=entry.edition.objection_answer_days)
    due_at = min(due_at, entry.edition.judging_opens_at)
    given = {"text": text.strip(), "filed_by": by, "filed_at": now, "due_at": due_at}
    made = Objection.objects.create(entry=entry, **given)
    record("entry.object", entry, by=by, at=now, objection=made.pk)
    letters.filed(made, at=now)
    return made


@transaction.atomic
def answer(
    found: Objection, words: str, *, upheld: bool, by: User, at: datetime | None = None
) -> Objection:
    """Every objection gets one, with its reason; upheld, the entry passes after all."""
    entry = screening.locked(found.entry)
    now = moment(at)
    screening.refuse_outsiders(by)
    found = Objection.objects.for_table().get(pk=found.pk)
    if found.decided_at:
        raise Refused("Keberatan ini sudah dijawab.")
    screening.refuse_silence(words, "Tulis jawaban atas keberatan ini.")
    if upheld:
        uphold(entry, words, objection=found.text, by=by, at=at)
        return Objection.objects.for_table().get(pk=found.pk)
    nearness.refuse_own([entry], by)
    _refuse_the_same(entry, by)
    _close(found, words, upheld=False, by=by, at=now)
    record("entry.decline_objection", entry, by=by, at=now, objection=found.pk)
    letters.declined(found, at=now)
    return found


def open_until(entry: Entry) -> datetime | None:
    """Until when the Admin Lokal may object to this rejection; None where the season knows none."""
    if not entry.edition.objections_can_be_upheld or entry.decided_at is None:
        return None
    until = entry.decided_at + timedelta(days=entry.edition.objection_days)
    return min(until, entry.edition.judging_opens_at)


@transaction.atomic
def uphold(
    entry: Entry, reason: str, *, objection: str, by: User, at: datetime | None = None
) -> Entry:
    """Lolos after all, on an objection to the rejection: by somebody who did not reject, while
    judging has not begun. `objection` is the gist of what was objected, `reason` why it holds."""
    entry = screening.locked(entry)
    now = moment(at)
    nearness.refuse_own([entry], by)
    _refuse_upholding(entry, by, now)
    screening.refuse_silence(objection, "Tulis pokok keberatan.")
    screening.refuse_silence(reason, "Tulis alasan keberatan diterima.")
    line = moves.move(entry, "entry.uphold", by=by, at=now, changes={"decided_at": now})
    screening.decide([entry], line, reason, by=by, at=now, objection=objection.strip())
    filed = Objection.objects.pending().filter(entry=entry).first()
    if filed:
        _close(filed, reason, upheld=True, by=by, at=now)
    mail.upheld(entry, objection.strip(), reason.strip(), at=now)
    return entry


def _refuse_upholding(entry: Entry, by: User, now: datetime) -> None:
    if not entry.edition.objections_can_be_upheld:
        raise Refused(f"{entry.edition} tidak mengenal keberatan atas seleksi administrasi.")
    if now >= entry.edition.judging_opens_at:
        raise Refused("Penilaian sudah dimulai: keberatan tidak dapat diterima lagi.")
    _refuse_the_same(entry, by)


def _refuse_the_same(entry: Entry, by: User) -> None:
    rejection = entry.last_line if entry.state == EntryState.REJECTED else None
    first = entry.rejections.filter(confirmed=True, proposed_by=by).exists()
    if rejection and (first or rejection.by_id == by.pk):
        raise Refused("Keberatan diputus orang lain, bukan yang tidak meloloskan proposal ini.")


def _refuse_filing(entry: Entry, now: datetime) -> None:
    if not entry.edition.objections_can_be_upheld:
        raise Refused(f"{entry.edition} tidak mengenal keberatan atas seleksi administrasi.")
    if Objection.objects.filter(entry=entry).exists():
        raise Refused("Keberatan atas proposal ini sudah diajukan. Keberatan hanya satu kali.")
    if entry.state != EntryState.REJECTED:
        state = entry.get_state_display()
        raise Refused(f"Keberatan tidak dapat diajukan: statusnya sekarang “{state}”.")
    until = open_until(entry)
    if until is None or now >= until:
        raise Refused(f"Masa keberatan sudah lewat: {indonesian.moment(until)}.")


def _close(found: Objection, words: str, *, upheld: bool, by: User, at: datetime) -> None:
    found.decided_by, found.decided_at = by, at
    found.upheld, found.answer = upheld, words.strip()
    found.save(update_fields=["decided_by", "decided_at", "upheld", "answer"])
