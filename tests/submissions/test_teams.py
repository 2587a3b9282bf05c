"""Who writes an entry: colleagues of the unit, named by the team, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import Error

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import entries, teams
from submissions.models import Entry, EntryState, Right, TeamMember
from tests import make
from tests.make.entries import admin_of
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def of_the_unit(entry: Entry):
    return make.person(
        Role.INNOVATOR, unit=entry.innovation.unit, institution=entry.innovation.institution
    )


def test_a_colleague_of_the_unit_joins_and_may_write(owner, entry):
    colleague = of_the_unit(entry)

    member = teams.add_member(entry, colleague, by=owner)

    assert (member.can_edit, member.is_pic) == (True, False)
    assert Entry.objects.editable_by(colleague).get() == entry
    line = JournalLine.objects.get(verb="entry.add_member")
    assert line.detail == {"user": colleague.pk, "right": "EDIT"}


def test_a_reader_reads_and_does_not_write(owner, entry):
    colleague = of_the_unit(entry)

    teams.add_member(entry, colleague, by=owner, right=Right.VIEW)

    assert Entry.objects.viewable_by(colleague).get() == entry
    assert not Entry.objects.editable_by(colleague).exists()
    with unchanged(), pytest.raises(Refused, match="tidak dapat mengubahnya"):
        entries.revise(entry, {"title": "Lain"}, by=colleague)


def test_nobody_of_another_unit_joins(owner, entry):
    far = make.person(Role.INNOVATOR, unit=make.unit(entry.innovation.institution))

    with unchanged(), pytest.raises(Refused, match="unit yang sama"):
        teams.add_member(entry, far, by=owner)


def test_nobody_joins_whose_role_has_ended(owner, entry):
    gone = of_the_unit(entry)
    gone.holdings.update(ends_on=date(2021, 1, 1))

    with unchanged(), pytest.raises(Refused, match="unit yang sama"):
        teams.add_member(entry, gone, by=owner)


def test_nobody_joins_twice(owner, entry):
    with unchanged(), pytest.raises(Refused, match="sudah menjadi anggota"):
        teams.add_member(entry, owner, by=owner)


def test_a_member_is_taken_out_and_sees_the_draft_no_more(owner, entry):
    colleague = of_the_unit(entry)
    teams.add_member(entry, colleague, by=owner)

    teams.remove_member(entry, colleague, by=owner)

    assert not Entry.objects.viewable_by(colleague).exists()
    line = JournalLine.objects.get(verb="entry.remove_member")
    assert line.detail == {"user": colleague.pk}


def test_the_pic_stays_and_a_stranger_cannot_be_taken_out(owner, entry):
    with unchanged(), pytest.raises(Refused, match="Penanggung jawab"):
        teams.remove_member(entry, owner, by=owner)
    with unchanged(), pytest.raises(Refused, match="bukan anggota"):
        teams.remove_member(entry, of_the_unit(entry), by=owner)


def test_the_team_of_a_sent_entry_is_closed_to_it(owner):
    entry = make.entry(EntryState.WITH_AGENCY, owner=owner)

    with unchanged(), pytest.raises(Refused, match="statusnya sekarang"):
        teams.add_member(entry, of_the_unit(entry), by=owner)


def test_the_team_is_closed_with_registration(owner, entry):
    late = entry.group.closes_at + timedelta(seconds=1)

    with unchanged(), pytest.raises(Refused, match="sudah ditutup"):
        teams.add_member(entry, of_the_unit(entry), by=owner, at=late)


def test_a_colleague_outside_the_team_cannot_open_the_draft(client, entry):
    client.force_login(of_the_unit(entry))

    assert client.get(entry.get_absolute_url()).status_code == 404


def test_the_page_adds_by_mail_address_and_takes_out(client, owner, entry):
    colleague = of_the_unit(entry)
    client.force_login(owner)
    url = f"/proposal/{entry.pk}/tim/"

    answer = client.post(url, {"email": colleague.email.upper(), "right": "EDIT"}, follow=True)
    assert f"{colleague} ditambahkan ke tim." in answer.content.decode()
    member = entry.team.get(user=colleague)

    answer = client.post(f"{url}{member.pk}/keluarkan/", follow=True)
    assert f"{colleague} dikeluarkan dari tim." in answer.content.decode()
    assert entry.team.count() == 1


@pytest.mark.parametrize("who", ["nobody@contoh.id", "far"])
def test_the_page_answers_every_stranger_alike(client, owner, entry, who):
    far = make.person(Role.INNOVATOR, unit=make.unit(entry.innovation.institution))
    client.force_login(owner)

    given = {"email": far.email if who == "far" else who, "right": "EDIT"}
    answer = client.post(f"/proposal/{entry.pk}/tim/", given)

    assert "Tidak ada inovator" in answer.content.decode()
    assert entry.team.count() == 1


def test_a_member_of_another_entry_is_not_found(client, owner, entry):
    other = make.draft(owner=owner)
    reader = of_the_unit(other)
    member = TeamMember.objects.create(entry=other, user=reader)
    client.force_login(owner)

    assert client.post(f"/proposal/{entry.pk}/tim/{member.pk}/keluarkan/").status_code == 404
    assert other.team.count() == 2


def test_the_admin_lokal_sets_the_team_while_the_entry_lies_with_him(owner):
    entry = make.entry(EntryState.WITH_AGENCY, owner=owner)

    teams.add_member(entry, of_the_unit(entry), by=admin_of(entry))

    assert entry.team.count() == 2


@pytest.mark.parametrize(
    ("member", "constraint"),
    [
        ({"is_pic": True}, "entry_has_one_pic"),
        ({"can_edit": False, "is_pic": True}, "pic_may_edit"),
        ({"can_comment": False}, "who_edits_may_comment"),
        ({"user": "owner"}, "team_member_once_per_entry"),
    ],
)
def test_the_database_keeps_one_pic_who_may_write(owner, entry, member, constraint):
    if constraint == "pic_may_edit":
        entry.team.all().delete()
    user = owner if member.pop("user", None) else of_the_unit(entry)

    with pytest.raises(Error, match=constraint):
        TeamMember.objects.create(entry=entry, user=user, **member)
