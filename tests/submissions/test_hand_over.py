"""Rights in a team, and who answers for a proposal when its person in charge is moved."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import teams
from submissions.models import Decision, Entry, EntryState, Right, TeamMember
from tests import make
from tests.costs import MOST, cost
from tests.make.entries import admin_of
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def colleague(entry: Entry, **given):
    place = {"unit": entry.innovation.unit, "institution": entry.innovation.institution}
    return make.person(Role.INNOVATOR, **place, **given)


def moved_away(user) -> None:
    user.holdings.update(ends_on=date(2021, 1, 1))


def pic_of(entry: Entry):
    return entry.team.get(is_pic=True).user


@pytest.mark.parametrize("right", list(Right))
def test_a_right_is_given_and_changed(owner, entry, right):
    friend = colleague(entry)
    teams.add_member(entry, friend, by=owner, right=Right.VIEW)

    assert teams.allow(entry, friend, right, by=owner).right == right

    stored = entry.team.get(user=friend)
    assert stored.right == right
    assert Entry.objects.editable_by(friend).exists() == (right == Right.EDIT)
    lines = JournalLine.objects.filter(verb="entry.allow_member")
    assert [line.detail for line in lines] == (
        [] if right == Right.VIEW else [{"user": friend.pk, "right": str(right)}]
    )


@pytest.mark.parametrize("right", [Right.VIEW, Right.COMMENT])
def test_who_only_reads_or_comments_changes_no_rights(owner, entry, right):
    friend = colleague(entry)
    teams.add_member(entry, friend, by=owner, right=right)

    with unchanged(), pytest.raises(Refused, match="tidak dapat mengubahnya"):
        teams.allow(entry, friend, Right.EDIT, by=friend)


def test_the_person_in_charge_always_edits_and_does_not_just_leave(owner, entry):
    with unchanged(), pytest.raises(Refused, match="selalu boleh menulis"):
        teams.allow(entry, owner, Right.VIEW, by=owner)
    with unchanged(), pytest.raises(Refused, match="Serahkan dahulu"):
        teams.leave(entry, by=owner)


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.LODGED])
def test_a_member_leaves_by_himself_in_any_state(owner, state):
    entry = make.entry(state, owner=owner)
    friend = colleague(entry)
    TeamMember.objects.create(entry=entry, user=friend, can_edit=False)

    teams.leave(entry, by=friend)

    assert not Entry.objects.viewable_by(friend).exists()
    assert JournalLine.objects.get(verb="entry.leave_team").by == friend


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.LODGED, EntryState.ACCEPTED])
def test_the_person_in_charge_hands_over_himself(owner, state):
    entry = make.entry(state, owner=owner)
    friend = colleague(entry)

    teams.hand_over(entry, friend, by=owner)

    assert pic_of(entry) == friend
    assert entry.team.get(user=owner).right == Right.EDIT
    line = JournalLine.objects.get(verb="entry.hand_over")
    assert line.detail == {"before": owner.pk, "after": friend.pk}
    told = Notice.objects.filter(event="entry.handed_over", channel="MAIL")
    assert set(told.values_list("recipient", flat=True)) == {owner.pk, friend.pk}


def test_who_handed_over_may_then_leave(owner, entry):
    teams.hand_over(entry, colleague(entry), by=owner)

    teams.leave(entry, by=owner)

    assert not entry.team.filter(user=owner).exists()


def test_no_other_member_takes_the_task_for_himself(owner, entry):
    friend = colleague(entry)
    teams.add_member(entry, friend, by=owner)

    with unchanged(), pytest.raises(Refused, match="Hanya penanggung jawab sendiri"):
        teams.hand_over(entry, friend, by=friend)


def test_it_goes_to_nobody_of_another_unit(owner, entry):
    far = make.person(Role.INNOVATOR, unit=make.unit(entry.innovation.institution))

    with unchanged(), pytest.raises(Refused, match="inovator aktif dari unit"):
        teams.hand_over(entry, far, by=owner)


class TestTheAdminLokal:
    def test_waits_as_long_as_the_person_in_charge_serves(self, entry):
        friend, admin = colleague(entry), admin_of(entry)

        with unchanged(), pytest.raises(Refused, match="masih bertugas"):
            teams.hand_over(entry, friend, by=admin, reason="Mutasi")

    def test_names_another_once_he_is_gone_and_says_why(self, owner, entry):
        friend, admin = colleague(entry), admin_of(entry)
        moved_away(owner)
        with unchanged(), pytest.raises(Refused, match="Tulis alasan"):
            teams.hand_over(entry, friend, by=admin, reason="  ")

        teams.hand_over(entry, friend, by=admin, reason="Mutasi ke dinas lain")

        assert pic_of(entry) == friend
        said = Decision.objects.get(verb="entry.hand_over")
        assert (said.reason, said.line.verb, said.by) == (
            "Mutasi ke dinas lain",
            "entry.hand_over",
            admin,
        )
        assert Entry.objects.viewable_by(friend).get() == entry
        letters = Notice.objects.filter(event="entry.handed_over", channel="MAIL")
        assert letters.count() == 2
        assert all("Mutasi ke dinas lain" in letter.body for letter in letters)

    def test_of_another_desk_does_not(self, owner, entry):
        moved_away(owner)
        far = make.person(Role.INSTITUTION_ADMIN)

        with unchanged(), pytest.raises(Refused, match="meja instansi Anda"):
            teams.hand_over(entry, colleague(entry), by=far, reason="Mutasi")

    def test_finds_what_nobody_answers_for(self, owner, entry):
        rows = Entry.objects.administered_by(admin_of(entry))
        assert not rows.lacking_a_pic().exists()
        moved_away(owner)
        assert rows.lacking_a_pic().get() == entry

        teams.hand_over(entry, colleague(entry), by=admin_of(entry), reason="Mutasi")
        assert not rows.lacking_a_pic().exists()

    def test_is_not_asked_about_what_is_over(self, owner):
        entry = make.entry(EntryState.LAPSED, owner=owner)
        moved_away(owner)
        assert not Entry.objects.filter(pk=entry.pk).lacking_a_pic().exists()

    def test_lists_them_at_a_cost_that_does_not_grow(self, client, owner, entry):
        admin = admin_of(entry)
        moved_away(owner)
        one, page = cost(client, admin, "/proposal/meja/penanggung-jawab/")
        assert entry.innovation.title in page
        for _ in range(2):
            make.draft(owner=owner)
        three, _ = cost(client, admin, "/proposal/meja/penanggung-jawab/")
        assert one == three <= MOST

    def test_does_it_on_a_page(self, client, owner, entry):
        friend = colleague(entry)
        moved_away(owner)
        client.force_login(admin_of(entry))
        where = f"/proposal/{entry.pk}/tim/penanggung-jawab/"

        assert "Tulis alasan" in client.post(where, {"to": friend.pk}).content.decode()
        answer = client.post(where, {"to": friend.pk, "reason": "Mutasi"}, follow=True)

        assert f"Penanggung jawab sekarang {friend}" in answer.content.decode()
        assert pic_of(entry) == friend


def test_the_page_of_the_team_changes_a_right_and_lets_go(client, owner, entry):
    friend = colleague(entry)
    member = teams.add_member(entry, friend, by=owner)
    client.force_login(owner)
    url = f"/proposal/{entry.pk}/tim/"

    answer = client.post(f"{url}{member.pk}/hak/", {"right": "VIEW"}, follow=True)
    assert f"Hak {friend} sekarang: membaca." in answer.content.decode()
    answer = client.post(f"{url}{member.pk}/hak/", {"right": "ALL"}, follow=True)
    assert "Pilih hak" in answer.content.decode()

    client.force_login(friend)
    assert "Anda keluar dari tim" in client.post(f"{url}keluar/", follow=True).content.decode()
    assert entry.team.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_name_another_at_once_one_wins():
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.draft(owner=owner)
    moved_away(owner)
    admins, friends = [admin_of(entry), admin_of(entry)], [colleague(entry), colleague(entry)]
    start, ended = Barrier(2), []

    def name(n: int) -> None:
        start.wait()
        try:
            teams.hand_over(entry, friends[n], by=admins[n], reason="Mutasi")
            ended.append("done")
        except Refused as refusal:
            ended.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=name, args=[n]) for n in (0, 1)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)

    assert sorted("done" if one == "done" else "refused" for one in ended) == ["done", "refused"]
    assert JournalLine.objects.filter(verb="entry.hand_over").count() == 1
    assert entry.team.filter(is_pic=True).count() == 1
