from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from judging.actions import scorecards
from judging.models import RoundState, Score, Scorecard, ScorecardState
from judging.models.scorecard import MOVES
from kipp.accounts.models import Role
from kipp.journal import moves
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.journal.record import record
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db

STEPS = {(row.verb, state) for row in MOVES for state in row.source}


@pytest.fixture
def card():
    return make.assignment().scorecard


def points(card, *values):
    return {one.pk: value for one, value in zip(make.rubric(card), values, strict=False)}


def kept(card):
    rows = card.scores.order_by("criterion__position")
    return [(row.value, row.first_value) for row in rows]


def test_a_sheet_is_saved_in_parts_with_its_history_and_no_line(card):
    judge = make.judge_of(card)
    scorecards.save(card, points(card, Decimal("82.5")), by=judge, note="Periksa bukti 5")
    scorecards.save(card, points(card, Decimal(90), Decimal(70)), by=judge, feedback="Bagus")
    scorecards.save(card, points(card, Decimal(90), None), by=judge)

    card.refresh_from_db()
    assert kept(card) == [(Decimal(90), None)]
    assert (card.note, card.feedback, card.state) == ("Periksa bukti 5", "Bagus", "OPEN")
    assert card.saved_at is not None
    versions = Score.objects.get().versions.order_by("pk")
    assert [one.value for one in versions] == [Decimal("82.50"), Decimal("90.00")]
    assert not JournalLine.objects.of(card).exists()


@pytest.mark.parametrize("value", ["-0.01", "100.01", "80.125", "NaN", "Infinity"])
def test_points_outside_the_scale_are_refused(card, value):
    with pytest.raises(Refused, match="0 sampai 100"):
        scorecards.save(card, points(card, Decimal(value)), by=make.judge_of(card))
    assert kept(card) == []


def test_a_criterion_of_another_group_or_round_is_refused(card):
    foreign = make.rubric(make.assignment().scorecard)[0]
    with pytest.raises(Refused, match="bukan milik"):
        scorecards.save(card, {foreign.pk: Decimal(80)}, by=make.judge_of(card))


def test_nobody_writes_on_the_sheet_of_another_nor_before_the_declaration_nor_after_recusal(card):
    closed = (
        make.assignment(declared=False).scorecard,
        make.assignment(recused_at=now(), recusal_reason="Keluarga").scorecard,
    )
    for shut, by in [(card, make.judge()), *((one, make.judge_of(one)) for one in closed)]:
        for act in (scorecards.sign, scorecards.withdraw):
            with pytest.raises(Refused, match="bukan penugasan"):
                act(shut, by=by)
        with pytest.raises(Refused, match="bukan penugasan"):
            scorecards.save(shut, points(shut, Decimal(80)), by=by)


@pytest.mark.parametrize("state", [RoundState.PLENARY, RoundState.CLOSED, RoundState.ANNOUNCED])
def test_no_sheet_is_written_or_signed_once_the_plenary_is_convened(state):
    card = make.sheet()
    make.walk_round(card.assignment.round, state)
    judge = make.judge_of(card)
    with pytest.raises(Refused, match="tidak berlangsung"):
        scorecards.save(card, points(card, Decimal(1)), by=judge)
    with pytest.raises(Refused, match="tidak berlangsung"):
        scorecards.sign(card, by=judge)
    with pytest.raises(Error, match="settled"), transaction.atomic():
        card.scores.update(value=1)


def test_signing_keeps_the_first_values_raises_the_counter_and_writes_its_line(card):
    judge, round = make.judge_of(card), card.assignment.round
    scorecards.save(card, points(card, Decimal(80), Decimal(90)), by=judge)
    scorecards.sign(card, by=judge)

    card.refresh_from_db()
    round.refresh_from_db()
    assert (card.state, card.last_line.verb, card.last_line.by) == (
        "SIGNED",
        "scorecard.sign",
        judge,
    )
    assert card.signed_at == card.first_signed_at
    assert kept(card) == [(80, 80), (90, 90)]
    assert round.dirty_seq == 1


def test_an_incomplete_sheet_is_not_signed(card):
    judge = make.judge_of(card)
    scorecards.save(card, points(card, Decimal(80)), by=judge)
    with pytest.raises(Refused, match="Isi dahulu: Novelty"):
        scorecards.sign(card, by=judge)
    card.refresh_from_db()
    assert (card.state, card.assignment.round.dirty_seq) == ("OPEN", 0)


def test_a_second_click_on_sign_is_refused_and_counts_once(card):
    judge = make.judge_of(card)
    make.fill_sheet(card)
    scorecards.sign(card, by=judge)
    with pytest.raises(Refused, match="Ditandatangani"):
        scorecards.sign(card, by=judge)
    assert JournalLine.objects.of(card).count() == 1


