"""A conflict that came after the judge was seated: he neither declares nor signs."""

from __future__ import annotations

import pytest

from judging.actions import assignments, scorecards
from judging.models import Scorecard, ScorecardState
from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from tests import make

pytestmark = pytest.mark.django_db


def near(seat):
    """The judge becomes the contact of the very institution whose entry he reads."""
    judge = make.judge_of(seat.scorecard)
    make.holding(judge, Role.ADOPTER, institution=seat.entry.innovation.institution)
    return judge


def test_he_does_not_declare_himself_free():
    seat = make.assignment(declared=False)
    judge = near(seat)
    with pytest.raises(Refused, match=rf"{seat.entry.code}: instansi yang sama. Kembalikan"):
        assignments.declare(seat, by=judge)
    seat.refresh_from_db()
    assert seat.declared_at is None
    assignments.recuse(seat, "Kini narahubung instansi itu", by=judge)


def test_one_of_many_holds_up_the_declaration_of_all():
    round = make.round(entries=2)
    judge = make.judge()
    seats = [
        make.assignment(round, one.entry, judge, declared=False) for one in round.candidates.all()
    ]
    make.holding(judge, Role.ADOPTER, institution=seats[1].entry.innovation.institution)
    with pytest.raises(Refused, match=seats[1].entry.code):
        assignments.declare_many(seats, by=judge)
    assert assignments.declare_many(seats[:1], by=judge)


def test_he_does_not_sign_alone_nor_in_bulk():
    card = make.sheet()
    judge = near(card.assignment)
    values = {score.criterion_id: score.value for score in card.scores.all()}
    for sign in (
        lambda: scorecards.sign(card, by=judge),
        lambda: scorecards.sign_many([(card, values)], by=judge),
    ):
        with pytest.raises(Refused, match="tidak dapat ditandatangani"):
            sign()
    assert Scorecard.objects.get(pk=card.pk).state == ScorecardState.OPEN


def test_what_was_declared_before_stays_and_whoever_is_free_signs():
    card = make.sheet()
    judge = make.judge_of(card)
    assert assignments.declare(card.assignment, by=judge)
    scorecards.sign(card, by=judge)
    assert Scorecard.objects.get(pk=card.pk).state == ScorecardState.SIGNED
