"""An Admin Lokal reminds teams: whom, how often, in which words, and by which link he may write himself."""

from __future__ import annotations

import pytest

from kipp.accounts.models import Role, User
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Channel, Notice
from submissions import messengers
from submissions.actions import reminders
from submissions.models import EntryState, Reminder, TeamMember
from tests import make
from tests.costs import cost
from tests.make.entries import DAY, admin_of, now
from tests.submissions.test_agency import sibling, text_of
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db

REMIND = "/proposal/meja/ingatkan/"


@pytest.fixture
def entry():
    return make.draft(title="Puskesmas Terapung")


@pytest.fixture
def admin(entry):
    return admin_of(entry)


def letters():
    return Notice.objects.filter(event="entry.reminded", channel=Channel.MAIL)


def test_a_person_gets_one_letter_for_all_his_drafts(entry, admin):
    other = sibling(entry, "DRAFT", title="Sekolah Sungai")
    outcomes = reminders.remind([entry, other], "Saya tunggu hari Jumat.", by=admin)
    assert [why for _, why in outcomes] == ["", ""]
    letter = letters().get()
    assert letter.recipient == entry.created_by
    assert letter.title == "2 proposal menunggu Anda"
    assert "Puskesmas Terapung" in letter.body
    assert "Sekolah Sungai" in letter.body
    assert "Saya tunggu hari Jumat." in letter.body
    assert set(JournalLine.objects.get(verb="entry.remind").ids) == {entry.pk, other.pk}


def test_once_a_day_for_each_proposal(entry, admin):
    at = now()
    reminders.remind([entry], by=admin, at=at)
    with unchanged():
        ((_, why),) = reminders.remind([entry], by=admin, at=at)
    assert "Sudah diingatkan hari ini" in why
    ((_, why),) = reminders.remind([entry], by=admin, at=at + DAY)
    assert why == ""
    assert letters().count() == 2
    assert Reminder.objects.count() == 2


def test_only_what_the_team_has_in_its_hands(entry, admin):
    with_desk = sibling(entry, "WITH_AGENCY")
    stranger = make.draft()
    outcomes = reminders.remind([with_desk, stranger, entry], by=admin)
    assert "Di Admin Lokal" in outcomes[0][1]
    assert "tidak melalui meja" in outcomes[1][1]
    assert outcomes[2][1] == ""
    assert letters().count() == 1


def test_a_team_that_is_gone_is_named(entry, admin):
    entry.created_by.holdings.update(ends_on=now().date())
    ((_, why),) = reminders.remind([entry], by=admin)
    assert "Tunjuk penanggung jawab" in why
    assert not Reminder.objects.exists()


def test_other_roles_are_refused(entry):
    with pytest.raises(Refused, match="Hanya Admin Lokal"):
        reminders.remind([entry], by=make.person(Role.SECRETARIAT))


def test_from_the_desk_to_the_letter(client, entry, admin):
    client.force_login(admin)
    page = text_of(client.get(REMIND, {"entry": entry.pk}))
    assert "Ingatkan tim dari 1 proposal?" in page
    assert "belum pernah" in page
    page = client.post(REMIND, {"entry": entry.pk, "words": ""}, follow=True)
    assert "Tim dari 1 proposal diingatkan lewat surel." in text_of(page)
    assert "diingatkan" in text_of(client.get("/proposal/meja/"))
    page = client.post(REMIND, {"entry": entry.pk, "words": ""}, follow=True)
    assert "Sudah diingatkan hari ini" in text_of(page)


def test_the_link_dials_only_a_number_of_the_profile(client, entry, admin):
    client.force_login(admin)
    assert "https://wa.me/?text=" in text_of(client.get(REMIND, {"entry": entry.pk}))
    User.objects.filter(pk=entry.created_by_id).update(phone="0812-3456-7890")
    page = text_of(client.get(REMIND, {"entry": entry.pk}))
    assert "https://wa.me/6281234567890?text=" in page
    assert 'rel="noopener noreferrer"' in page
    assert "81234567890" not in text_of(client.get("/proposal/meja/"))


def test_nobody_outside_the_desk_finds_the_number(client, entry):
    User.objects.filter(pk=entry.created_by_id).update(phone="081234567890")
    client.force_login(admin_of(make.draft()))
    page = client.get(REMIND, {"entry": entry.pk}, follow=True)
    assert "tidak ada di meja ini" in text_of(page)
    assert "81234567890" not in text_of(page)


@pytest.mark.parametrize(
    ("given", "dialled"),
    [
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("(0561) 123456", "62561123456"),
        ("", ""),
        ("123", ""),
        ("+1 202 555 0100", ""),
        ("0812345678901234", ""),
    ],
)
def test_numbers_as_people_write_them(given, dialled):
    assert messengers.dialled(given) == dialled


def test_the_text_is_part_of_the_address_and_nothing_else_is():
    link = messengers.whatsapp("Batas 3 Juni & besok? #1\nhttps://contoh.id/")
    assert link == (
        "https://wa.me/?text=Batas%203%20Juni%20%26%20besok%3F%20%231%0Ahttps%3A//contoh.id/"
    )


def test_the_page_costs_the_same_at_one_row_and_three(client, entry, admin):
    one, _ = cost(client, admin, f"{REMIND}?entry={entry.pk}")
    more = "&".join(f"entry={sibling(entry, 'DRAFT').pk}" for _ in range(2))
    assert cost(client, admin, f"{REMIND}?entry={entry.pk}&{more}")[0] == one <= 12


def test_a_returned_proposal_is_reminded_of_its_due_date(admin, entry):
    returned = sibling(entry, EntryState.RETURNED)
    reminders.remind([returned], by=admin)
    assert "dilengkapi paling lambat" in letters().get().body
    assert TeamMember.objects.filter(entry=returned).count() == 1
