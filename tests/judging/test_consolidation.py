from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, transaction

from judging.actions import consolidation
from judging.models import Revision, RoundState
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def apart():
    """Two sheets of one entry, thirty points apart, in consolidation."""
    round = make.round(disagreement_gap=20)
    cards = [make.signed_sheet(round, value=value) for value in (60, 90)]
    make.walk_round(round, RoundState.CONSOLIDATION)
    return cards


def points(card, *values):
    return {one.pk: Decimal(value) for one, value in zip(make.rubric(card), values, strict=False)}


@pytest.mark.parametrize(("high", "asked"), [("80.00", False), ("80.01", True)])
def test_an_entry_is_asked_about_beyond_the_gap_only(high, asked):
    round = make.round(disagreement_gap=20)
    for value in (60, high):
        make.signed_sheet(round, value=value)
    assert bool(consolidation.flagged(round)) is asked


def test_confirming_changes_no_value_and_is_done_once(apart):
    card = apart[0]
    judge = make.judge_of(card)
    consolidation.confirm(card, by=judge)

    answer = Revision.objects.get()
    assert (answer.changed, answer.by, answer.scorecard) == (False, judge, card)
    assert JournalLine.objects.of(card).last().verb == "scorecard.confirm"
    card.assignment.round.refresh_from_db()
    assert card.assignment.round.dirty_seq == 0
    for act in (
        lambda: consolidation.confirm(card, by=judge),
        lambda: consolidation.revise(card, points(card, 1), "Lagi", by=judge),
    ):
        with pytest.raises(Refused, match="sudah menjawab"):
            act()


def test_revising_keeps_what_was_signed_first_and_counts_anew(apart):
    card = apart[0]
    judge = make.judge_of(card)
    consolidation.revise(card, points(card, 88, 60), "Salah membaca bukti", by=judge)

    rows = card.scores.order_by("criterion__position")
    assert [(row.value, row.first_value) for row in rows] == [(88, 60), (60, 60)]
    line = JournalLine.objects.of(card).last()
    assert line.verb == "scorecard.revise"
    assert line.detail == {"criteria": [rows[0].criterion_id]}
    card.refresh_from_db()
    assert card.state == "SIGNED"
    card.assignment.round.refresh_from_db()
    assert card.assignment.round.dirty_seq == 1


def test_the_other_judge_may_still_answer_when_the_gap_has_closed(apart):
    low, high = apart
    consolidation.revise(low, points(low, 89, 89), "Salah ketik", by=make.judge_of(low))
    consolidation.confirm(high, by=make.judge_of(high))
    assert Revision.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "reason", "words"),
    [((60, 60), "Alasan", "Belum ada nilai"), ((70, 60), "  ", "Tulis alasan")],
)
def test_a_revision_changes_something_and_says_why(apart, values, reason, words):
    card = apart[0]
    with pytest.raises(Refused, match=words):
        consolidation.revise(card, points(card, *values), reason, by=make.judge_of(card))
    assert not Revision.objects.exists()


def test_only_ones_own_signed_sheet_of_a_flagged_entry_in_consolidation(apart):
    card = apart[0]
    with pytest.raises(Refused, match="bukan penugasan"):
        consolidation.confirm(card, by=make.judge_of(apart[1]))

    calm = make.signed_sheet()
    with pytest.raises(Refused, match="tidak sedang berlangsung"):
        consolidation.confirm(calm, by=make.judge_of(calm))
    make.walk_round(calm.assignment.round, RoundState.CONSOLIDATION)
    with pytest.raises(Refused, match="tidak perlu"):
        consolidation.confirm(calm, by=make.judge_of(calm))

    make.walk_round(card.assignment.round, RoundState.PLENARY)
    with pytest.raises(Refused, match="tidak sedang berlangsung"):
        consolidation.confirm(card, by=make.judge_of(card))


def test_the_database_keeps_answers_and_wants_reasons(apart):
    card = apart[0]
    with pytest.raises(IntegrityError, match="says_why"), transaction.atomic():
        Revision.objects.create(scorecard=card, changed=True, by=make.judge_of(card), at=now())
    consolidation.confirm(card, by=make.judge_of(card))
    with pytest.raises(Error), transaction.atomic():
        Revision.objects.update(changed=True, reason="x")
