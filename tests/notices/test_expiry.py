"""News that nobody could deliver for a week is not sent any more, and says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kipp.accounts.models import Role
from kipp.notices import delivery, outbox
from kipp.notices.events import EVENTS
from kipp.notices.models import Channel, Notice, NoticeState
from tests import make

pytestmark = pytest.mark.django_db


def letter(at: datetime, event: str = "account.role_ended") -> Notice:
    person = make.person(Role.LEADERSHIP)
    outbox.send(EVENTS[event], to=[person], key="k", at=at, holding=person.acting)
    return Notice.objects.get(recipient=person, channel=Channel.MAIL)


def test_a_letter_a_week_past_its_turn_expires_and_a_younger_one_waits(mailoutbox):
    now = datetime.now(UTC)
    old, young = letter(now - timedelta(days=8)), letter(now - timedelta(days=6))

    assert delivery.expire() == 1
    assert delivery.expire() == 0

    for notice in (old, young):
        notice.refresh_from_db()
    assert (old.state, old.sent_at, old.may_be_resent) == (NoticeState.EXPIRED, None, True)
    assert young.state == NoticeState.QUEUED
    assert delivery.sweep() == 1
    assert [message.to for message in mailoutbox] == [[young.address]]


def test_a_letter_sent_again_by_hand_goes_and_does_not_expire(mailoutbox):
    old = letter(datetime.now(UTC) - timedelta(days=30))
    delivery.expire()

    outbox.resend(old, by=make.person(Role.SECRETARIAT))

    assert delivery.expire() == 0
    assert delivery.sweep() == 1


def test_the_secret_of_an_expired_letter_leaves_with_it():
    old = letter(datetime.now(UTC) - timedelta(days=30), "account.password_reset")
    delivery.expire()
    old.refresh_from_db()
    assert (old.state, old.body) == (NoticeState.EXPIRED, "")
