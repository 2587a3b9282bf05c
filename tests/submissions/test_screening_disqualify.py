"""Out after acceptance: by two people of the secretariat, with evidence, or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import screening
from submissions.models import Decision, Entry, EntryState
from tests import make
from tests.make.entries import admin_of, now
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db

REASON = "Data dampak terbukti palsu: surat BPS 12/2025."


@pytest.fixture
def screener():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def second():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def entry() -> Entry:
    return make.accepted_entry()


def test_by_two_people_with_evidence(entry, screener, second):
    admin = admin_of(entry)
    screening.disqualify(entry, f" {REASON} ", by=screener, second=second)

    assert Entry.objects.get(pk=entry.pk).state == EntryState.DISQUALIFIED
    decision = Decision.objects.get(verb="entry.disqualify")
    assert (decision.by, decision.second, decision.reason) == (screener, second, REASON)
    line = JournalLine.objects.get(verb="entry.disqualify")
    assert line.detail == {"from": "ACCEPTED", "to": "DISQUALIFIED", "second": second.pk}
    letters = Notice.objects.filter(event="entry.disqualified", channel="MAIL")
    assert {entry.created_by, admin} <= {letter.recipient for letter in letters}
    assert all(REASON in letter.body for letter in letters)


def not_confirmed(entry, by):
    person = make.person(None)
    make.holding(person, Role.SECRETARIAT, confirmed_by=None)
    return person


def gone(entry, by):
    person = make.person(None)
    make.holding(person, Role.SECRETARIAT, ends_on=timezone.localdate() - timedelta(days=1))
    return person


def shut_out(entry, by):
    person = make.person(Role.SECRETARIAT)
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


def of_the_institution(entry, by):
    return make.person(Role.SECRETARIAT, institution=entry.innovation.institution)


def of_its_parent(entry, by):
    home = entry.innovation.institution
    home.parent = make.institution()
    home.save(update_fields=["parent"])
    return make.person(Role.SECRETARIAT, institution=home.parent)


@pytest.mark.parametrize(
    "who",
    [
        lambda entry, by: by,
        lambda entry, by: make.person(Role.EVALUATOR),
        lambda entry, by: make.person(None),
        not_confirmed,
        gone,
        shut_out,
        of_the_institution,
        of_its_parent,
    ],
)
def test_without_a_second_person_who_counts_is_refused(entry, screener, who):
    second = who(entry, screener)
    with unchanged(), pytest.raises(Refused, match="orang kedua"):
        screening.disqualify(entry, REASON, by=screener, second=second)
    assert not Decision.objects.filter(verb="entry.disqualify").exists()


def test_without_a_reason_is_refused(entry, screener, second):
    with unchanged(), pytest.raises(Refused, match="alasan dan bukti"):
        screening.disqualify(entry, " \n", by=screener, second=second)


def test_of_ones_own_institution_is_refused(entry, second):
    mine = make.person(Role.SECRETARIAT, institution=entry.innovation.institution)
    with unchanged(), pytest.raises(Refused, match="instansi Anda sendiri"):
        screening.disqualify(entry, REASON, by=mine, second=second)


@pytest.mark.parametrize("role", [one for one in Role if one != Role.SECRETARIAT])
def test_by_another_role_is_refused(entry, second, role):
    with unchanged(), pytest.raises(Refused, match="wewenang"):
        screening.disqualify(entry, REASON, by=make.person(role), second=second)


@pytest.mark.parametrize("state", [one for one in EntryState if one != EntryState.ACCEPTED])
def test_from_another_state_is_refused(screener, second, state):
    entry = make.entry(state)
    with unchanged(), pytest.raises(Refused, match="statusnya"):
        screening.disqualify(entry, REASON, by=screener, second=second)


def test_twice_is_refused(entry, screener, second):
    screening.disqualify(entry, REASON, by=screener, second=second)
    with unchanged(), pytest.raises(Refused, match="statusnya"):
        screening.disqualify(entry, REASON, by=second, second=screener)


@pytest.mark.parametrize("second", [None, "self"])
def test_the_database_wants_a_second_person(entry, screener, second):
    given = {"second": screener if second else None, "reason": REASON}
    with pytest.raises(Error, match="second_person"), transaction.atomic():
        Decision.objects.create(
            entry=entry,
            line=entry.last_line,
            verb="entry.disqualify",
            by=screener,
            at=now(),
            **given,
        )


def test_the_database_wants_the_reason(entry, screener, second):
    with pytest.raises(Error, match="has_one"), transaction.atomic():
        Decision.objects.create(
            entry=entry,
            line=entry.last_line,
            verb="entry.disqualify",
            by=screener,
            second=second,
            at=now(),
        )
