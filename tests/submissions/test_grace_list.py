"""Every use of the grace stands in a list of its season."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.notices.models import Notice
from submissions.actions import lodging
from submissions.models import LodgeIntent, Lodgement
from tests import make
from tests.make.entries import admin_of, now

pytestmark = pytest.mark.django_db
URL = reverse("submissions:grace-list")


def lodgement(entry, *, in_grace: bool) -> Lodgement:
    intent = LodgeIntent.objects.create(entry=entry, by=entry.created_by, at=now(), sha256="0" * 64)
    made = make.lodgement(entry)
    if not in_grace:
        return made
    given = {"content": made.content, "sha256": "0" * 64, "at": now(), "grace_of": intent}
    return Lodgement.objects.create(entry=entry, number=2, **given)


@pytest.fixture
def at_desk(client):
    client.force_login(make.person(Role.SECRETARIAT))
    return client


def shown(client, entry) -> str:
    return client.get(URL, {"musim": entry.edition.year}).content.decode()


def test_what_came_in_time_is_not_listed_and_what_the_grace_carried_is(at_desk):
    late = make.lodged_entry()
    in_time = make.lodged_entry(of=late.group)
    lodgement(late, in_grace=True)
    lodgement(in_time, in_grace=False)
    body = shown(at_desk, late)
    assert late.code in body
    assert in_time.code not in body
    assert str(late.created_by) in body


def test_each_season_has_its_own_and_an_unknown_one_is_not_there(at_desk):
    late, other = make.lodged_entry(), make.lodged_entry()
    lodgement(late, in_grace=True)
    assert late.code not in shown(at_desk, other)
    assert "Tidak ada pengajuan dalam tenggang" in shown(at_desk, other)
    assert at_desk.get(URL, {"musim": "1999"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_much_for_three_rows_as_for_one(at_desk, rows, django_assert_max_num_queries):
    first = make.lodged_entry()
    for entry in [first, *(make.lodged_entry(of=first.group) for _ in range(rows - 1))]:
        lodgement(entry, in_grace=True)
    with django_assert_max_num_queries(7):
        assert shown(at_desk, first).count('<th scope="row">') == rows


@pytest.mark.parametrize(("state", "said"), [("DRAFT", False), ("LODGED", True)])
def test_only_what_had_a_place_of_the_quota_gives_it_back(state, said):
    entry = make.entry(state)
    lodging.withdraw(entry, "Batal.", by=admin_of(entry), at=now() + timedelta(seconds=1))
    body = Notice.objects.filter(event="entry.withdrawn").first().body
    assert ("kuota" in body) == said
