"""Two at once: on connections of their own, released together."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection, transaction

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.notices.models import Channel, Notice
from submissions.actions import deadlines, lodging, preselections, reminders, screening
from submissions.actions.deadlines import ExtensionReason
from submissions.actions.preselections import Wish
from submissions.models import (
    Decision,
    Entry,
    EntryState,
    Group,
    LodgeIntent,
    Lodgement,
    Preselection,
    Quota,
    Verdict,
)
from tests import make
from tests.make.entries import DAY, admin_of
from tests.submissions.test_lodging import _holding, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refused(outcomes: list[object]) -> int:
    return sum(isinstance(outcome, Refused) for outcome in outcomes)


def test_two_clicks_lodge_once():
    entry = make.with_agency()
    admin = admin_of(entry)

    outcomes = at_once(*[lambda: lodging.lodge(entry, by=admin)] * 2)

    assert (len(outcomes), refused(outcomes)) == (2, 1)
    assert Lodgement.objects.filter(entry=entry).count() == 1
    assert LodgeIntent.objects.filter(entry=entry).count() == 2


def test_two_for_the_last_place_lodge_one():
    first = make.with_agency()
    Quota.objects.filter(group=first.group).update(places=1)
    second = make.with_agency(owner=first.created_by.act_as(_holding(first)), of=first.group)
    admin = admin_of(first)

    outcomes = at_once(
        lambda: lodging.lodge(first, by=admin), lambda: lodging.lodge(second, by=admin)
    )

    assert (len(outcomes), refused(outcomes)) == (2, 1)
    assert Entry.objects.filter(state=EntryState.LODGED).count() == 1


def test_lodge_and_withdraw_end_in_one_of_two_sound_states():
    entry = make.with_agency()
    admin = admin_of(entry)

    outcomes = at_once(
        lambda: lodging.lodge(entry, by=admin),
        lambda: lodging.withdraw(entry, "Dibatalkan.", by=admin),
    )

    # Withdrawing is possible from both states; lodging a withdrawn entry is not.
    entry = Entry.objects.get(pk=entry.pk)
    assert len(outcomes) == 2
    assert entry.state == EntryState.WITHDRAWN
    lodged = Lodgement.objects.filter(entry=entry).count()
    assert (lodged, refused(outcomes)) in {(1, 0), (0, 1)}
    assert (entry.code is None) == (lodged == 0)


def test_two_who_choose_at_once_do_not_overwrite_each_other():
    entry = make.with_agency()
    admin = admin_of(entry)

    outcomes = at_once(
        lambda: preselections.choose({entry: Wish("CHOSEN")}, by=admin),
        lambda: preselections.choose({entry: Wish("PASSED_OVER")}, by=admin),
    )

    assert (len(outcomes), refused(outcomes)) == (2, 1)
    assert Preselection.objects.get(entry=entry).version == 1


def test_choosing_against_lodging_ends_soundly():
    entry = make.with_agency()
    admin = admin_of(entry)

    outcomes = at_once(
        lambda: preselections.choose({entry: Wish("PASSED_OVER")}, by=admin),
        lambda: lodging.lodge(entry, by=admin),
    )

    assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED
    assert Preselection.objects.filter(entry=entry).count() + refused(outcomes) == 1


def test_two_reminders_at_once_write_once():
    entry = make.draft()
    admin = admin_of(entry)

    outcomes = at_once(*[lambda: reminders.remind([entry], by=admin)] * 2)

    assert sorted(bool(why) for ((_, why),) in outcomes) == [False, True]
    assert Notice.objects.filter(event="entry.reminded", channel=Channel.MAIL).count() == 1


def test_lodging_while_the_close_is_extended_is_lodged_by_the_new_one():
    """The deadline is read under the lock: whoever waited for the extension has its time."""
    entry = make.with_agency()
    admin, secretariat = admin_of(entry), make.person(Role.SECRETARIAT)
    late = entry.group.closes_at + DAY

    outcomes = at_once(
        lambda: lodging.lodge(entry, by=admin, at=late),
        lambda: deadlines.extend(
            entry.group,
            late + DAY,
            by=secretariat,
            reason=ExtensionReason.OUTAGE,
            at=entry.group.closes_at - DAY,
        ),
    )

    # Either it came before the extension and was too late, or after it and in time: never half.
    state = Entry.objects.get(pk=entry.pk).state
    lodged = Lodgement.objects.filter(entry=entry).count()
    assert Group.objects.get(pk=entry.group_id).closes_at == late + DAY
    assert (state, lodged, refused(outcomes)) in {
        (EntryState.LODGED, 1, 0),
        (EntryState.WITH_AGENCY, 0, 1),
    }


def test_two_screeners_decide_once():
    entry = make.lodged_entry()
    one, other = make.person(Role.SECRETARIAT), make.person(Role.SECRETARIAT)
    screening.mark(entry, entry.group.checklist.get(), Verdict.MET, by=one)

    outcomes = at_once(
        lambda: screening.accept(entry, by=one),
        lambda: screening.reject(entry, "Surat tidak sah.", by=other),
    )

    assert (len(outcomes), refused(outcomes)) == (2, 1)
    decision = Decision.objects.get()
    assert decision.line == Entry.objects.get(pk=entry.pk).last_line


def test_two_clocks_let_an_entry_lapse_once():
    entry = make.with_agency()
    late = entry.group.closes_at + 10 * (entry.group.closes_at - entry.group.opens_at)

    ended = at_once(*[lambda: deadlines.lapse_closed(at=late)] * 2)

    assert sorted(ended) == [0, 1]


def test_a_close_extended_while_the_clock_waits_for_it_lets_nothing_lapse():
    entry = make.with_agency()
    group, late = Group.objects.filter(pk=entry.group_id), entry.group.closes_at + DAY
    ended: list[object] = []

    def lapse():
        ended.extend(at_once(lambda: deadlines.lapse_closed(at=late)))

    clock = Thread(target=lapse)
    with transaction.atomic():
        group.update(closes_at=late + DAY)
        clock.start()
        _until_somebody_waits()
    clock.join()

    assert ended == [0]
    assert Entry.objects.get(pk=entry.pk).state == EntryState.WITH_AGENCY


def _until_somebody_waits() -> None:
    """For a lock of this database; the server sees it when it is so, without a guess at the time."""
    waiting = "SELECT FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        for _ in range(100_000):
            cursor.execute(waiting)
            if cursor.rowcount:
                return
    raise AssertionError("nobody waits")
