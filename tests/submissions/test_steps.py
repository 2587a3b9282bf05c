"""What the page of a proposal says is to be done next, and what still waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kipp.accounts.models import Role
from submissions.actions import attachments, deadlines, entries, lodging, remarks, screening
from submissions.models import Entry, TeamMember
from tests import make
from tests.make.entries import admin_of
from tests.submissions.test_attachments import attach

pytestmark = pytest.mark.django_db

VIDEO = "https://contoh.id/video"


def given_back(*codes: str, general: bool = False) -> Entry:
    """A finished draft that came back with a remark at each of these sections."""
    entry = make.with_agency(video_url=VIDEO)
    notes = [(section_of(entry, code), "Tambahkan angkanya.") for code in codes]
    notes += [(None, "Perbarui suratnya.")] if general else []
    return lodging.give_back(entry, notes, by=admin_of(entry))


def returned(*codes: str) -> Entry:
    entry = make.with_agency(video_url=VIDEO)
    lodging.lodge(entry, by=admin_of(entry))
    notes = [(section_of(entry, code), "Tambahkan angkanya.") for code in codes]
    return screening.return_once(entry, notes, by=make.person(Role.SECRETARIAT))


def section_of(entry: Entry, code: str):
    return entry.form.sections.get(code=code)


def mend(entry: Entry, code: str) -> None:
    entries.answer(entry, section_of(entry, code), "Kini 41 persen.", by=make.owner_of(entry))


def page(client, person, entry, tail: str = ""):
    client.force_login(person)
    return client.get(f"{entry.get_absolute_url()}{tail}")


def step(client, person, entry):
    return page(client, person, entry).context["step"]


def test_a_section_with_a_remark_is_not_ready_until_it_is_changed(client):
    entry = given_back("2")
    owner = make.owner_of(entry)

    told = step(client, owner, entry)
    assert told.text == "3 dari 4 bagian siap. Lanjutkan dengan “2. Bagian 2”: perlu diperbaiki."
    assert told.url.endswith("/bagian/2/")

    mend(entry, "2")
    told = step(client, owner, entry)
    assert told.text == (
        "Semua bagian terisi. 1 catatan masih terbuka: pastikan semuanya sudah "
        "ditindaklanjuti. Kirim proposal agar Admin Lokal memeriksa dan mengajukannya."
    )
    assert told.url.endswith("/kirim/")


def test_the_same_words_saved_again_mend_nothing(client):
    entry = given_back("1")
    owner, section = make.owner_of(entry), section_of(entry, "1")
    entries.answer(entry, section, entry.answers.get(section=section).text, by=owner)

    assert "perlu diperbaiki" in step(client, owner, entry).text


@pytest.mark.parametrize("how", ["attached", "removed"])
def test_a_file_put_or_taken_away_is_a_change_too(client, how):
    entry = make.draft(video_url=VIDEO)
    owner = make.owner_of(entry)
    section = section_of(entry, "1")
    file = attach(entry, owner) if how == "removed" else None
    remarks.add(entry, [(section, "Ganti buktinya.")], by=admin_of(entry))
    assert "perlu diperbaiki" in step(client, owner, entry).text

    if file:
        attachments.remove(file, by=owner)
    else:
        attach(entry, owner)
    assert "Semua bagian terisi." in step(client, owner, entry).text


@pytest.mark.parametrize("tail", ["", "periksa/", "kirim/"])
def test_a_general_remark_is_spoken_of_wherever_one_would_send(client, tail):
    entry = given_back(general=True)

    html = page(client, make.owner_of(entry), entry, tail).content.decode()

    assert "1 catatan masih terbuka" in html


@pytest.mark.parametrize("tail", ["", "periksa/", "kirim/"])
def test_without_a_remark_nothing_is_said_to_be_open(client, tail):
    entry = make.draft(video_url=VIDEO)

    html = page(client, make.owner_of(entry), entry, tail).content.decode()

    assert "masih terbuka" not in html


def test_a_return_leads_from_one_asked_section_to_the_next_and_then_to_the_desk(client):
    entry = returned("1", "2")
    owner, admin = make.owner_of(entry), admin_of(entry)
    assert step(client, owner, entry).action == "Lengkapi bagian 1"
    assert "belum mengubah bagian 1, 2" in step(client, admin, entry).text

    mend(entry, "1")
    assert step(client, owner, entry).action == "Lengkapi bagian 2"

    mend(entry, "2")
    assert "Minta Admin Lokal mengajukannya kembali" in step(client, owner, entry).text
    told = step(client, admin, entry)
    assert told.text.startswith("Periksa perbaikan tim")
    assert told.url.endswith("/ajukan-kembali/")


def test_what_was_asked_is_not_still_to_be_mended_once_it_is_too_late(client):
    entry = returned("1")
    owner = make.owner_of(entry)
    due = entry.return_due_at + timedelta(seconds=1)
    deadlines.relodge_overdue(at=due)

    shown = page(client, owner, entry)
    assert not shown.context["remarks"]
    assert "memeriksa versi semula" in shown.context["step"].text
    assert "Perlu diperbaiki" not in shown.content.decode()


def test_who_may_only_read_is_not_told_to_write_or_send(client):
    entry = make.draft()
    reader = make.person(Role.INNOVATOR, unit=entry.innovation.unit)
    TeamMember.objects.create(entry=entry, user=reader, can_edit=False)

    shown = page(client, reader, entry)

    assert shown.context["step"].url == ""
    assert f"{entry.get_absolute_url()}kirim/" not in shown.content.decode()
    assert page(client, reader, entry, "kirim/").status_code == 302
