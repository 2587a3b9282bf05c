"""What an innovation has won before: found it is known, not found it is for people to say."""

from __future__ import annotations

import csv

import pytest

from kipp.accounts.models import Institution, Role
from kipp.journal.moves import Refused
from submissions import honours
from submissions.actions import catalogue, lodging, readiness
from submissions.actions.precheck import Outcome
from submissions.models import Entry, Group
from tests import make
from tests.make.entries import admin_of
from tests.submissions.test_precheck import read

pytestmark = pytest.mark.django_db


def found(entry: Entry) -> tuple[str, str]:
    checks = readiness.checks(read(entry))
    one = next(one for one in checks if one.code == "awarded")
    return one.outcome, one.reason


def listed(level: str) -> dict[str, str]:
    with catalogue.SHIPPED.open(newline="") as file:
        return next(row for row in csv.DictReader(file) if row["level"] == level)


def again(entry: Entry, **given) -> Entry:
    """A draft of the same innovation in another season."""
    return make.draft(owner=make.owner_of(entry), innovation=entry.innovation, **given)


def of_the_list(level: str) -> Entry:
    row = listed(level)
    home = make.institution(code=row["institution_code"])
    catalogue.load()
    owner = make.person(Role.INNOVATOR, unit=make.unit(home))
    return make.with_agency(owner=owner, title=f" {row['title'].upper()}")


def test_nothing_found_is_left_to_people_and_never_a_pass():
    outcome, reason = found(make.draft())
    assert outcome == Outcome.PERSON
    assert "tidak lengkap" in reason


@pytest.mark.django_db(transaction=True)
def test_a_title_that_was_terpuji_is_not_lodged_again():
    entry = of_the_list("TERPUJI")
    outcome, reason = found(entry)
    assert (outcome, "Terpuji" in reason) == (Outcome.FAIL, True)
    with pytest.raises(Refused, match="pernah mendapat Terpuji"):
        lodging.lodge(entry, by=admin_of(entry))


@pytest.mark.parametrize("level", ["TOP99", "FINALIST", "OPSI"])
def test_one_honour_of_another_kind_is_named_for_people(level):
    outcome, reason = found(of_the_list(level))
    assert outcome == Outcome.PERSON
    assert honours.LEVELS[level] in reason


def test_the_same_title_of_another_institution_is_not_meant():
    row = listed("TERPUJI")
    catalogue.load()
    assert not Institution.objects.filter(code=row["institution_code"]).exists()
    assert "pernah" not in found(make.draft(title=row["title"]))[1]


@pytest.mark.parametrize(
    ("level", "outcome"), [("Terpuji", Outcome.FAIL), ("Top 99", Outcome.PERSON)]
)
def test_an_award_of_the_portal_is_known_while_it_stands(level, outcome):
    award = make.award(level=level)
    entry = again(award.entry)
    assert found(entry)[0] == outcome
    assert f"{level} {award.entry.edition.year}" in found(entry)[1]
    make.revoked(award)
    assert "pernah" not in found(entry)[1]


def test_top_99_twice_is_enough():
    first = make.award(level="Top 99")
    owner = make.owner_of(first.entry)
    assert found(again(first.entry))[0] == Outcome.PERSON
    second = make.accepted_entry(innovation=first.innovation, owner=owner)
    make.award(second, level="Top 99")
    assert found(again(first.entry))[0] == Outcome.FAIL


def test_a_replication_is_not_asked():
    entry = make.draft()
    Group.objects.filter(pk=entry.group_id).update(earlier_awards={})
    assert found(entry)[0] == Outcome.PASS
