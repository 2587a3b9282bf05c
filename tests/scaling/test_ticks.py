"""What becomes of a tick beside a case that is there, that was stopped, or that nobody may know of."""

from __future__ import annotations

import pytest

from judging.models import RoundState
from kipp.accounts.models import Role
from scaling import tasks
from scaling.actions import cases
from scaling.models import ScalingCase
from tests import make

pytestmark = pytest.mark.django_db


def tick(of, ministry):
    """The panel of this K/L ticks a new entry of the innovation."""
    return make.relevance(make.accepted_entry(innovation=of), ministry)


def test_stopping_a_case_answers_every_tick_before_it():
    case = make.scaling_case()
    tick(case.innovation, case.institution)
    tasks.open_cases.delay()
    assert ScalingCase.objects.count() == 1

    cases.stop(case, "Anggaran dialihkan.", by=make.person(Role.SCALING_OFFICER))
    tasks.open_cases.delay()
    assert ScalingCase.objects.open().count() == 0

    later = tick(case.innovation, case.institution)
    tasks.open_cases.delay()
    assert ScalingCase.objects.open().get().relevance_id == later.pk


def test_a_later_tick_that_wins_tells_the_owner_of_the_case_that_was_open_already():
    first = make.relevance()
    cases.open_from_ticks()
    second = tick(first.entry.innovation, first.institution)
    cases.open_from_ticks()
    assert (ScalingCase.objects.count(), cases.disclose()) == (1, 0)

    make.award(second.entry)

    assert cases.disclose() == 1


def test_the_owner_of_an_entry_that_won_nothing_hears_once_the_round_is_announced():
    row = make.relevance()
    cases.open_from_ticks()
    make.walk_round(row.round, RoundState.CLOSED)
    assert cases.disclose() == 0

    make.walk_round(row.round, RoundState.ANNOUNCED)

    assert (cases.disclose(), cases.disclose()) == (1, 0)


def test_an_announced_tick_says_nothing_of_a_later_one():
    first = make.relevance()
    cases.open_from_ticks()
    make.walk_round(first.round, RoundState.ANNOUNCED)
    cases.disclose()
    cases.stop(ScalingCase.objects.get(), "Tidak jadi.", by=make.person(Role.SCALING_OFFICER))

    tick(first.entry.innovation, first.institution)
    cases.open_from_ticks()

    assert cases.disclose() == 0
    assert ScalingCase.objects.open().get().disclosed_at is None
