"""Delivering what lies in the outbox: once, with patience, and with the outcome on the row."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.db import transaction

from kipp.clock import moment
from kipp.notices.models import Channel, Notice, NoticeState

if TYPE_CHECKING:
    from datetime import datetime

PATIENCE = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
BATCH = 200


def deliver_occasion(*, event: str, key: str) -> int:
    """Send the waiting letters of one occasion; returns how many went out."""
    waiting = Notice.objects.due(moment()).filter(event=event, key=key, channel=Channel.MAIL)
    return sum(deliver(notice_id=pk) for pk in waiting.values_list("pk", flat=True))


def sweep() -> int:
    """Send what a lost broker, a killed worker or an earlier failure has left behind."""
    waiting = Notice.objects.due(moment()).values_list("pk", flat=True)[:BATCH]
    return sum(deliver(notice_id=pk) for pk in waiting)


@transaction.atomic
def deliver(*, notice_id: int) -> bool:
    """Send one letter. A second run, or a run beside this one, finds it sent or locked, and leaves.

    The mark is written before the letter goes and both end together: a refusal of the mail server
    is recorded with the next try; a worker killed in between sends again, never not at all.
    """
    waiting = Notice.objects.select_for_update(skip_locked=True).filter(state=NoticeState.QUEUED)
    notice = waiting.filter(pk=notice_id).first()
    if notice is None:
        return False
    now = moment()
    notice.attempts += 1
    try:
        _mail(notice).send()
    except (SMTPException, OSError) as failure:
        _postpone(notice, failure, now)
        return False
    notice.state, notice.sent_at, notice.error = NoticeState.SENT, now, ""
    notice.save(update_fields=["state", "sent_at", "attempts", "error"])
    return True


def _mail(notice: Notice) -> EmailMessage:
    footer = "Surel ini dikirim otomatis oleh Portal KIPP. Mohon tidak membalas surel ini."
    return EmailMessage(
        subject=f"[KIPP] {notice.title}",
        body=f"{notice.body}\n\n-- \n{footer}\n",
        to=[notice.address],
        headers={
            "Message-ID": f"<notice-{notice.pk}@portal-kipp>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _postpone(notice: Notice, failure: Exception, now: datetime) -> None:
    notice.error = f"{type(failure).__name__}: {failure}"[:300]
    if notice.attempts > len(PATIENCE):
        notice.state, notice.next_try_at = NoticeState.FAILED, None
    else:
        notice.next_try_at = now + PATIENCE[notice.attempts - 1]
    notice.save(update_fields=["state", "next_try_at", "attempts", "error"])
