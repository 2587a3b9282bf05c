"""The page of a proposal as its writers need it: what is missing, how long still, how many places, who
else is there."""

from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from submissions import missing, presence, queries, quotas
from submissions.models import EntryState, Quota, Section
from tests import make
from tests.doors import sign_in
from tests.submissions.whole import whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_fresh_cache")]


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


def page(client, entry, person) -> str:
    sign_in(client, person)
    return client.get(entry.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (0, "belum ada tulisan, paling banyak 20 kata · belum ada bukti dukung yang wajib"),
        (4, "4 dari 20 kata, lazimnya sekurang-kurangnya 5 · belum ada bukti dukung yang wajib"),
        (5, "5 dari 20 kata · belum ada bukti dukung yang wajib"),
        (20, "20 dari 20 kata · belum ada bukti dukung yang wajib"),
        (23, "23 dari 20 kata, kurangi 3 kata · belum ada bukti dukung yang wajib"),
    ],
)
def test_a_section_says_what_it_lacks(words, told):
    section = Section(word_limit=20, minimum_words=5, evidence_required=True)
    answer = make.draft().answers.first()
    answer.text = "kata " * words

    assert missing.of_section(queries.SectionRow(section, answer)) == told


def test_identity_and_documents_say_what_they_lack(client):
    proposal = whole()
    proposal.entry.attachments.filter(section=None)._raw_delete("default")

    html = page(client, proposal.entry, proposal.owner)

    assert "Belum ada tautan video" in html
    assert "Belum ada: Surat pernyataan" in html


def test_the_places_left_are_those_of_the_institution_in_the_group(client, owner):
    entry = make.draft(owner=owner)
    Quota.objects.filter(group=entry.group).update(places=2)
    assert quotas.around(entry) == quotas.Places(2, 0)
    assert "2 dari 2 tempat" in page(client, entry, owner)

    make.entry(EntryState.LODGED, owner=owner, of=entry.group)
    make.entry(EntryState.WITH_AGENCY, owner=owner, of=entry.group)
    make.entry(EntryState.LODGED, of=entry.group)  # of another institution

    assert quotas.around(entry) == quotas.Places(2, 1)
    make.entry(EntryState.REJECTED, owner=owner, of=entry.group)
    assert quotas.around(entry).left == 0
    assert "Tidak ada lagi tempat" in page(client, entry, owner)


def test_a_kind_of_institution_without_a_quota_has_no_place(owner):
    entry = make.draft(owner=owner)
    Quota.objects.filter(group=entry.group).delete()

    assert quotas.around(entry) == quotas.Places(0, 0)


def test_who_has_a_place_is_not_told_of_quotas(owner):
    assert quotas.around(make.entry(EntryState.LODGED, owner=owner)) is None


def test_who_writes_elsewhere_in_it_is_named(client, owner):
    entry = make.draft(owner=owner)
    colleague = make.person(Role.INNOVATOR, unit=owner.acting.unit)
    assert "Sedang dibuka" not in page(client, entry, owner)

    presence.note(entry.pk, "2", colleague)

    assert f"Sedang dibuka oleh {colleague} (bagian 2)." in page(client, entry, owner)
    assert "Sedang dibuka" not in page(client, entry, colleague)


def test_opening_a_section_is_seen_by_others_and_reading_it_is_not(client, owner):
    entry = make.draft(owner=owner)
    reader = make.person(Role.SECRETARIAT)
    for person in (owner, reader):
        sign_in(client, person)
        client.get(f"{entry.get_absolute_url()}bagian/2/")

    here = presence.others(entry.pk, make.person(Role.INNOVATOR, unit=make.unit()))
    assert here == [presence.Writer(str(owner), "2")]


def test_who_has_gone_is_forgotten(monkeypatch, owner):
    presence.note(7, "1", owner)
    later = presence.time.time() + presence.LASTS + 1
    monkeypatch.setattr(presence.time, "time", lambda: later)

    assert presence.others(7, make.person(Role.INNOVATOR, unit=make.unit())) == []


def test_days_and_hours_are_left_in_the_readers_zone(client):
    east = make.institution(region=make.region(timezone="Asia/Jayapura"))
    person = make.person(Role.INNOVATOR, unit=make.unit(of=east))
    entry = make.draft(owner=person)

    html = page(client, entry, person)

    assert "WIT</time>" in html
    assert "Tinggal" in html
