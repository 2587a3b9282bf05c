"""The chain behind the journal: whoever changes a line is found by its number, whoever cuts the
tail by the digest that had already left the house."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from kipp.accounts.models import Role
from kipp.journal import digest, seals, tasks
from kipp.journal.models import JournalLine, JournalSeal
from kipp.journal.record import record
from kipp.notices.models import Channel, Notice
from tests import make

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)


def lines(count: int = 5) -> list[JournalLine]:
    user = make.person(Role.SECRETARIAT)
    return [record("test.write", user, by=user, at=AT, n=n) for n in range(count)]


def forge(statement: str, *values: object) -> None:
    """As who owns the tables and has switched the guards off: the strongest forger there is."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_lines_are_sealed_in_order_once():
    made = lines()

    assert seals.seal() == 5
    assert seals.seal() == 0

    sealed = JournalSeal.objects.order_by("number").values_list("number", "line_id")
    assert list(sealed) == list(enumerate([line.pk for line in made], start=1))
    verdict = seals.verify()
    assert (verdict.sound, verdict.lines, verdict.unsealed) == (True, 5, 0)
    assert verdict.head == seals.head()


def test_each_digest_stands_on_the_one_before():
    lines(2)
    seals.seal()
    first, second = JournalSeal.objects.order_by("number")

    assert first.digest != second.digest
    assert seals.link(seals.GENESIS, "x") != seals.link(first.digest, "x")


@pytest.mark.parametrize(
    "column",
    [
        "verb = 'entry.accept'",
        "detail = '{}'",
        "at = at + interval '1 s'",
        "by_id = NULL, role = ''",
    ],
)
def test_a_forged_line_is_found_by_its_number(column):
    third = lines()[2]
    seals.seal()

    forge(f"UPDATE journal_journalline SET {column} WHERE id = %s", third.pk)

    assert seals.verify().forged == third.pk
    with pytest.raises(CommandError, match=f"#{third.pk} "):
        call_command("verify_journal")


def test_a_line_taken_out_of_the_middle_is_noticed():
    third, fourth = lines()[2:4]
    seals.seal()

    forge("DELETE FROM journal_journalseal WHERE line_id = %s", third.pk)
    forge("DELETE FROM journal_journalline WHERE id = %s", third.pk)

    assert seals.verify().forged == fourth.pk


def test_a_cut_tail_is_noticed_by_the_head_sent_before(capsys):
    made = lines()
    seals.seal()
    head = seals.head()
    for line in made[3:]:
        forge("DELETE FROM journal_journalseal WHERE line_id = %s", line.pk)
        forge("DELETE FROM journal_journalline WHERE id = %s", line.pk)

    assert seals.verify().sound
    assert seals.verify(head).tail_cut
    with pytest.raises(CommandError, match="Ekor"):
        call_command("verify_journal", "--head", head)
    call_command("verify_journal", "--head", seals.head())
    assert "Utuh: 3 baris" in capsys.readouterr().out


def test_a_chain_made_anew_over_a_forged_line_lacks_the_head_sent_before():
    made = lines()
    seals.seal()
    head = seals.head()
    forge("UPDATE journal_journalline SET detail = '{}' WHERE id = %s", made[1].pk)
    forge("DELETE FROM journal_journalseal")
    seals.seal(everything=True)

    assert seals.verify().sound
    assert not seals.verify(head).sound


def test_the_digest_does_not_hang_on_the_zone_of_the_session():
    lines()
    seals.seal()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Jayapura'")

    assert seals.verify().sound


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_journalline SET verb = 'x'",
        "DELETE FROM journal_journalline",
        "UPDATE journal_journalseal SET digest = 'x'",
        "DELETE FROM journal_journalseal",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE journal_journalline CASCADE",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE journal_journalseal",
    ],
)
def test_nothing_written_is_changed_or_removed(statement):
    lines(2)
    seals.seal()

    refused = pytest.raises(Error, match=r"(?i)cannot")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert seals.verify().lines == 2


@pytest.mark.django_db(transaction=True)
def test_a_line_that_commits_late_gets_a_later_number():
    user = make.person(Role.SECRETARIAT)
    written, sealed = Event(), Event()

    def slow() -> int:
        try:
            with transaction.atomic():
                late = record("test.late", user, by=user, at=AT)
                written.set()
                sealed.wait(10)
            return late.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(slow)
        written.wait(10)
        quick = record("test.quick", user, by=user, at=AT)
        assert seals.seal() == 1
        sealed.set()
        late = waiting.result()
    assert late < quick.pk
    assert seals.seal() == 1

    order = JournalSeal.objects.order_by("number").values_list("line_id", flat=True)
    assert list(order) == [quick.pk, late]
    assert seals.verify().sound


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain():
    lines(200)
    together = Barrier(2)

    def work(_) -> int:
        together.wait()
        try:
            return seals.seal()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(work, range(2)))

    assert sum(counts) == 200
    assert seals.verify().sound
    numbers = list(JournalSeal.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 201))


def test_the_head_goes_to_the_auditors_once_a_day():
    auditor = make.person(Role.AUDITOR)
    make.person(Role.LEADERSHIP)
    lines(3)

    tasks.send_head()
    tasks.send_head()

    (letter,) = Notice.objects.filter(channel=Channel.MAIL)
    assert letter.recipient == auditor
    assert seals.head() in letter.body
    assert seals.verify(seals.head()).unsealed == 0


def test_the_next_morning_brings_another_letter():
    make.person(Role.AUDITOR)

    for day in (2, 3):
        digest.send_head(at=AT.replace(day=day))

    assert Notice.objects.filter(channel=Channel.MAIL).count() == 2
