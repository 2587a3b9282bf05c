from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import profiles
from submissions.models import Profile
from tests import make
from tests.make.entries import admin_of

pytestmark = pytest.mark.django_db

TEXTS = {"summary": "Antrean hilang.", "impact": "Dari 7 hari menjadi 1 hari.", "contact": ""}


def filled(entry) -> Profile:
    return profiles.fill(entry.innovation, TEXTS, by=entry.created_by)


def test_owner_fills_and_secretariat_releases():
    entry, by = make.accepted_entry(), make.person(Role.SECRETARIAT)

    profiles.release(filled(entry), by=by)

    profile = Profile.objects.released().get()
    assert (profile.summary, profile.released_by) == ("Antrean hilang.", by)
    verbs = JournalLine.objects.filter(verb__startswith="profile.").values_list("verb", "by")
    assert set(verbs) == {("profile.fill", entry.created_by_id), ("profile.release", by.pk)}
    assert JournalLine.objects.get(verb="profile.fill").detail == {"fields": ["summary", "impact"]}


def test_changing_a_released_profile_takes_it_from_the_public():
    entry = make.accepted_entry()
    profiles.release(filled(entry), by=make.person(Role.SECRETARIAT))

    changed = TEXTS | {"summary": "Antrean hilang sama sekali."}
    profiles.fill(entry.innovation, changed, by=entry.created_by)

    assert not Profile.objects.released().exists()
    assert Profile.objects.get().summary == "Antrean hilang sama sekali."


def test_profile_without_a_summary_is_refused():
    entry = make.accepted_entry()
    with pytest.raises(Refused, match="ringkasan"):
        profiles.fill(entry.innovation, {"summary": " "}, by=entry.created_by)
    assert not Profile.objects.exists()


def test_what_was_changed_after_reading_is_not_released():
    entry = make.accepted_entry()
    read = filled(entry)
    profiles.fill(entry.innovation, TEXTS | {"summary": "Lain."}, by=entry.created_by)

    with pytest.raises(Refused, match="diubah"):
        profiles.release(read, by=make.person(Role.SECRETARIAT))

    assert not Profile.objects.released().exists()


def test_release_is_refused_twice_and_to_anybody_else():
    entry = make.accepted_entry()
    profile, by = filled(entry), make.person(Role.SECRETARIAT)
    with pytest.raises(Refused, match="Sekretariat"):
        profiles.release(profile, by=admin_of(entry))
    profiles.release(profile, by=by)
    with pytest.raises(Refused, match="sudah terbit"):
        profiles.release(profile, by=by)


def test_pages(client):
    entry = make.accepted_entry()
    client.force_login(entry.created_by)
    url = f"/proposal/inovasi/{entry.innovation_id}/profil/"
    assert "Ringkasan" in client.get(url).content.decode()
    missing = client.post(url, {"summary": ""})
    assert "<title>Galat:" in missing.content.decode()
    assert client.post(url, TEXTS).status_code == 302

    client.force_login(make.person(Role.SECRETARIAT))
    profile = Profile.objects.get()
    assert entry.innovation.title in client.get("/proposal/profil/").content.decode()
    page = client.get(f"/proposal/profil/{profile.pk}/terbitkan/")
    read_at = page.context["form"]["read_at"].value()
    done = client.post(f"/proposal/profil/{profile.pk}/terbitkan/", {"read_at": read_at})
    assert done.status_code == 302
    assert Profile.objects.released().get() == profile


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_many_queries_for_three_rows_as_for_one(
    rows, client, django_assert_max_num_queries
):
    for _ in range(rows):
        filled(make.accepted_entry())
    client.force_login(make.person(Role.SECRETARIAT))
    with django_assert_max_num_queries(6):
        client.get("/proposal/profil/")
