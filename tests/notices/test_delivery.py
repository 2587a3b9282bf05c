"""Letters go out once, however often and by how many workers they are tried, and none is lost."""

from __future__ import annotations

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices import delivery, outbox, tasks
from kipp.notices.delivery import PATIENCE, Outcome
from kipp.notices.events import EVENTS
from kipp.notices.models import Channel, Notice, NoticeState
from tests import make

pytestmark = pytest.mark.django_db

EVENT = EVENTS["account.role_ended"]
SECRET = EVENTS["account.password_reset"]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def letter(**given) -> Notice:
    person = make.person(Role.LEADERSHIP)
    outbox.send(
        EVENT, to=[person], key=given.pop("key", "k"), at=LONG_AGO, holding=person.acting, **given
    )
    return Notice.objects.get(recipient=person, channel=Channel.MAIL)


@pytest.fixture
def server(monkeypatch):
    """The mail server: give it the failures to answer with, then it accepts."""

    class Server:
        failures: list[BaseException] = []
        sent: list[str] = []

        def send(self, message) -> int:
            if self.failures:
                raise self.failures.pop(0)
            self.sent.append(message.to[0])
            return 1

    server = Server()
    server.failures, server.sent = [], []
    monkeypatch.setattr(EmailMessage, "send", lambda message: server.send(message))
    return server


