"""Sending a draft to the Admin Lokal, also twice at once; and what the database never keeps."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import Error, connection

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import entries
from submissions.models import Entry, EntryState, TeamMember
from tests import make
from tests.make.entries import admin_of
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def innovator(**given):
    return make.person(Role.INNOVATOR, unit=given.pop("unit", None) or make.unit(), **given)


def verbs(entry: Entry) -> list[str]:
    return list(JournalLine.objects.of(entry).values_list("verb", flat=True))


def test_send_hands_the_draft_to_the_admin_lokal_and_tells_him():
    owner = innovator()
    entry = make.draft(owner=owner)
    admin = admin_of(entry)

    entry = entries.send(entry, by=owner)

    assert (entry.state, entry.sent_at is not None) == (EntryState.WITH_AGENCY, True)
    assert verbs(entry) == ["entry.send"]
    assert set(Notice.objects.values_list("event", "recipient")) == {("entry.sent", admin.pk)}


@pytest.mark.parametrize(("offset", "accepted"), [(-SECOND, True), (SECOND, False)])
def test_send_closes_with_registration(offset, accepted):
    owner = innovator()
    entry = make.draft(owner=owner)
    at = entry.group.closes_at + offset

    if accepted:
        assert entries.send(entry, by=owner, at=at).sent_at == at
        return
    with unchanged(), pytest.raises(Refused, match="sudah ditutup"):
        entries.send(entry, by=owner, at=at)


@pytest.mark.parametrize("state", sorted(set(EntryState) - {EntryState.DRAFT}))
def test_send_is_refused_from_any_other_state(state):
    owner = innovator()
    entry = make.entry(state, owner=owner)

    with unchanged(), pytest.raises(Refused, match="statusnya sekarang"):
        entries.send(entry, by=owner)


def test_send_by_the_admin_lokal_a_stranger_or_a_reader_is_refused():
    entry = make.draft()
    reader = innovator(unit=entry.innovation.unit)
    TeamMember.objects.create(entry=entry, user=reader, can_edit=False)

    for who in (admin_of(entry), innovator(), reader):
        with unchanged(), pytest.raises(Refused):
            entries.send(entry, by=who)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_at_once_send_once():
    owner = innovator()
    entry = make.draft(owner=owner)
    admin_of(entry)
    outcomes, start = [], Barrier(2)

    def press() -> None:
        start.wait()
        try:
            entries.send(entry, by=owner)
            outcomes.append("sent")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    tabs = [Thread(target=press) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert sorted(outcomes) == ["refused", "sent"]
    assert verbs(entry) == ["entry.send"]
    assert Notice.objects.filter(event="entry.sent", channel="MAIL").count() == 1


# --- what may never be --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"code": "KIPP-1"}, "entry_unsent_has_no_number"),
        ({"lodged_at": "2020-01-01T00:00Z"}, "entry_unsent_has_no_number"),
        ({"source": "itself"}, "entry_is_not_its_own_source"),
    ],
)
def test_the_database_refuses_a_draft_that_cannot_be(values, constraint):
    entry = make.draft()
    if values.get("source"):
        values = {"source": entry.innovation}

    with pytest.raises(Error, match=constraint):
        Entry.objects.filter(pk=entry.pk).update(**values)


def test_the_database_enters_an_innovation_once_a_season():
    entry = make.draft()

    with pytest.raises(Error, match="entry_once_per_edition"):
        make.draft(owner=_as_owner(entry), of=entry.group, innovation=entry.innovation)


def _as_owner(entry: Entry):
    return entry.created_by.act_as(entry.created_by.holdings.get())
