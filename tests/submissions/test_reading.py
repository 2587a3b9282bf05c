"""A whole proposal on one page, for its team, its Admin Lokal and the secretariat."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kipp.accounts.models import Role
from submissions.actions import lodging, screening
from submissions.models import Entry, Section
from tests import make
from tests.make.entries import admin_of
from tests.submissions.test_attachments import attach

pytestmark = pytest.mark.django_db


def page(client, person, entry) -> str:
    client.force_login(person)
    return client.get(reverse("submissions:entry-read", kwargs={"pk": entry.pk})).content.decode()


def write(entry, code, text) -> None:
    entry.answers.filter(section__code=code).update(text=text)


@pytest.fixture
def entry():
    made = make.with_agency(title="Antar Obat Desa")
    write(made, "1", "Kalimat bagian satu.\n\nAlinea kedua.")
    write(made, "2", "Kalimat bagian dua <penting>.")
    return made


def test_every_section_stands_on_it_for_all_who_may_read(client, entry):
    people = [make.owner_of(entry), admin_of(entry), make.person(Role.SECRETARIAT)]
    for person in people:
        body = page(client, person, entry)
        assert "Belum diajukan" in body
        assert "<p>Kalimat bagian satu.</p>" in body
        assert "<p>Alinea kedua.</p>" in body
        assert "Kalimat bagian dua &lt;penting&gt;." in body
        assert all(f"{one.code}. {one.title}" in body for one in Section.objects.all())


def test_after_lodging_it_is_the_frozen_version_and_in_a_return_the_words_of_the_team(
    client, entry
):
    admin, screener = admin_of(entry), make.person(Role.SECRETARIAT)
    lodgement = lodging.lodge(entry, by=admin)
    write(entry, "1", "Ditulis sesudahnya.")
    body = page(client, admin, entry)
    assert lodgement.sha256 in body
    assert "Kalimat bagian satu." in body
    assert "Ditulis sesudahnya." not in body
    screening.return_once(Entry.objects.get(pk=entry.pk), [(None, "Perjelas.")], by=screener)
    body = page(client, admin, entry)
    assert "Ditulis sesudahnya." in body
    assert lodgement.sha256 not in body


def test_an_empty_section_says_so_and_a_file_is_a_link(client):
    entry = make.draft()
    owner = make.owner_of(entry)
    write(entry, "2", "")
    file = attach(entry, owner)
    body = page(client, owner, entry)
    assert "Tidak diisi." in body
    assert reverse("submissions:attachment-open", kwargs={"pk": file.pk}) in body


def test_the_pages_of_the_proposal_lead_to_it(client, entry):
    url = reverse("submissions:entry-read", kwargs={"pk": entry.pk})
    client.force_login(admin_of(entry))
    assert url in client.get(entry.get_absolute_url()).content.decode()
    assert url in client.get(reverse("submissions:agency-desk")).content.decode()


@pytest.mark.parametrize("sections", [2, 9])
def test_it_asks_as_much_for_nine_sections_as_for_two(
    client, sections, django_assert_max_num_queries
):
    group = make.group(make.edition(), code="panjang", sections=sections)
    entry = make.draft(of=group)
    client.force_login(make.owner_of(entry))
    url = reverse("submissions:entry-read", kwargs={"pk": entry.pk})
    with django_assert_max_num_queries(10):
        assert client.get(url).content.decode().count("<h3") == sections
