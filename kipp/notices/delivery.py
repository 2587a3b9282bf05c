"""Delivering what lies in the outbox: once, with patience, and with the outcome on the row."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from smtplib import SMTPConnectError, SMTPException, SMTPServerDisconnected
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.db import transaction

from kipp.clock import moment
from kipp.notices.events import EVENTS, is_secret
from kipp.notices.models import Channel, Notice, NoticeState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

PATIENCE = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
BATCH = 200
STALE = timedelta(days=7)  # past its turn for so long, news is none any more
FOOTER = "Surel ini dikirim otomatis oleh Portal KIPP. Mohon tidak membalas surel ini."


class Outcome(Enum):
    SENT = "sent"
    LEFT = "left"  # sent already, or in another worker's hands
    REFUSED = "refused"  # this letter, this time
    AWAY = "away"  # no mail server at all


def deliver_occasion(*, event: str, key: str) -> int:
    """Send the waiting letters of one occasion; returns how many went out."""
    waiting = Notice.objects.due(moment()).filter(event=event, key=key, channel=Channel.MAIL)
    return _deliver_all(waiting.values_list("pk", flat=True))


def sweep() -> int:
    """Send what a lost broker, a killed worker or an earlier failure has left behind."""
    return _deliver_all(Notice.objects.due(moment()).values_list("pk", flat=True)[:BATCH])


def expire() -> int:
    """Let go of letters whose turn came and went a week ago; returns how many. They stay in the
    outbox as not sent; those that open no door can be sent again by hand."""
    lost = Notice.objects.due(moment() - STALE).filter(channel=Channel.MAIL).order_by()
    lost.filter(event__in=[code for code in EVENTS if is_secret(code)]).update(body="")
    return lost.update(state=NoticeState.EXPIRED, next_try_at=None)


@transaction.atomic
def deliver(*, notice_id: int) -> Outcome:
    """Send one letter. A second run, or a run beside this one, finds it sent or locked, and leaves.

    The letter goes while its row is locked and the mark is written with the same commit: a refusal
    is recorded with the next try; a worker killed in between sends again, never not at all.
    """
    waiting = Notice.objects.select_for_update(skip_locked=True, of=("self",))
    notice = waiting.filter(state=NoticeState.QUEUED, pk=notice_id).first()
    if notice is None:
        return Outcome.LEFT
    now = moment()
    notice.attempts += 1
    try:
        _mail(notice).send()
    except (
        OSError,
        ValueError,
    ) as failure:  # SMTPException is an OSError; a bad header, a ValueError
        return _postpone(notice, failure, now)
    notice.state, notice.sent_at, notice.error = NoticeState.SENT, now, ""
    notice.body = "" if is_secret(notice.event) else notice.body
    notice.save(update_fields=["state", "sent_at", "attempts", "error", "body"])
    return Outcome.SENT


def _deliver_all(ids: Iterable[int]) -> int:
    """Where the mail server itself is away, the rest waits for the next sweep: each vain try would
    hold the worker for the whole time-out."""
    sent = 0
    for pk in ids:
        outcome = deliver(notice_id=pk)
        if outcome is Outcome.AWAY:
            break
        sent += outcome is Outcome.SENT
    return sent


def _mail(notice: Notice) -> EmailMessage:
    return EmailMessage(
        subject=f"[KIPP] {notice.title}",
        body=f"{notice.body}\n\n-- \n{FOOTER}\n",
        to=[notice.address],
        headers={
            "Message-ID": f"<notice-{notice.pk}@portal-kipp>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _postpone(notice: Notice, failure: Exception, now: datetime) -> Outcome:
    notice.error = f"{type(failure).__name__}: {failure}"[:300]
    if notice.attempts > len(PATIENCE):
        notice.state, notice.next_try_at = NoticeState.FAILED, None
        notice.body = "" if is_secret(notice.event) else notice.body
    else:
        notice.next_try_at = now + PATIENCE[notice.attempts - 1]
    notice.save(update_fields=["state", "next_try_at", "attempts", "error", "body"])
    return _outcome(failure)


def _outcome(failure: Exception) -> Outcome:
    """A server that answers and says no refuses this letter; without an answer it is away."""
    answered = isinstance(failure, SMTPException | ValueError)
    gone = isinstance(failure, SMTPServerDisconnected | SMTPConnectError)
    return Outcome.REFUSED if answered and not gone else Outcome.AWAY
