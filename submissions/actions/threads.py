"""What the members of a team say to each other at a section, and what is answered to any remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.actions import remarks, writing
from submissions.mail import remarks as mail
from submissions.models import Entry, Remark, RemarkAnswer
from submissions.models.remark import TALKED_OF

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import Section

_MAY_ANSWER = "Anda dapat membaca catatan ini, tetapi tidak dapat menjawabnya."
_MAY_CLOSE = "Catatan ini tidak dapat Anda tutup atau buka kembali."
_ASKED = (
    "Catatan Tim Sekretariat tidak ditutup: jawab, perbaiki bagiannya, lalu Admin Lokal mengajukan "
    "kembali proposal ini."
)


@transaction.atomic
def write(
    entry: Entry, section: Section | None, text: str, *, by: User, at: datetime | None = None
) -> Remark:
    """A remark of a member to the team. It asks nothing of the entry: no state, no section opens or
    closes by it. The same words pressed twice are one remark."""
    entry = writing.locked(entry)
    at = moment(at)
    _refuse_over(entry)
    if not Entry.objects.commentable_by(by).filter(pk=entry.pk).exists():
        raise Refused("Anda dapat membaca proposal ini, tetapi tidak dapat memberi catatan.")
    same = entry.remarks.open().filter(section=section, text=text.strip(), by=by)
    if found := same.order_by("pk").first():
        return found
    (written,) = remarks.leave(entry, [(section, text)], by=by, at=at)
    record("entry.discuss", entry, by=by, at=at, remark=written.pk)
    mail.written(entry, written, at=at)
    return written


@transaction.atomic
def answer(remark: Remark, text: str, *, by: User, at: datetime | None = None) -> RemarkAnswer:
    """Anybody who takes part answers; whose remark it is does not matter. The same words of the same
    person pressed twice are one answer."""
    entry, remark = _locked(remark)
    at = moment(at)
    _refuse_over(entry)
    if not Remark.objects.answerable_by(by).filter(pk=remark.pk).exists():
        raise Refused(_MAY_ANSWER)
    if remark.resolved_at:
        raise Refused("Catatan ini sudah ditutup. Buka kembali dahulu untuk menjawabnya.")
    text = text.strip()
    if not text:
        raise Refused("Tulis jawabannya lebih dahulu.")
    last = remark.answers.order_by("-pk").first()
    if last and (last.text, last.by_id) == (text, by.pk):
        return last
    said = RemarkAnswer.objects.create(remark=remark, text=text, by=by, role=by.role, at=at)
    record("entry.answer_remark", entry, by=by, at=at, remark=remark.pk, answer=said.pk)
    mail.answered(entry, remark, said, at=at)
    return said


@transaction.atomic
def close(remark: Remark, *, by: User, at: datetime | None = None) -> Remark:
    entry, remark = _locked(remark)
    at = moment(at)
    _check_closing(entry, remark, by)
    if remark.resolved_at:
        raise Refused(f"Catatan ini sudah ditutup oleh {remark.resolved_by}.")
    remark.resolved_at, remark.resolved_by = at, by
    remark.save(update_fields=["resolved_at", "resolved_by"])
    line = record("entry.close_remark", entry, by=by, at=at, remark=remark.pk)
    mail.closed(entry, remark, line, at=at)
    return remark


@transaction.atomic
def reopen(remark: Remark, *, by: User, at: datetime | None = None) -> Remark:
    entry, remark = _locked(remark)
    at = moment(at)
    _check_closing(entry, remark, by)
    if remark.resolved_at is None:
        raise Refused("Catatan ini sudah terbuka.")
    remark.resolved_at = remark.resolved_by = None
    remark.save(update_fields=["resolved_at", "resolved_by"])
    record("entry.reopen_remark", entry, by=by, at=at, remark=remark.pk)
    return remark


def _locked(remark: Remark) -> tuple[Entry, Remark]:
    """The entry first, as every writer of it does; then the remark as it is now."""
    entry = writing.locked(remark.entry)
    rows = Remark.objects.select_for_update(of=("self",), no_key=True)
    return entry, rows.select_related("by", "section", "resolved_by").get(pk=remark.pk)


def _refuse_over(entry: Entry) -> None:
    if entry.state not in TALKED_OF:
        state = entry.get_state_display()
        raise Refused(f"Catatan tidak dapat ditambah: status proposal sekarang “{state}”.")


def _check_closing(entry: Entry, remark: Remark, by: User) -> None:
    _refuse_over(entry)
    if remark.role == Role.SECRETARIAT:
        raise Refused(_ASKED)
    if not Remark.objects.closable_by(by).filter(pk=remark.pk).exists():
        raise Refused(_MAY_CLOSE)
