"""What keeps an entry at the desk, answered for many at once."""

from __future__ import annotations

import pytest

from kipp.journal.moves import Refused
from submissions.actions import lodging, readiness, versions
from submissions.models import Entry, EntryState, Quota
from tests import make
from tests.make.entries import admin_of

pytestmark = pytest.mark.django_db


def pair(title: str, other: str, *, of_state: str = "WITH_AGENCY", same_institution=True):
    """An entry at the desk, and another of that title beside it."""
    entry = make.with_agency(title=title)
    owner = entry.created_by.act_as(entry.created_by.holdings.get())
    given = {"owner": owner} if same_institution else {}
    return entry, make.entry(EntryState(of_state), title=other, of=entry.group, **given)


def gaps(entry: Entry) -> list[str]:
    (read,) = versions.read(Entry.objects.filter(pk=entry.pk))
    return readiness.gaps(read, readiness.around([read])[read.pk])


@pytest.mark.parametrize("state", ["DRAFT", "LODGED", "ACCEPTED"])
def test_a_living_namesake_of_the_institution_keeps_both_at_the_desk(state):
    entry, _ = pair("Puskesmas Terapung", "PUSKESMAS terapung", of_state=state)
    assert any("judul yang sama" in gap for gap in gaps(entry))
    with pytest.raises(Refused, match="judul yang sama"):
        lodging.lodge(entry, by=admin_of(entry))


@pytest.mark.parametrize("state", ["WITHDRAWN", "LAPSED"])
def test_a_namesake_that_has_left_does_not(state):
    entry, _ = pair("Puskesmas Terapung", "Puskesmas Terapung", of_state=state)
    assert gaps(entry) == []


def test_a_namesake_of_another_institution_does_not():
    entry, _ = pair("Puskesmas Terapung", "Puskesmas Terapung", same_institution=False)
    assert gaps(entry) == []


def test_checking_costs_as_many_queries_for_three_as_for_one(django_assert_num_queries):
    first = make.with_agency()
    for _ in range(2):
        make.with_agency(of=first.group)
    for count in (1, 3):
        with django_assert_num_queries(5):
            rows = versions.read(Entry.objects.order_by("pk")[:count])
            around = readiness.around(rows)
            assert [readiness.gaps(row, around[row.pk]) for row in rows] == [[]] * count


def test_a_kind_of_institution_without_a_quota_has_no_place():
    entry = make.with_agency()
    Quota.objects.filter(group=entry.group).delete()
    assert readiness.around([entry])[entry.pk].places_left == 0
    with pytest.raises(Refused, match="Kuota"):
        lodging.lodge(entry, by=admin_of(entry))
