"""After the screening an owner reads where his proposal is, and his result once it is announced."""

from __future__ import annotations

import pytest
from django.urls import reverse

from judging.models import Award
from kipp.accounts.models import Role
from submissions import stages
from submissions.actions.entries import enter_judging
from tests import make
from tests.judging import season
from tests.judging.test_awards import granted
from tests.make.entries import now

pytestmark = pytest.mark.django_db
LIST = reverse("submissions:entry-list")


def page(client, person, entry) -> str:
    client.force_login(person)
    return client.get(entry.get_absolute_url()).content.decode()


def result_url(entry) -> str:
    return reverse("judging:result", kwargs={"pk": entry.pk})


def of(entry) -> str:
    entry.refresh_from_db()
    return stages.of([entry])[entry.pk].label


def test_before_judging_the_page_names_the_day_and_promises_nothing_more(client):
    entry = make.accepted_entry()
    assert of(entry) == "Menunggu penilaian"
    assert "menurut jadwal dimulai" in page(client, make.owner_of(entry), entry)


def test_while_it_is_judged_the_page_says_so_and_names_no_day_of_the_past(client):
    entry = make.accepted_entry()
    enter_judging([entry], at=now())
    assert of(entry) == "Sedang dinilai"
    body = page(client, make.owner_of(entry), entry)
    assert "dinilai sejak" in body
    assert "menurut jadwal" not in body


def test_a_closed_round_is_not_told_of_and_an_announced_one_is_with_its_link(client):
    round = season.closed(90, 60)
    first, second = season.entries_of(round)
    assert {of(first), of(second)} <= {"Menunggu penilaian", "Sedang dinilai"}
    assert result_url(first) not in page(client, make.owner_of(first), first)
    season.announce(round)
    assert (of(first), of(second)) == ("Finalis", "Belum menjadi finalis")
    for entry in (first, second):
        assert result_url(entry) in page(client, make.owner_of(entry), entry)
    admin = make.person(Role.INSTITUTION_ADMIN, institution=first.innovation.institution)
    assert result_url(first) in page(client, admin, first)


def test_the_secretariat_reads_the_stage_and_gets_no_link_it_may_not_open(client):
    round = season.announced(90)
    [entry] = season.entries_of(round)
    body = page(client, make.person(Role.SECRETARIAT), entry)
    assert "Proposal menjadi finalis" in body
    assert result_url(entry) not in body


def test_an_award_is_named_once_it_is_published_and_when_it_is_revoked(client):
    round, [award] = granted(90)
    entry, owner = award.entry, make.owner_of(award.entry)
    assert award.level not in page(client, owner, entry)
    season.announce(round)
    assert of(entry) == award.level
    assert f"menerima penghargaan {award.level}" in page(client, owner, entry)
    make.revoked(Award.objects.get())
    assert of(entry) == "Penghargaan dicabut"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_once_for_all(rows, django_assert_num_queries):
    entries = [make.accepted_entry() for _ in range(rows)]
    with django_assert_num_queries(1):
        assert len(stages.of(entries)) == rows
    draft = make.draft()
    with django_assert_num_queries(0):
        assert stages.of([draft]) == {}


def test_list_and_desk_show_it_beside_the_state(client):
    round = season.announced(90)
    [entry] = season.entries_of(round)
    client.force_login(make.owner_of(entry))
    assert '<p class="under">Finalis</p>' in client.get(LIST).content.decode()
    admin = make.person(Role.INSTITUTION_ADMIN, institution=entry.innovation.institution)
    client.force_login(admin)
    desk = client.get(reverse("submissions:agency-desk"), {"status": "ACCEPTED"})
    assert "Finalis" in desk.content.decode()