def due_again(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(next_try_at=LONG_AGO)


def test_a_message_goes_by_mail_and_into_the_bell(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = letter(url="/beranda/")

    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    (sent,) = mail.outbox
    assert sent.to == [notice.recipient.email]
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    bell = Notice.objects.get(channel=Channel.PORTAL)
    assert (bell.recipient, bell.url) == (notice.recipient, "/beranda/")


def test_the_same_occasion_is_told_once():
    person = make.person(Role.LEADERSHIP)
    for key in ("one", "one", "two"):
        outbox.send(EVENT, to=[person, person], key=key, at=LONG_AGO, holding=person.acting)

    assert Notice.objects.filter(channel=Channel.MAIL).count() == 2


def test_a_message_rolled_back_with_its_change_never_goes(django_capture_on_commit_callbacks):
    from django.db import transaction

    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                letter()
                raise RuntimeError
        except RuntimeError:
            pass

    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_a_task_run_twice_sends_once(server):
    notice = letter()

    for _ in range(2):
        tasks.deliver_occasion(event=notice.event, key=notice.key)

    assert server.sent == [notice.address]


def test_a_worker_killed_in_the_middle_leaves_the_letter_for_the_next(server):
    notice = letter()
    server.failures = [SystemExit()]

    with pytest.raises(SystemExit):
        delivery.deliver(notice_id=notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.QUEUED, 0)

    assert delivery.sweep() == 1
    assert server.sent == [notice.address]


def test_a_refusing_server_is_asked_again_with_growing_pauses(server):
    notice = letter()
    pauses = []
    for _ in PATIENCE:
        server.failures = [smtplib.SMTPRecipientsRefused({"a": (450, b"mailbox busy")})]
        before = datetime.now(UTC)
        assert delivery.deliver(notice_id=notice.pk) is Outcome.REFUSED
        notice.refresh_from_db()
        pauses.append(notice.next_try_at - before)
        assert "mailbox busy" in notice.error

    for pause, wanted in zip(pauses, PATIENCE, strict=True):
        assert wanted <= pause < wanted + timedelta(seconds=30)
    assert delivery.deliver(notice_id=notice.pk) is Outcome.SENT
    notice.refresh_from_db()
    assert (notice.state, notice.error, notice.attempts) == (
        NoticeState.SENT,
        "",
        len(PATIENCE) + 1,
    )


def test_patience_ends_and_a_person_begins_it_anew(server, django_capture_on_commit_callbacks):
    notice = letter()
    server.failures = [smtplib.SMTPDataError(550, b"no")] * (len(PATIENCE) + 1)
    for _ in range(len(PATIENCE) + 1):
        delivery.deliver(notice_id=notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.next_try_at) == (NoticeState.FAILED, None)
    assert delivery.sweep() == 0
    by = make.person(Role.SECRETARIAT)

    with django_capture_on_commit_callbacks(execute=True):
        outbox.resend(notice, by=by)

    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    assert JournalLine.objects.get(verb="notice.resend").by == by
    with pytest.raises(Refused, match="sudah terkirim"):
        outbox.resend(notice, by=by)


def test_what_waits_for_its_next_try_is_left_alone(server):
    notice = letter()
    Notice.objects.filter(pk=notice.pk).update(next_try_at=datetime.now(UTC) + timedelta(hours=1))

    assert delivery.sweep() == 0
    due_again(notice)
    assert delivery.sweep() == 1


@pytest.mark.parametrize(
    "gone", [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPServerDisconnected("bye")]
)
def test_while_the_server_is_away_one_letter_asks_for_all(server, gone):
    first, second = letter(key="1"), letter(key="2")
    server.failures = [gone]

    assert delivery.sweep() == 0

    second.refresh_from_db()
    assert (second.state, second.attempts) == (NoticeState.QUEUED, 0)
    due_again(first)
    assert delivery.sweep() == 2


@pytest.mark.parametrize(
    "fault", [smtplib.SMTPRecipientsRefused({}), ValueError("header with a line break")]
)
def test_a_letter_that_cannot_go_does_not_stop_those_behind_it(server, fault):
    letter(key="1"), letter(key="2")
    server.failures = [fault]

    assert delivery.sweep() == 1


def test_a_title_never_holds_a_line_break(server):
    person = make.person(Role.LEADERSHIP, name="Ratna\rBcc: korban@contoh.id")
    job = EVENTS["job.failed"]
    from kipp.jobs.models import Job

    title = Job(title="Ekspor\r\nBcc: korban@contoh.id", note="")
    outbox.send(job, to=[person], key="k", at=LONG_AGO, job=title)

    notice = Notice.objects.get(channel=Channel.MAIL)
    assert "\r" not in notice.title
    assert "\n" not in notice.title


def test_a_lost_broker_loses_no_letter(monkeypatch, server, django_capture_on_commit_callbacks):
    def away(**kwargs):
        raise ConnectionError("broker away")

    monkeypatch.setattr(tasks.deliver_occasion, "delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        notice = letter()

    assert delivery.sweep() == 1
    assert server.sent == [notice.address]


def test_a_secret_leaves_the_outbox_with_its_letter(server):
    outbox.send_to_address(SECRET, address="a@b.id", key="k", at=LONG_AGO, url="/rahasia/")
    notice = Notice.objects.get()
    assert "/rahasia/" in notice.body
    assert notice.url == ""

    delivery.sweep()

    notice.refresh_from_db()
    assert (notice.state, notice.body) == (NoticeState.SENT, "")


def test_a_secret_that_never_went_is_not_kept_either(server):
    outbox.send_to_address(SECRET, address="a@b.id", key="k", at=LONG_AGO, url="/rahasia/")
    notice = Notice.objects.get()
    server.failures = [smtplib.SMTPDataError(550, b"no")] * (len(PATIENCE) + 1)
    for _ in range(len(PATIENCE) + 1):
        delivery.deliver(notice_id=notice.pk)

    notice.refresh_from_db()
    assert (notice.state, notice.body) == (NoticeState.FAILED, "")
    with pytest.raises(Refused, match="rahasia"):
        outbox.resend(notice, by=make.person(Role.SECRETARIAT))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(server, monkeypatch):
    monkeypatch.setattr(tasks.deliver_occasion, "delay", lambda **kwargs: None)
    notices = [letter(key=str(n)) for n in range(6)]
    together = Barrier(2)

    def work(_):
        together.wait()
        try:
            return delivery.sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(work, range(2)))

    assert sum(counts) == 6
    assert sorted(server.sent) == sorted(notice.address for notice in notices)
