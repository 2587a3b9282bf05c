"""Two at once on one sheet, or on one entry: on connections of their own, released together."""

from __future__ import annotations

import pytest

from judging.actions import assignments, planning, relevances, rounds, scorecards
from judging.models import Assignment, Relevance, Round, Scorecard, Stage
from kipp.accounts.models import InstitutionKind, Role
from kipp.journal.models import JournalLine
from tests import make
from tests.submissions.test_lodging import at_once
from tests.submissions.test_lodging_races import refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_tabs_sign_once():
    card = make.sheet()
    judge = make.judge_of(card)

    outcomes = at_once(*[lambda: scorecards.sign(card, by=judge)] * 2)

    assert (len(outcomes), refused(outcomes)) == (2, 1)
    assert JournalLine.objects.of(card).count() == 1
    assert Round.objects.get().dirty_seq == 1


def test_signing_and_withdrawing_leave_a_sheet_whose_line_tells_its_state():
    card = make.signed_sheet()
    judge = make.judge_of(card)

    outcomes = at_once(
        lambda: scorecards.withdraw(card, by=judge), lambda: scorecards.sign(card, by=judge)
    )

    card = Scorecard.objects.get()
    last = JournalLine.objects.of(card).last()
    # Withdrawn first, then signed anew; or the signature came too early and was refused.
    assert (card.state, refused(outcomes)) in {("SIGNED", 0), ("OPEN", 1)}
    assert last.detail["to"] == card.state
    assert Round.objects.get().dirty_seq == 2 - refused(outcomes)


def test_no_signature_is_taken_back_once_the_consolidation_has_begun():
    card = make.signed_sheet()
    judge, secretariat = make.judge_of(card), make.person(Role.SECRETARIAT)
    round = card.assignment.round

    outcomes = at_once(
        lambda: rounds.consolidate(round, by=secretariat),
        lambda: scorecards.withdraw(card, by=judge),
    )

    assert Round.objects.get().state == "CONSOLIDATION"
    lines = list(JournalLine.objects.filter(verb__in=["round.consolidate", "scorecard.withdraw"]))
    assert len(lines) == 2 - refused(outcomes)
    assert (Scorecard.objects.get().state == "SIGNED") == (refused(outcomes) == 1)


def test_recusal_and_signature_end_in_a_void_sheet():
    card = make.sheet()
    judge = make.judge_of(card)

    at_once(
        lambda: scorecards.sign(card, by=judge),
        lambda: assignments.recuse(card.assignment, "Keluarga", by=judge),
    )

    assert Scorecard.objects.get().state == "VOID"


def test_two_workers_deal_a_round_once():
    round = make.round(entries=3)
    [make.judge() for _ in range(3)]
    secretariat = make.person(Role.SECRETARIAT)

    outcomes = at_once(*[lambda: planning.plan(round, by=secretariat)] * 2)

    assert sorted(one.seats for one in outcomes) == [0, 6]
    assert Assignment.objects.count() == 6


def test_two_deputies_of_a_ministry_mark_an_entry_once():
    ministry = make.institution(kind=InstitutionKind.KEMENTERIAN)
    round = make.round(stage=Stage.TPI)
    judges = [make.judge(Role.PANELIST, institution=ministry) for _ in range(2)]
    for judge in judges:
        make.assignment(round, judge=judge, institution_id=None)
    entry = round.candidates.get().entry

    def mark(judge):
        return lambda: relevances.tick(round, entry, "Sejalan dengan program kami", by=judge)

    outcomes = at_once(*map(mark, judges))

    assert (len(outcomes), refused(outcomes)) == (2, 1)
    assert Relevance.objects.count() == 1