def test_a_withdrawn_sheet_is_corrected_and_signed_anew_with_its_first_values_kept():
    card = make.signed_sheet(values={"impact": 8, "novelty": 70})
    judge, round = make.judge_of(card), card.assignment.round
    first = card.first_signed_at

    scorecards.withdraw(card, by=judge)
    with pytest.raises(Refused, match="tidak dapat dikosongkan"):
        scorecards.save(card, points(card, None), by=judge)
    scorecards.save(card, points(card, Decimal(80)), by=judge)
    scorecards.sign(card, by=judge)

    card.refresh_from_db()
    round.refresh_from_db()
    assert kept(card) == [(80, 8), (70, 70)]
    assert (card.first_signed_at, round.dirty_seq) == (first, 2)
    assert [line.verb for line in JournalLine.objects.of(card)] == [
        "scorecard.sign",
        "scorecard.withdraw",
        "scorecard.sign",
    ]


def test_withdrawing_ends_when_the_round_leaves_open():
    card = make.signed_sheet()
    make.walk_round(card.assignment.round, RoundState.CONSOLIDATION)
    with pytest.raises(Refused, match="sudah selesai"):
        scorecards.withdraw(card, by=make.judge_of(card))
    assert Scorecard.objects.get(pk=card.pk).state == "SIGNED"


def test_the_database_keeps_signed_values_and_what_was_signed_first():
    card = make.signed_sheet()
    with pytest.raises(Error, match="settled"), transaction.atomic():
        card.scores.update(value=1)
    with pytest.raises(Error, match="settled"), transaction.atomic():
        card.scores.all().delete()
    moves.move(card, "scorecard.withdraw", by=make.judge_of(card), at=now())
    with pytest.raises(Error, match="first signed"), transaction.atomic():
        card.scores.update(first_value=1)
    with pytest.raises(IntegrityError, match="between_0_and_100"), transaction.atomic():
        card.scores.update(value=Decimal("100.01"))


def test_many_sheets_are_signed_with_one_line_and_in_a_fixed_number_of_queries(
    django_assert_num_queries,
):
    round = make.round(entries=4)
    judge = make.judge()
    cards = [
        make.assignment(round, entry=one.entry, judge=judge).scorecard
        for one in round.candidates.order_by("pk")
    ]
    filled = [(card, points(card, Decimal(80), Decimal(90))) for card in cards]
    with CaptureQueriesContext(connection) as few:
        scorecards.sign_many(filled[:1], by=judge)
    with django_assert_num_queries(len(few.captured_queries)):
        scorecards.sign_many(filled[1:], by=judge)

    round.refresh_from_db()
    assert round.dirty_seq == 2
    line = JournalLine.objects.filter(verb="scorecard.sign").latest("pk")
    assert line.ids == sorted(card.pk for card in cards[1:])
    assert kept(cards[3]) == [(80, 80), (90, 90)]
    assert {one.state for one in Scorecard.objects.all()} == {"SIGNED"}
    assert not Scorecard.objects.filter(first_signed_at=None).exists()


def test_many_sheets_are_signed_all_or_none():
    round = make.round(entries=2)
    judge = make.judge()
    one, two = (
        make.assignment(round, entry=row.entry, judge=judge).scorecard
        for row in round.candidates.order_by("pk")
    )
    half = [(one, points(one, Decimal(80), Decimal(90))), (two, points(two, Decimal(80)))]
    with pytest.raises(Refused, match="Novelty"):
        scorecards.sign_many(half, by=judge)
    foreign = (make.assignment(round).scorecard, {})
    with pytest.raises(Refused, match="bukan penugasan"):
        scorecards.sign_many([half[0], foreign], by=judge)
    assert not Score.objects.exists()
    assert scorecards.sign_many([], by=judge) == []


@pytest.mark.parametrize("state", list(ScorecardState))
@pytest.mark.parametrize("verb", sorted({row.verb for row in MOVES}))
def test_each_move_is_refused_from_each_wrong_state(verb, state):
    if (verb, state) in STEPS:
        return
    card = make.sheet(state)
    _neither_action_nor_database(card, verb, make.judge_of(card))
    assert Scorecard.objects.get(pk=card.pk).state == state


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.verb)
def test_each_move_is_refused_to_each_wrong_role(row, role):
    if role in row.roles:
        return
    card = make.sheet(ScorecardState(sorted(row.source)[0]))
    _neither_action_nor_database(card, row.verb, make.person(role))


def _neither_action_nor_database(card, verb, actor):
    with pytest.raises(Refused):
        moves.move(card, verb, by=actor, at=now())
    target = moves.way(MOVES, verb).target
    with pytest.raises(Error, match="may not move"), transaction.atomic():
        line = record(verb, card, by=actor, at=now())
        Scorecard.objects.filter(pk=card.pk).update(state=target, last_line=line)
