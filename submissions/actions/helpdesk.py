"""Questions of an institution, answers of the secretariat, and those that everybody may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.mail import desks as mail
from submissions.models import FaqItem, HelpMessage, HelpThread
from submissions.models.helpdesk import ASKING

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User

NOT_YOURS = "Tindakan ini bukan wewenang peran yang sedang Anda pakai."
EMPTY = "Tulis pesannya lebih dahulu."


@transaction.atomic
def ask(text: str, *, by: User, at: datetime | None = None) -> HelpMessage:
    """A question for the institution of whoever asks; all of its people read it and its answer."""
    holding = by.acting
    if holding is None or holding.role not in ASKING or holding.institution is None:
        raise Refused(NOT_YOURS)
    at = moment(at)
    thread, _ = HelpThread.objects.get_or_create(
        institution=holding.institution, defaults={"changed_at": at}
    )
    thread = HelpThread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    said = _say(thread, text, by, at)
    thread.waiting_since, thread.changed_at = thread.waiting_since or at, at
    thread.save(update_fields=["waiting_since", "changed_at"])
    record("help.ask", thread, by=by, at=at, message=said.pk)
    mail.help_asked(thread, said, at=at)
    return said


@transaction.atomic
def answer(
    thread: HelpThread, text: str, *, seen: int, by: User, at: datetime | None = None
) -> HelpMessage:
    """An answer to all that stands there. `seen` is the key of the last message its writer has read:
    where somebody has written since, he reads that first."""
    rows = HelpThread.objects.viewable_by(by).select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=thread.pk).first() if by.role == Role.SECRETARIAT else None
    if found is None:
        raise Refused(NOT_YOURS)
    last = found.messages.order_by("-pk").values_list("pk", flat=True).first()
    if last != seen:
        raise Refused("Ada pesan baru dalam percakapan ini. Baca dahulu, lalu kirim jawaban Anda.")
    at = moment(at)
    said = _say(found, text, by, at)
    found.waiting_since, found.changed_at = None, at
    found.save(update_fields=["waiting_since", "changed_at"])
    record("help.answer", found, by=by, at=at, message=said.pk)
    mail.help_answered(found, said, at=at)
    return said


@transaction.atomic
def publish(
    question: str,
    text: str,
    *,
    by: User,
    source: HelpMessage | None = None,
    at: datetime | None = None,
) -> FaqItem:
    """Put a question and its answer on the public help page, in words that name nobody."""
    _check(by, question, text)
    if source is not None:
        _check_source(source)
    at = moment(at)
    item = FaqItem.objects.create(
        question=question.strip(),
        answer=text.strip(),
        source=source,
        published_by=by,
        published_at=at,
        changed_at=at,
    )
    record("faq.publish", item, by=by, at=at, message=source.pk if source else None)
    return item


@transaction.atomic
def revise(
    item: FaqItem, question: str, text: str, *, by: User, at: datetime | None = None
) -> FaqItem:
    _check(by, question, text)
    found = _standing(item)
    found.question, found.answer, found.changed_at = question.strip(), text.strip(), moment(at)
    found.save(update_fields=["question", "answer", "changed_at"])
    record("faq.revise", found, by=by, at=found.changed_at)
    return found


@transaction.atomic
def withdraw(item: FaqItem, *, by: User, at: datetime | None = None) -> FaqItem:
    """Off the public page."""
    if by.role != Role.SECRETARIAT:
        raise Refused(NOT_YOURS)
    found = _standing(item)
    found.withdrawn_at = moment(at)
    found.save(update_fields=["withdrawn_at"])
    record("faq.withdraw", found, by=by, at=found.withdrawn_at)
    return found


def _say(thread: HelpThread, text: str, by: User, at: datetime) -> HelpMessage:
    if not text.strip():
        raise Refused(EMPTY)
    return HelpMessage.objects.create(thread=thread, text=text.strip(), by=by, role=by.role, at=at)


def _check(by: User, question: str, text: str) -> None:
    if by.role != Role.SECRETARIAT:
        raise Refused(NOT_YOURS)
    if not question.strip() or not text.strip():
        raise Refused("Isi pertanyaan dan jawabannya.")


def _check_source(source: HelpMessage) -> None:
    """Locked, so that one answer is not published twice at the same moment."""
    found = HelpMessage.objects.select_for_update(no_key=True).get(pk=source.pk)
    if not found.is_answer:
        raise Refused("Hanya jawaban Tim Sekretariat yang dapat diterbitkan.")
    if found.published_as.published().exists():
        raise Refused("Jawaban ini sudah terbit di halaman bantuan.")


def _standing(item: FaqItem) -> FaqItem:
    found = FaqItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    if found.withdrawn_at:
        raise Refused("Tanya jawab ini sudah ditarik dari halaman bantuan.")
    return found
