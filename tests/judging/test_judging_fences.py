"""What the database refuses by itself, asked past every action: nothing decided is moved away."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import Error, connection, transaction

from judging.actions import scorecards
from judging.models import Award, Criterion, Round, RoundState, Score, Stage
from tests import make
from tests.judging import season
from tests.make.entries import now
from tests.make.rounds import run

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db


def refused(words: str, sql: str, given: Sequence[object]) -> None:
    with pytest.raises(Error, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)


def test_a_criterion_neither_comes_into_an_open_round_nor_leaves_it():
    planned, opened = make.round(RoundState.PLANNED), make.round()
    coming = Criterion.objects.filter(round=planned).first()
    going = Criterion.objects.filter(round=opened).first()
    move = "UPDATE judging_criterion SET round_id = %s, code = 'lain' WHERE id = %s"

    refused("frozen", move, [opened.pk, coming.pk])
    refused("frozen", move, [planned.pk, going.pk])

    other = make.round(RoundState.PLANNED)
    Criterion.objects.filter(pk=coming.pk).update(round=other, code="lain")


def test_a_score_neither_leaves_a_signed_sheet_nor_comes_onto_it():
    round = make.round()
    signed = make.signed_sheet(round)
    blank, filled = make.assignment(round).scorecard, make.sheet(of=round)
    off, on = signed.scores.first(), filled.scores.first()
    move = "UPDATE judging_score SET scorecard_id = %s WHERE id = %s"

    refused("stays on its sheet", move, [blank.pk, off.pk])
    refused("stays on its sheet", move, [blank.pk, on.pk])
    refused("settled", "DELETE FROM judging_score WHERE id = %s", [off.pk])
    other = signed.scores.last()
    change = "UPDATE judging_score SET criterion_id = %s WHERE id = %s"
    refused("stays on its sheet", change, [other.criterion_id, on.pk])


def test_a_value_once_signed_is_not_deleted_after_the_signature_is_taken_back():
    card = make.signed_sheet()
    scorecards.withdraw(card, by=make.judge_of(card))

    refused("first signed", "DELETE FROM judging_score WHERE scorecard_id = %s", [card.pk])
    refused(
        "first signed",
        "UPDATE judging_score SET first_value = NULL WHERE scorecard_id = %s",
        [card.pk],
    )
    assert Score.objects.filter(scorecard=card, first_value=80).count() == 2


def test_a_value_never_signed_may_be_emptied():
    card = make.assignment().scorecard
    criterion = make.rubric(card)[0]
    judge = make.judge_of(card)
    scorecards.save(card, {criterion.pk: Decimal(70)}, by=judge)
    scorecards.save(card, {criterion.pk: None}, by=judge)
    assert not card.scores.exists()


def test_a_signed_sheet_does_not_change_its_seat():
    card = make.signed_sheet()
    seat = make.assignment(card.assignment.round)
    make.walk_round(card.assignment.round, RoundState.PLENARY)
    refused(
        "settled",
        "UPDATE judging_scorecard SET assignment_id = %s WHERE id = %s",
        [seat.pk, card.pk],
    )


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.ANNOUNCED])
def test_a_closed_round_keeps_its_run_and_its_moments(state, stage):
    round = make.round(state, stage=stage)
    other = run(round)
    for column, value in (
        ("current_run_id", other.pk),
        ("closed_at", now()),
        ("number", 99),
        ("edition_id", make.edition().pk),
    ):
        sql = f"UPDATE judging_round SET {column} = %s WHERE id = %s"
        refused("frozen since it was closed", sql, [value, round.pk])
    if state == RoundState.ANNOUNCED:
        sql = "UPDATE judging_round SET announced_at = now() WHERE id = %s"
        refused("frozen since it was closed", sql, [round.pk])


def test_an_open_round_is_pointed_at_its_next_run():
    round = season.scored(90)
    first = round.current_run_id
    season.sign(round, value=70)
    season.counted(round)
    assert Round.objects.get(pk=round.pk).current_run_id != first


def test_an_award_stays_what_its_decree_says_and_is_never_deleted():
    award, other = make.award(), make.award()
    for column, value in (
        ("level", "Juara umum"),
        ("decree_id", other.decree_id),
        ("innovation_id", other.innovation_id),
        ("entry_id", make.accepted_entry().pk),
        ("granted_at", now()),
        ("published_at", None),
    ):
        sql = f"UPDATE judging_award SET {column} = %s WHERE id = %s"
        refused("stays as it was decided", sql, [value, award.pk])
    refused("Cannot delete", "DELETE FROM judging_award WHERE id = %s", [award.pk])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused("cannot truncate", "TRUNCATE judging_award CASCADE", [])
    assert Award.objects.published().filter(pk=award.pk).exists()
