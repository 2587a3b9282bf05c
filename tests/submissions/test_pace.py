from __future__ import annotations

from datetime import date, timedelta

import pytest

from submissions import pace

FRIDAY = date(2026, 6, 12)


def week(*counts):
    """Decisions of the five working days before Friday, 12 June 2026."""
    days = [date(2026, 6, 5), *(date(2026, 6, 8) + timedelta(days=n) for n in range(4))]
    return dict(zip(days, counts, strict=True))


def test_an_even_pace_leaves_no_doubt():
    found = pace.forecast(20, week(10, 10, 10, 10, 10), FRIDAY, days=5)
    assert (found.rate, found.on, found.early, found.late) == (
        10,
        *[date(2026, 6, 16)] * 3,
    )  # Monday and Tuesday: a weekend lies between


def test_an_uneven_pace_says_from_when_to_when():
    found = pace.forecast(100, week(10, 20, 10, 20, 10), FRIDAY, days=5)
    assert found.rate == 14
    assert found.early < found.on < found.late


def test_a_pace_that_may_be_nothing_has_no_latest_day():
    assert pace.forecast(10, week(0, 0, 0, 0, 10), FRIDAY, days=5).late is None


@pytest.mark.parametrize("done", [{}, {FRIDAY: 30}])
def test_without_a_whole_working_day_nothing_is_said(done):
    assert pace.forecast(10, done, FRIDAY, days=5).on is None


def test_days_before_the_first_decision_do_not_count():
    found = pace.forecast(10, {date(2026, 6, 11): 10}, FRIDAY, days=5)
    assert (found.rate, found.days, found.late) == (10, 1, None)


def test_saturday_and_sunday_are_no_working_days():
    assert pace.after(FRIDAY, 1) == date(2026, 6, 15)
    assert pace.after(FRIDAY, 0) == FRIDAY
