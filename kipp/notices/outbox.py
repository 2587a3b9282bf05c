"""Putting a message into the outbox, in the transaction of the change it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from kipp.notices import tasks
from kipp.notices.models import Channel, Notice, NoticeState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.notices.events import Event

CHUNK = 50


def send(
    event: Event, *, to: Iterable[User], key: str, at: datetime, url: str = "", **context: Any
) -> None:
    """Queue one message per person and channel of the event; the worker delivers after commit.

    `key` names the occasion ("entry:7:lodged:2"): the same event, key and person are told once,
    however often this is called. `url` is a path of the portal.
    """
    rows = [
        row
        for person in {person.pk: person for person in to}.values()
        for row in _rows(event, person.email, person, key, at, url, context)
    ]
    _queue(rows)


def send_to_address(
    event: Event, *, address: str, key: str, at: datetime, url: str = "", **context: Any
) -> None:
    """The same to a mailbox that has no account yet: mail only."""
    _queue([row for row in _rows(event, address, None, key, at, url, context)])


def _rows(
    event: Event,
    address: str,
    person: User | None,
    key: str,
    at: datetime,
    url: str,
    context: dict[str, Any],
) -> Iterable[Notice]:
    link = f"{settings.SITE_URL}{url}" if url else ""
    text = render_to_string(event.template, {"recipient": person, "link": link, **context})
    title, _, body = text.strip().partition("\n")
    common = {"event": event.code, "key": key, "recipient": person, "address": address.lower()}
    common |= {"title": title.strip(), "body": body.strip(), "url": url, "created_at": at}
    if event.mail:
        queued = {"state": NoticeState.QUEUED, "next_try_at": at}
        yield Notice(**common, channel=Channel.MAIL, **queued)
    if event.portal and person:
        yield Notice(**common, channel=Channel.PORTAL, state=NoticeState.SENT, sent_at=at)


def _queue(rows: list[Notice]) -> None:
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    keys = {(row.event, row.key) for row in rows if row.channel == Channel.MAIL}
    for event, key in keys:
        tasks.deliver_occasion.delay_on_commit(event=event, key=key)
