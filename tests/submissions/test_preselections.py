"""Choosing within the quota: internal, internal to one institution, and binding nobody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import lodging, preselections
from submissions.actions.preselections import Wish
from submissions.models import Choice, Preselection, Quota, Shown
from tests import make
from tests.costs import cost
from tests.doors import sign_in
from tests.make.entries import admin_of
from tests.submissions.test_agency import sibling, text_of
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db

CHOOSE = "/proposal/meja/pilih/"


@pytest.fixture
def entry():
    return make.with_agency(title="Puskesmas Terapung")


@pytest.fixture
def admin(entry):
    return admin_of(entry)


def row(entry, choice="", place="", note="", shown="NOTHING", seen=0):
    given = {"choice": choice, "place": place, "note": note, "shown": shown, "seen": seen}
    return {f"{entry.pk}-{name}": value for name, value in given.items()}


def test_a_choice_is_kept_with_its_order_and_its_reason(client, entry, admin):
    other = sibling(entry, title="Sekolah Sungai")
    client.force_login(admin)
    sent = row(entry, "CHOSEN", 2, "Dampaknya paling luas.") | row(other, "RESERVE")
    page = client.post(CHOOSE, sent, follow=True)
    assert "Seleksi awal disimpan." in text_of(page)
    kept = Preselection.objects.get(entry=entry)
    assert (kept.choice, kept.place, kept.note) == ("CHOSEN", 2, "Dampaknya paling luas.")
    line = JournalLine.objects.get(verb="entry.preselect")
    assert set(line.ids) == {entry.pk, other.pk}
    assert line.detail == {"choices": {"CHOSEN": [entry.pk], "RESERVE": [other.pk]}}


def test_saving_what_stands_changes_nothing_and_taking_it_back_does(entry, admin):
    preselections.choose({entry: Wish("CHOSEN")}, by=admin)
    with unchanged():
        preselections.choose({entry: Wish("CHOSEN", seen=1)}, by=admin)
    preselections.choose({entry: Wish("", seen=1)}, by=admin)
    assert not Preselection.objects.exists()


def test_who_saves_over_another_is_told_and_nothing_is_lost(client, entry, admin):
    other = sibling(entry)
    preselections.choose({entry: Wish("CHOSEN", note="Sudah dibahas.")}, by=admin)
    client.force_login(admin)
    with unchanged():
        page = client.post(CHOOSE, row(entry, "PASSED_OVER") | row(other, "CHOSEN"))
    assert "baru saja diubah orang lain" in text_of(page)


def test_a_place_that_is_no_number_is_an_error_at_its_field(client, entry, admin):
    client.force_login(admin)
    with unchanged():
        page = client.post(CHOOSE, row(entry, "CHOSEN", "satu"))
    assert f'href="#id_{entry.pk}-place"' in text_of(page)


def test_what_is_lodged_is_not_chosen_any_more(entry, admin):
    lodging.lodge(entry, by=admin)
    with pytest.raises(Refused, match="tidak dipilih lagi"):
        preselections.choose({entry: Wish("CHOSEN")}, by=admin)


def test_another_institution_and_another_role_are_refused(entry, admin):
    for stranger in (admin_of(make.with_agency()), make.person("secretariat")):
        with unchanged(), pytest.raises(Refused):
            preselections.choose({entry: Wish("CHOSEN")}, by=stranger)


def test_the_chosen_come_first_in_their_order(client, entry, admin):
    second, unsaid = sibling(entry, title="B"), sibling(entry, title="C")
    passed = sibling(entry, title="D")
    wishes = {entry: Wish("CHOSEN", 2), second: Wish("CHOSEN", 1), passed: Wish("PASSED_OVER")}
    preselections.choose(wishes, by=admin)
    client.force_login(admin)
    rows = client.get("/proposal/meja/").context["rows"]
    assert [one.entry for one in rows] == [second, entry, unsaid, passed]
    rows = client.get("/proposal/meja/?seleksi=PASSED_OVER").context["rows"]
    assert [one.entry for one in rows] == [passed]


def test_lodging_what_was_not_chosen_warns_and_is_possible(client, entry, admin):
    other = sibling(entry, title="Sekolah Sungai")
    client.force_login(admin)
    where = reverse("submissions:agency-lodge")
    assert "tidak dipilih dalam seleksi awal" not in text_of(client.get(where, {"entry": other.pk}))
    wishes = {entry: Wish("CHOSEN"), other: Wish("RESERVE", note="Tahun depan.")}
    preselections.choose(wishes, by=admin)
    page = text_of(client.get(where, {"entry": [entry.pk, other.pk]}))
    assert "1 di antaranya tidak dipilih dalam seleksi awal" in page
    assert "Sekolah Sungai: cadangan (Tahun depan.)" in page
    lodging.lodge(other, by=admin)


def test_more_chosen_than_the_quota_holds_is_said(client, entry, admin):
    Quota.objects.filter(group=entry.group).update(places=1)
    preselections.choose({entry: Wish("CHOSEN"), sibling(entry): Wish("CHOSEN")}, by=admin)
    client.force_login(admin)
    assert "Yang dipilih 2, sisa kuota 1." in text_of(client.get(CHOOSE))


@pytest.mark.parametrize(
    ("shown", "sees_choice", "sees_note"),
    [(Shown.NOTHING, False, False), (Shown.CHOICE, True, False), (Shown.NOTE, True, True)],
)
def test_the_team_sees_what_the_institution_releases(
    client, entry, admin, shown, sees_choice, sees_note
):
    wish = Wish(Choice.RESERVE, note="Buktinya kurang.", shown=shown)
    preselections.choose({entry: wish}, by=admin)
    for where in (entry.get_absolute_url(), reverse("submissions:entry-list")):
        client.force_login(entry.created_by)
        page = text_of(client.get(where))
        if where == entry.get_absolute_url():
            assert ("Cadangan" in page) == sees_choice
            assert ("Buktinya kurang." in page) == sees_note
        else:
            assert "Buktinya kurang." not in page


def test_the_secretariat_does_not_see_it(client, entry, admin):
    wish = Wish(Choice.PASSED_OVER, note="Rahasia kami.", shown=Shown.NOTE)
    preselections.choose({entry: wish}, by=admin)
    sign_in(client, make.person("secretariat"))
    page = text_of(client.get(entry.get_absolute_url()))
    assert "Rahasia kami." not in page
    assert "Seleksi awal instansi" not in page


def test_the_page_of_choices_costs_the_same_at_one_row_and_three(client, entry, admin):
    one, _ = cost(client, admin, CHOOSE)
    for _ in range(2):
        preselections.choose({sibling(entry): Wish("CHOSEN", 1)}, by=admin)
    assert cost(client, admin, CHOOSE)[0] == one <= 12
