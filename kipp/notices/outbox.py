"""Putting a message into the outbox, in the transaction of the change it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from kipp.accounts.models import RoleHolding
from kipp.accounts.models.institution import zone_of
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.notices import tasks
from kipp.notices.models import Channel, Notice, NoticeState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from kipp.accounts.models import Institution, User
    from kipp.notices.events import Event


def send(
    event: Event, *, to: Iterable[User], key: str, at: datetime, url: str = "", **context: Any
) -> None:
    """Queue one message per person and channel of the event; the worker delivers after commit.

    `key` names the occasion ("entry:7:lodged:2"): the same event, key and person are told once,
    however often this is called. `url` is a path of the portal. Times are written in the zone of
    each recipient, as his pages show them, not in that of whoever acts.
    """
    queue(compose(event, to=to, key=key, at=at, url=url, **context))


def compose(
    event: Event, *, to: Iterable[User], key: str, at: datetime, url: str = "", **context: Any
) -> list[Notice]:
    """What `send` queues: for a change that tells several people several things in one statement."""
    people = {person.pk: person for person in to}.values()
    zones = _zones(people)
    rows: list[Notice] = []
    for person in people:
        with timezone.override(zones[person.pk]):
            rows += _rows(event, person.email, person, key, at, url, context)
    return rows


def queue(rows: Sequence[Notice]) -> None:
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    for event, key in dict.fromkeys(
        (row.event, row.key) for row in rows if row.channel == Channel.MAIL
    ):
        _deliver_after_commit(event, key)


def send_to_address(
    event: Event,
    *,
    address: str,
    key: str,
    at: datetime,
    url: str = "",
    place: Institution | None = None,
    **context: Any,
) -> None:
    """The same to a mailbox that has no account yet: mail only, in the zone of its `place`."""
    with timezone.override(zone_of(place)):
        rows = list(_rows(event, address, None, key, at, url, context))
    queue(rows)


@transaction.atomic
def resend(notice: Notice, *, by: User, at: datetime | None = None) -> Notice:
    """Try a letter again that has failed, or that waits for its next try."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk, channel=Channel.MAIL)
    at = moment(at)
    if notice.state == NoticeState.SENT:
        raise Refused("Surat ini sudah terkirim.")
    if not notice.body:
        raise Refused("Isi surat ini sudah dihapus karena memuat tautan rahasia. Undang kembali.")
    notice.state, notice.attempts, notice.next_try_at = NoticeState.QUEUED, 0, at
    notice.save(update_fields=["state", "attempts", "next_try_at"])
    record("notice.resend", notice, by=by, at=at)
    _deliver_after_commit(notice.event, notice.key)
    return notice


def _zones(people: Collection[User]) -> dict[int, ZoneInfo]:
    """Of the role a person acts under; of his first, where the caller has not looked it up."""
    unknown = [person for person in people if person.acting is None]
    first = RoleHolding.objects.first_of(unknown)
    holdings = {person.pk: person.acting or first.get(person.pk) for person in people}
    return {pk: zone_of(one.institution if one else None) for pk, one in holdings.items()}


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
    common: dict[str, Any] = {
        "event": event.code,
        "key": key,
        "recipient": person,
        "address": address.lower(),
        "title": " ".join(title.split())[:200],
        "body": body.strip(),
        "url": "" if event.secret else url,
        "created_at": at,
    }
    if event.mail:
        yield Notice(**common, channel=Channel.MAIL, state=NoticeState.QUEUED, next_try_at=at)
    if event.portal and person:
        yield Notice(**common, channel=Channel.PORTAL, state=NoticeState.SENT, sent_at=at)


def _deliver_after_commit(event: str, key: str) -> None:
    """Robust: with the broker away the change stands and the sweep finds the letter later."""

    def queue() -> None:
        tasks.deliver_occasion.delay(event=event, key=key)

    transaction.on_commit(queue, robust=True)
