"""A state changes only together with its journal line: by the action, and by the database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import Error, transaction

from kipp.accounts.models import Role, RoleHolding
from kipp.journal import moves
from kipp.journal.models import JournalLine
from kipp.journal.record import record
from submissions.models import Entry, EntryState
from submissions.models.entry import MOVES
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db

STEPS = {(row.verb, state) for row in MOVES for state in row.source}


def test_a_move_changes_state_and_writes_its_line():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.draft(owner=owner)

    line = moves.move(entry, "entry.send", by=owner, at=now(), changes={"sent_at": now()})

    assert Entry.objects.get(pk=entry.pk).state == EntryState.WITH_AGENCY
    assert (line.verb, line.role, line.by) == ("entry.send", Role.INNOVATOR, owner)
    assert line.detail == {"from": "DRAFT", "to": "WITH_AGENCY"}


@pytest.mark.parametrize("state", list(EntryState))
@pytest.mark.parametrize("verb", sorted({row.verb for row in MOVES}))
def test_each_move_is_refused_from_each_wrong_state(verb, state):
    if (verb, state) in STEPS:
        return
    entry = make.entry(state)
    role = sorted(moves.way(MOVES, verb).roles - {"SYSTEM"}) or [None]
    actor = make.person(role[0]) if role[0] else None

    with pytest.raises(moves.Refused):
        moves.move(entry, verb, by=actor, at=now())
    with pytest.raises(Error, match="may not move"), transaction.atomic():
        line = record(verb, entry, by=actor, at=now())
        Entry.objects.filter(pk=entry.pk).update(
            state=moves.way(MOVES, verb).target, last_line=line
        )

    assert Entry.objects.get(pk=entry.pk).state == state


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", MOVES, ids=lambda row: f"{row.verb}-{row.target}")
def test_each_move_is_refused_to_each_wrong_role(row, role):
    if role in row.roles:
        return
    state = sorted(row.source)[0]
    entry = make.entry(EntryState(state))
    stranger = make.person(role)

    with pytest.raises(moves.Refused, match="bukan wewenang"):
        moves.move(entry, row.verb, by=stranger, at=now())
    with pytest.raises(Error, match="may not move"), transaction.atomic():
        line = record(row.verb, entry, by=stranger, at=now())
        Entry.objects.filter(pk=entry.pk).update(state=row.target, last_line=line)


def test_the_database_refuses_a_state_without_a_line():
    entry = make.with_agency()

    with pytest.raises(Error, match="may not move"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(state=EntryState.DRAFT)


def test_the_database_refuses_an_old_line_used_again():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.with_agency(owner=owner)
    old = entry.last_line
    admin = make.person(Role.INSTITUTION_ADMIN, institution=entry.innovation.institution)
    moves.move(entry, "entry.give_back", by=admin, at=now())

    with pytest.raises(Error, match="may not move"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(state=EntryState.WITH_AGENCY, last_line=old)


def test_the_database_refuses_the_line_of_another_record():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    mine, other = make.draft(owner=owner), make.draft(owner=owner)
    line = record("entry.send", other, by=owner, at=now())

    with pytest.raises(Error, match="may not move"), transaction.atomic():
        Entry.objects.filter(pk=mine.pk).update(state=EntryState.WITH_AGENCY, last_line=line)


def test_the_database_refuses_a_birth_in_a_later_state():
    entry = make.draft()
    entry.pk, entry.state = None, EntryState.WITH_AGENCY

    with pytest.raises(Error, match="insert"), transaction.atomic():
        entry.save(force_insert=True)


def test_nobody_writes_a_line_under_a_role_he_does_not_hold():
    innovator, admin = make.person(Role.INNOVATOR), make.person(Role.INSTITUTION_ADMIN)

    with pytest.raises(Error, match="does not hold"), transaction.atomic():
        JournalLine.objects.create(
            verb="entry.lodge",
            subject="submissions.Entry:1",
            by=innovator,
            role=Role.INSTITUTION_ADMIN,
            holding=admin.acting,
            at=now(),
        )


def test_many_move_with_one_line_or_not_at_all():
    lodged = [make.lodged_entry(), make.lodged_entry()]
    secretariat = make.person(Role.SECRETARIAT)

    with pytest.raises(moves.Refused):
        moves.move_many(
            [*lodged, make.draft()],
            "entry.accept",
            by=secretariat,
            at=now(),
            about=lodged[0].edition,
        )
    line = moves.move_many(
        lodged,
        "entry.accept",
        by=secretariat,
        at=now(),
        about=lodged[0].edition,
        changes={"decided_at": now()},
    )

    ids = [entry.pk for entry in lodged]
    assert line.ids == sorted(ids)
    states = Entry.objects.filter(pk__in=ids).values_list("state", flat=True)
    assert list(states) == [EntryState.ACCEPTED, EntryState.ACCEPTED]
    assert line in JournalLine.objects.of(lodged[0])


@pytest.mark.parametrize(
    "period",
    [
        {"ends_on": date(2026, 3, 1)},
        {"starts_on": date(2026, 3, 2)},
        {"confirmed_by": None},
    ],
    ids=["ended", "not begun", "not confirmed"],
)
def test_the_database_refuses_a_line_under_a_role_that_does_not_count(period):
    """And so no record moves under it: the line is what moves it."""
    entry = make.lodged_entry()
    person = make.person(Role.SECRETARIAT)
    RoleHolding.objects.filter(pk=person.acting.pk).update(**period)
    after = datetime(2026, 3, 1, 1, tzinfo=UTC)

    with pytest.raises(Error, match="does not hold"), transaction.atomic():
        moves.move(entry, "entry.reject", by=person, at=after)

    assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED
    before = datetime(2026, 2, 28, 16, 59, tzinfo=UTC)  # one minute before midnight in Jakarta
    if "ends_on" in period:
        assert record("entry.check", entry, by=person, at=before)


def test_whom_the_console_made_superuser_writes_without_a_second_person():
    superuser = make.person(Role.SUPERUSER)
    RoleHolding.objects.filter(pk=superuser.acting.pk).update(confirmed_by=None)

    assert record("holding.load", superuser, by=superuser, at=now())
