"""The rules on age, for every day there is (hypothesis): month ends, leap days, extensions."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kipp.accounts.models import Role
from submissions.actions import deadlines, precheck, readiness
from submissions.models import Edition, Group
from tests import make
from tests.submissions.test_precheck import read

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
MONTHS = st.integers(min_value=0, max_value=120)


def months_between(day: date, later: date) -> int:
    return (later.year - day.year) * 12 + later.month - day.month


@given(day=DAYS, months=MONTHS)
@example(day=date(2024, 2, 29), months=12)
@example(day=date(2023, 8, 31), months=6)
@example(day=date(2023, 1, 31), months=1)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months):
    later = precheck.months_after(day, months)
    last = calendar.monthrange(later.year, later.month)[1]
    assert months_between(day, later) == months
    assert later.day == day.day or (later.day == last and last < day.day)


@given(day=DAYS, months=MONTHS, more=MONTHS)
def test_going_on_in_two_steps_never_overtakes_one(day, months, more):
    """A month end that was cut stays cut: 31 January, a month and a month, is 28 March."""
    stepped = precheck.months_after(precheck.months_after(day, months), more)
    assert stepped <= precheck.months_after(day, months + more) <= stepped + timedelta(days=3)


@given(day=DAYS, earlier=st.integers(0, 4000), months=MONTHS, reference=DAYS)
@example(day=date(2024, 2, 29), earlier=1, months=24, reference=date(2026, 2, 28))
def test_an_older_start_never_turns_pass_into_fail(day, earlier, months, reference):
    if precheck.is_old_enough(day, months, reference):
        assert precheck.is_old_enough(day - timedelta(days=earlier), months, reference)


@given(day=DAYS, months=MONTHS, reference=DAYS, later=st.integers(0, 4000))
def test_a_later_reference_day_never_turns_pass_into_fail(day, months, reference, later):
    if precheck.is_old_enough(day, months, reference):
        assert precheck.is_old_enough(day, months, reference + timedelta(days=later))


@given(day=DAYS, months=MONTHS, fewer=MONTHS, reference=DAYS)
def test_asking_for_fewer_months_never_turns_pass_into_fail(day, months, fewer, reference):
    if precheck.is_old_enough(day, months, reference):
        assert precheck.is_old_enough(day, min(fewer, months), reference)


@given(day=DAYS, months=MONTHS)
def test_it_is_old_enough_from_one_very_day_on(day, months):
    first = precheck.months_after(day, months)
    assert precheck.is_old_enough(day, months, first)
    assert not precheck.is_old_enough(day, months, first - timedelta(days=1))


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(days=st.integers(1, 20), age=st.integers(0, 1500), months=st.integers(1, 36))
def test_an_extension_moves_neither_the_reference_day_nor_an_age(days, age, months, db):
    reference = date(2025, 6, 3)
    entry = make.draft(started_on=reference - timedelta(days=age))
    Edition.objects.filter(pk=entry.edition_id).update(eligibility_reference_on=reference)
    Group.objects.filter(pk=entry.group_id).update(minimum_age_months=months)
    before = _age(entry)
    group = Group.objects.get(pk=entry.group_id)
    deadlines.extend(
        group,
        group.closes_at + timedelta(days=days),
        by=make.person(Role.SECRETARIAT),
        reason=deadlines.ExtensionReason.OUTAGE,
    )
    assert Edition.objects.get(pk=entry.edition_id).eligibility_reference_on == reference
    assert _age(entry) == before


def _age(entry) -> precheck.Check:
    return next(one for one in readiness.checks(read(entry)) if one.code == "age")
