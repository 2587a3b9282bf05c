"""What the page of a section saves by itself: kept, refused or compared, and never lost on the way."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.web import sessions
from submissions import presence
from submissions.actions import entries
from submissions.models import Answer, TeamMember
from tests import make
from tests.doors import sign_in
from tests.make.entries import admin_of
from tests.submissions.unchanged import unchanged
from tests.world import WHO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_fresh_cache")]


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


def where(entry, code: str = "1") -> str:
    return reverse("submissions:answer-save", kwargs={"pk": entry.pk, "code": code})


def save(client, entry, text, *, version=1, code="1", **headers):
    named = {"If-Match": f'"{version}"'} if version is not None else {}
    body = json.dumps({"text": text})
    kind = "application/json"
    return client.put(where(entry, code), body, content_type=kind, headers=named | headers)


def stored(entry, code: str = "1") -> tuple[str, int]:
    answer = Answer.objects.get(entry=entry, section__code=code)
    return answer.text, answer.version


def test_words_are_kept_and_the_next_version_named(client, owner, entry):
    sign_in(client, owner)
    lines = JournalLine.objects.count()

    answer = save(client, entry, "Sepuluh menit, dulu tiga jam.")

    told = answer.json()
    assert answer.status_code == 200
    assert (told["version"], told["words"], told["over"], told["others"]) == (2, 5, 0, [])
    assert told["saved"].startswith("Tersimpan ")
    assert answer["ETag"] == '"2"'
    assert stored(entry) == ("Sepuluh menit, dulu tiga jam.", 2)
    assert JournalLine.objects.count() == lines


def test_a_save_whose_answer_was_lost_may_be_sent_again(client, owner, entry):
    sign_in(client, owner)
    save(client, entry, "Sekali lagi.")

    answer = save(client, entry, "Sekali lagi. ")

    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert stored(entry) == ("Sekali lagi.", 2)


def test_a_stale_save_gets_both_texts_and_overwrites_nothing(client, owner, entry):
    entries.answer(entry, entry.form.sections.get(code="1"), "Yang tersimpan.", by=owner)
    sign_in(client, owner)

    with unchanged():
        answer = save(client, entry, "Yang diketik.", version=1)

    told = answer.json()
    assert answer.status_code == 412
    assert (told["version"], told["values"]) == (2, {"text": "Yang tersimpan."})
    assert told["by"] == str(owner)
    assert answer["ETag"] == '"2"'
    assert save(client, entry, "Yang diketik.", version=told["version"]).status_code == 200


def test_what_is_kept_is_told_and_why_it_is_closed(client, owner, entry):
    sign_in(client, owner)
    text, version = stored(entry)
    told = {"version": version, "values": {"text": text}}

    assert client.get(where(entry)).json() == told | {"closed": ""}

    entries.send(entry, by=owner)
    with unchanged():
        answer = client.get(where(entry))

    assert answer.json()["closed"].startswith("Proposal tidak dapat diubah")
    assert answer["Cache-Control"].count("no-store") == 1


def test_a_first_answer_begins_at_nought(client, owner, entry):
    entry.answers.all()._raw_delete(entry.answers.db)
    sign_in(client, owner)

    assert save(client, entry, "Pertama.", version=0).json()["version"] == 1
    assert save(client, entry, "Dari tab lain.", version=0).status_code == 412


def test_too_many_words_are_kept_and_counted(client, owner, entry):
    sign_in(client, owner)
    limit = entry.form.sections.get(code="1").word_limit

    told = save(client, entry, "kata " * (limit + 3)).json()

    assert (told["words"], told["over"]) == (limit + 3, 3)
    assert told["lacks"] == f"{limit + 3} dari {limit} kata, kurangi 3 kata"


def test_after_the_last_moment_nothing_is_kept(client, owner, entry):
    entry.group.opens_at, entry.group.closes_at = (
        make.entries.now() - 9 * make.entries.DAY,
        (make.entries.now() - make.entries.DAY),
    )
    entry.group.save(update_fields=["opens_at", "closes_at"])
    sign_in(client, owner)

    with unchanged():
        answer = save(client, entry, "Terlambat.")

    assert answer.status_code == 409
    assert "sudah ditutup" in answer.json()["refusal"]


def test_who_may_only_read_is_refused_in_words(client, entry):
    reader = make.person(
        Role.INNOVATOR,
        unit=entry.innovation.unit,
        institution=entry.innovation.institution,
    )
    TeamMember.objects.create(entry=entry, user=reader, can_edit=False)
    sign_in(client, reader)

    with unchanged():
        assert save(client, entry, "Diam-diam.").status_code == 409


@pytest.mark.parametrize("who", [who for who in WHO if who not in ("owner", "admin", "anonymous")])
def test_to_everybody_else_the_door_does_not_exist(world, client, who):
    sign_in(client, world.people[who])

    with unchanged():
        assert save(client, world.entry, "Masuk.").status_code == 404


def test_the_admin_lokal_saves_only_while_it_lies_with_him(client, owner, entry):
    sign_in(client, admin_of(entry))
    assert save(client, entry, "Dari meja.").status_code == 409

    entries.send(entry, by=owner)

    assert save(client, entry, "Dari meja.").status_code == 200


def test_a_session_that_is_over_is_no_log_in_page(client, entry):
    with unchanged():
        answer = save(client, entry, "Sesi habis.")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/json"


def test_words_of_one_are_not_saved_as_another(client, owner, entry):
    sign_in(client, owner)
    mine, other = sessions.bearer(owner), f"{owner.pk}-0"

    with unchanged():
        assert save(client, entry, "Bukan saya.", **{"X-Bearer": other}).status_code == 401
    assert save(client, entry, "Saya.", **{"X-Bearer": mine}).status_code == 200


@pytest.mark.parametrize("version", ["", "1", 'W/"1"', '"x"', '"-1"', "*", f'"{"9" * 40}"'])
def test_a_save_names_its_version(client, owner, entry, version):
    sign_in(client, owner)

    with unchanged():
        answer = save(client, entry, "Tanpa versi.", version=None, **{"If-Match": version})

    assert answer.status_code == 428


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}",
        b'{"text": null}',
        b"[]",
        b"\xff\xfe",
        b'{"text": "\\u0000"}',
        b'{"text": "' + b"a" * 200_001 + b'"}',
    ],
)
def test_what_cannot_be_kept_is_refused(client, owner, entry, body):
    sign_in(client, owner)
    headers = {"If-Match": '"1"'}

    with unchanged():
        answer = client.put(where(entry), body, content_type="application/json", headers=headers)

    assert answer.status_code == 422
    assert answer.json()["refusal"]


def test_a_body_without_end_is_not_read(client, owner, entry):
    sign_in(client, owner)

    with unchanged():
        assert save(client, entry, "a" * 2_100_000).status_code == 413


def test_half_a_character_does_not_stop_the_words_around_it(client, owner, entry):
    sign_in(client, owner)

    assert save(client, entry, "Sebelum \ud83d sesudah.").status_code == 200
    assert stored(entry)[0] == "Sebelum ? sesudah."


def test_a_section_that_is_not_there(client, owner, entry):
    sign_in(client, owner)

    assert save(client, entry, "Lain.", code="99").status_code == 404


def test_without_the_token_of_the_page_nothing_is_kept(owner, entry):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)

    with unchanged():
        assert save(strict, entry, "Dari situs lain.").status_code == 403


def test_others_at_the_same_proposal_are_named(client, owner, entry):
    colleague = make.person(Role.INNOVATOR, unit=entry.innovation.unit)
    presence.note(entry.pk, "2", colleague)
    sign_in(client, owner)

    assert save(client, entry, "Berdua.").json()["others"] == [f"{colleague} (bagian 2)"]
    assert [one.name for one in presence.others(entry.pk, colleague)] == [str(owner)]


def test_it_does_not_lengthen_the_session(client, owner, entry):
    """Saving by itself is no sign that somebody sits there: who types is asked in time."""
    sign_in(client, owner)
    mine = Session.objects.filter(session_key=client.session.session_key)
    ends = mine.get().expire_date

    save(client, entry, "Ditinggal makan siang.")

    assert mine.get().expire_date == ends
