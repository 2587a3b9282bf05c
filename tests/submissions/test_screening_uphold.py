"""Letting a rejected entry pass after all: on an objection, by another person, before judging."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, transaction

from kipp.accounts.models import Role
from kipp.journal import moves
from kipp.journal.models import JournalLine, label_of
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import objections, screening
from submissions.models import Decision, Edition, Entry, EntryState, Verdict
from tests import make
from tests.make.entries import admin_of, now
from tests.submissions.test_lodging import at_once
from tests.submissions.test_screening import checked, lodged
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
WORDS = {"reason": "Suratnya sah.", "objection": "Surat asli disusulkan Admin Lokal."}


@pytest.fixture
def rejecter():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def other():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def entry(rejecter) -> Entry:
    """Rejected by an action, in a season that knows objections."""
    made = checked(lodged(), by=rejecter, verdict=Verdict.UNMET)
    Edition.objects.update(objections_can_be_upheld=True)
    screening.reject(made, "Surat tidak sah.", by=rejecter)
    return Entry.objects.get(pk=made.pk)


def upheld(entry: Entry, *, by, **given) -> Entry:
    return objections.uphold(entry, **{**WORDS, **given}, by=by)


def test_by_another_person_lets_the_entry_pass(entry, other):
    at = now()
    upheld(entry, by=other, reason="  Suratnya sah. ", at=at)

    again = Entry.objects.get(pk=entry.pk)
    assert (again.state, again.decided_at, again.code) == (EntryState.ACCEPTED, at, entry.code)
    decision = Decision.objects.get(verb="entry.uphold")
    assert (decision.line, decision.by, decision.at) == (again.last_line, other, at)
    assert (decision.reason, decision.objection) == (WORDS["reason"], WORDS["objection"])


def test_its_line_says_from_where_to_where_and_no_words(entry, other):
    upheld(entry, by=other)

    line = JournalLine.objects.get(verb="entry.uphold")
    assert (line.subject, line.by, line.role) == (label_of(entry), other, Role.SECRETARIAT)
    assert line.detail == {"from": "REJECTED", "to": "ACCEPTED"}


def test_tells_the_team_and_the_admin_lokal_what_and_why(entry, other):
    admin = admin_of(entry)
    upheld(entry, by=other)

    letters = Notice.objects.filter(event="entry.upheld", channel="MAIL")
    assert {entry.created_by, admin} <= {letter.recipient for letter in letters}
    for letter in letters:
        assert entry.code in letter.title
        assert WORDS["reason"] in letter.body
        assert WORDS["objection"] in letter.body


def test_in_a_season_without_objections_is_refused(entry, other):
    Edition.objects.update(objections_can_be_upheld=False)
    with unchanged(), pytest.raises(Refused, match="tidak mengenal keberatan"):
        upheld(entry, by=other)


def test_by_who_rejected_is_refused(entry, rejecter):
    with unchanged(), pytest.raises(Refused, match="orang lain"):
        upheld(entry, by=rejecter)


def test_by_who_rejected_under_another_holding_is_refused(entry, rejecter):
    again = make.holding(rejecter, Role.SECRETARIAT, institution=make.institution())
    with unchanged(), pytest.raises(Refused, match="orang lain"):
        upheld(entry, by=rejecter.act_as(again))


@pytest.mark.parametrize(
    ("given", "why"),
    [({"reason": " "}, "alasan"), ({"objection": "\n"}, "pokok keberatan")],
)
def test_without_words_is_refused(entry, other, given, why):
    with unchanged(), pytest.raises(Refused, match=why):
        upheld(entry, by=other, **given)


@pytest.mark.parametrize("relation", ["same", "parent"])
def test_of_ones_own_institution_is_refused(entry, relation):
    home = entry.innovation.institution
    if relation == "parent":
        home.parent = make.institution()
        home.save(update_fields=["parent"])
    mine = make.person(Role.SECRETARIAT, institution=home if relation == "same" else home.parent)
    with unchanged(), pytest.raises(Refused, match="instansi Anda sendiri"):
        upheld(entry, by=mine)


@pytest.mark.parametrize("role", [one for one in Role if one != Role.SECRETARIAT])
def test_by_another_role_is_refused(entry, role):
    with unchanged(), pytest.raises(Refused, match="wewenang"):
        upheld(entry, by=make.person(role))


@pytest.mark.parametrize("state", [one for one in EntryState if one != EntryState.REJECTED])
def test_from_another_state_is_refused(other, state):
    entry = make.entry(state)
    Edition.objects.update(objections_can_be_upheld=True)
    with unchanged(), pytest.raises(Refused, match="statusnya"):
        upheld(entry, by=other)


def test_ends_when_judging_begins(entry, other):
    opens = entry.edition.judging_opens_at
    for late in (opens, opens + SECOND):
        with unchanged(), pytest.raises(Refused, match="Penilaian sudah dimulai"):
            upheld(entry, by=other, at=late)
    upheld(entry, by=other, at=opens - SECOND)


def test_twice_is_refused(entry, other):
    upheld(entry, by=other)
    with unchanged(), pytest.raises(Refused, match="statusnya"):
        upheld(entry, by=make.person(Role.SECRETARIAT))


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_uphold_once(entry, other):
    third = make.person(Role.SECRETARIAT)

    outcomes = at_once(lambda: upheld(entry, by=other), lambda: upheld(entry, by=third))

    assert sorted(type(one).__name__ for one in outcomes) == ["Entry", "Refused"]
    decision = Decision.objects.get(verb="entry.uphold")
    assert decision.line == Entry.objects.get(pk=entry.pk).last_line
    assert JournalLine.objects.filter(verb="entry.uphold").count() == 1


# --- what the database refuses by itself ------------------------------------------------------


def test_the_database_refuses_the_move_by_who_rejected(entry, rejecter):
    with pytest.raises(Error, match="does not uphold"), transaction.atomic():
        moves.move(entry, "entry.uphold", by=rejecter, at=now())
    assert Entry.objects.get(pk=entry.pk).state == EntryState.REJECTED


@pytest.mark.parametrize("missing", ["reason", "objection"])
def test_the_database_wants_the_words(entry, other, missing):
    words = {**WORDS, missing: ""}
    with pytest.raises(Error, match=r"has_one|on_which_objection"), transaction.atomic():
        Decision.objects.create(
            entry=entry, line=entry.last_line, verb="entry.uphold", by=other, at=now(), **words
        )


def test_the_database_keeps_objections_to_decisions_that_uphold_one(entry, other):
    with pytest.raises(Error, match="on_which_objection"), transaction.atomic():
        Decision.objects.create(
            entry=entry, line=entry.last_line, verb="entry.reject", by=other, at=now(), **WORDS
        )


# --- the page ---------------------------------------------------------------------------------


def page_of(client, entry: Entry, by) -> str:
    client.force_login(by)
    return client.get(f"/proposal/seleksi/{entry.pk}/").content.decode()


def test_the_page_offers_it_to_another_person_only(client, entry, rejecter, other):
    url = f"/proposal/seleksi/{entry.pk}/keberatan/"
    assert url in page_of(client, entry, other)
    assert url not in page_of(client, entry, rejecter)
    assert client.get(url).status_code == 404


def test_the_page_does_not_offer_it_in_a_season_without_objections(client, entry, other):
    Edition.objects.update(objections_can_be_upheld=False)
    url = f"/proposal/seleksi/{entry.pk}/keberatan/"
    assert url not in page_of(client, entry, other)
    assert client.get(url).status_code == 404


def test_the_page_does_not_offer_it_once_judging_has_begun_and_keeps_what_was_written(
    client, entry, other
):
    Edition.objects.update(judging_opens_at=now())
    url = f"/proposal/seleksi/{entry.pk}/keberatan/"
    assert url not in page_of(client, entry, other)

    answer = client.post(url, WORDS).content.decode()

    assert "Penilaian sudah dimulai" in answer
    assert WORDS["objection"] in answer
    assert Entry.objects.get(pk=entry.pk).state == EntryState.REJECTED


def test_the_form_shows_the_rejection_and_asks_for_both(client, entry, other):
    client.force_login(other)
    url = f"/proposal/seleksi/{entry.pk}/keberatan/"
    assert "Surat tidak sah." in client.get(url).content.decode()

    answer = client.post(url, {"objection": "", "reason": " "}).content.decode()

    assert "<title>Galat:" in answer
    assert "Tulis pokok keberatannya." in answer
    assert "Tulis alasannya." in answer


def test_the_form_lets_the_entry_pass_and_the_page_tells_the_whole_story(client, entry, other):
    client.force_login(other)
    url = f"/proposal/seleksi/{entry.pk}/keberatan/"

    done = client.post(url, WORDS, follow=True).content.decode()

    assert "Keberatan diterima: proposal" in done
    assert Entry.objects.get(pk=entry.pk).state == EntryState.ACCEPTED
    page = page_of(client, entry, other)
    for words in ("Surat tidak sah.", *WORDS.values()):
        assert words in page
    assert url not in page
    assert client.get(url).status_code == 404
