"""From the moment a round opens with an entry, nobody takes it out any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kipp.accounts.models import Role
from kipp.journal import moves
from kipp.journal.moves import Refused
from submissions.actions import lodging
from submissions.actions.entries import enter_judging
from submissions.models import Entry, EntryState
from tests import make
from tests.make.entries import admin_of, now
from tests.submissions.test_lodging import at_once

pytestmark = pytest.mark.django_db


def stored(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def test_many_enter_together_and_a_second_time_keeps_the_first_moment(
    django_assert_num_queries,
):
    entries, at = [make.accepted_entry() for _ in range(3)], now()
    with django_assert_num_queries(4):  # savepoint, lock, update, release
        enter_judging(entries, at=at)
    later = make.accepted_entry()
    enter_judging([*entries, later], at=at + timedelta(hours=1))
    assert [stored(one).judging_since for one in entries] == [at] * 3
    assert stored(later).judging_since == later.judging_since == at + timedelta(hours=1)


@pytest.mark.parametrize(
    "state", [one for one in EntryState if one != EntryState.ACCEPTED], ids=str
)
def test_only_what_passed_the_screening_enters(state):
    fit, unfit = make.accepted_entry(), make.entry(state)
    with pytest.raises(Refused, match=str(unfit)):
        enter_judging([fit, unfit], at=now())
    assert stored(fit).judging_since is None


def test_an_entry_disqualified_while_being_judged_may_be_named_again():
    entry = make.accepted_entry()
    enter_judging([entry], at=now())
    with transaction.atomic():
        moves.move(entry, "entry.disqualify", by=make.person(Role.SECRETARIAT), at=now())
    enter_judging([entry], at=now())
    assert stored(entry).state == EntryState.DISQUALIFIED


def test_withdrawing_is_refused_though_the_day_of_judging_is_far():
    entry = make.accepted_entry()
    admin = admin_of(entry)
    assert entry.offers("withdraw", admin)
    enter_judging([entry], at=now())
    assert now() < entry.edition.judging_opens_at
    assert not stored(entry).offers("withdraw", admin)
    with pytest.raises(Refused, match="Penilaian sudah dimulai"):
        lodging.withdraw(entry, "Layanan dihentikan.", by=admin)
    assert stored(entry).state == EntryState.ACCEPTED


def test_the_database_lets_none_out_and_keeps_the_moment():
    entry = make.accepted_entry()
    enter_judging([entry], at=now())
    with pytest.raises(DatabaseError, match="is_not_withdrawn"), transaction.atomic():
        moves.move(entry, "entry.withdraw", by=admin_of(entry), at=now())
    for value in ("NULL", "now()"):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            connection.cursor().execute(f"UPDATE submissions_entry SET judging_since = {value}")


@pytest.mark.django_db(transaction=True)
def test_withdrawing_and_the_opening_of_a_round_cannot_both_win():
    entry = make.accepted_entry()
    admin = admin_of(entry)

    outcomes = at_once(
        lambda: lodging.withdraw(entry, "Layanan dihentikan.", by=admin),
        lambda: enter_judging([entry], at=now()),
    )

    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    entry = stored(entry)
    assert (entry.state == EntryState.WITHDRAWN) == (entry.judging_since is None)
