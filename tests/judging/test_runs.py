"""Scoring a round: one run per state of its sheets, whole or not at all, the pointer last."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction
from django.db.models import F

from judging import scoring, tasks
from judging.actions import runs
from judging.models import Round, RoundState, ScoreRun, Standing
from kipp.accounts.models import Role
from kipp.journal import moves
from tests import make
from tests.judging.season import entries_of, fresh, sign
from tests.make import rounds
from tests.make.entries import now

pytestmark = pytest.mark.django_db
D = Decimal

OFFICIAL_IN_SQL = """
    SELECT a.entry_id, count(DISTINCT card.id),
           round(sum(k.weight * s.value) / (count(DISTINCT card.id) * min(w.whole)), 2)
    FROM judging_score s
    JOIN judging_scorecard card ON card.id = s.scorecard_id AND card.state = 'SIGNED'
    JOIN judging_assignment a ON a.id = card.assignment_id AND a.round_id = %s
    JOIN judging_criterion k ON k.id = s.criterion_id
    JOIN (SELECT round_id, group_id, sum(weight) AS whole FROM judging_criterion GROUP BY 1, 2) w
      ON w.round_id = a.round_id AND w.group_id = k.group_id
    GROUP BY a.entry_id
"""


def test_a_run_ranks_every_entry_and_the_round_points_at_it():
    round = rounds.round(entries=3, minimum_judges=2)
    first, second, third = entries_of(round)
    for entry, values in ((first, (82, "85.5")), (second, (90, 91)), (third, (99,))):
        for value in values:
            sign(round, entry, value=value)

    assert runs.score(round_id=round.pk) is False

    run = fresh(round).current_run
    assert (run.seq, run.sheets, run.code_version) == (5, 5, scoring.CODE_VERSION)
    rows = {row.entry: row for row in Standing.objects.current(fresh(round))}
    assert (rows[second].rank, rows[second].official) == (1, D("90.50"))
    assert (rows[first].rank, rows[first].official, rows[first].spread) == (
        2,
        D("83.75"),
        D("3.50"),
    )
    assert rows[first].criterion_means == {"impact": "83.75", "novelty": "83.75"}
    assert (rows[third].rank, rows[third].official, rows[third].judges) == (None, None, 1)


def test_the_database_counts_the_same():
    round = rounds.round(entries=8, weights={"a": 7, "b": 13, "c": 11})
    dice = Random(7)
    for entry in entries_of(round):
        for _ in range(dice.randint(1, 4)):
            values = {code: D(dice.randint(0, 10_000)) / 100 for code in "abc"}
            sign(round, entry, values=values)

    runs.score(round_id=round.pk)

    with connection.cursor() as cursor:
        cursor.execute(OFFICIAL_IN_SQL, [round.pk])
        counted = {entry: (judges, score) for entry, judges, score in cursor.fetchall()}
    rows = Standing.objects.current(fresh(round))
    assert {row.entry_id: (row.judges, row.official) for row in rows} == counted
    assert len(counted) == 8


def test_only_signed_sheets_of_this_round_count():
    round = rounds.round(entries=1)
    [entry] = entries_of(round)
    sign(round, entry, value=80)
    rounds.sheet(of=round, entry=entry)
    void = rounds.signed_sheet(round, entry=entry, value=10)
    with transaction.atomic():
        moves.move(void, "scorecard.void", by=make.person(Role.SECRETARIAT), at=now())
    other = rounds.round(of=round.edition, entries=0)
    rounds.signed_sheet(other, entry=entry, value=10)

    runs.score(round_id=round.pk)

    row = Standing.objects.current(fresh(round)).get()
    assert (row.official, row.judges) == (D("80.00"), 1)


def test_the_same_sheets_are_one_run_however_often_they_are_counted():
    round = rounds.round(entries=2)
    for entry in entries_of(round):
        sign(round, entry)

    for _ in range(3):
        tasks.score_round(round_id=round.pk)

    assert ScoreRun.objects.filter(round=round).count() == 1
    assert Standing.objects.count() == 2


def test_the_official_score_takes_the_last_confirmed_value_and_keeps_the_first():
    round = rounds.round(entries=1)
    card = sign(round, value=80)
    rounds.walk_round(round, RoundState.CONSOLIDATION)
    card.scores.update(value=90)
    Round.objects.filter(pk=round.pk).update(dirty_seq=F("dirty_seq") + 1)

    runs.score(round_id=round.pk)

    assert Standing.objects.current(fresh(round)).get().official == D("90.00")
    assert {score.first_value for score in card.scores.all()} == {D(80)}


def test_a_worker_killed_before_the_pointer_leaves_nothing_and_the_next_run_is_whole(monkeypatch):
    round = rounds.round(entries=2)
    sign(round)
    runs.score(round_id=round.pk)
    before = fresh(round).current_run_id
    sign(round)

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(runs, "_point", killed)
        runs.score(round_id=round.pk)

    assert fresh(round).current_run_id == before
    assert ScoreRun.objects.filter(round=round).count() == 1
    runs.score(round_id=round.pk)
    assert fresh(round).current_run.seq == 2
    assert ScoreRun.objects.filter(round=round).count() == 2


def test_the_pointer_moves_only_forward():
    round = rounds.round(entries=1, dirty_seq=3)
    newer = rounds.run(round)
    Round.objects.filter(pk=round.pk).update(current_run=newer, dirty_seq=2)

    runs.compute(fresh(round))

    assert fresh(round).current_run == newer


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.CLOSED, RoundState.ANNOUNCED])
def test_a_round_that_is_not_under_way_is_not_counted(state):
    round = rounds.round(state, entries=1)
    Round.objects.filter(pk=round.pk).update(dirty_seq=9)
    before = fresh(round).current_run_id

    assert runs.score(round_id=round.pk) is False

    assert fresh(round).current_run_id == before
    assert round not in runs.stale()


def test_an_entry_disqualified_meanwhile_leaves_the_ranking():
    round = rounds.round(entries=2)
    first, second = entries_of(round)
    for entry in (first, second):
        sign(round, entry)
    runs.score(round_id=round.pk)
    assert not runs.stale().exists()
    with transaction.atomic():
        moves.move(first, "entry.disqualify", by=make.person(Role.SECRETARIAT), at=now())

    assert runs.stale().get() == round
    tasks.score_stale()

    row = Standing.objects.current(fresh(round)).get()
    assert (row.entry, row.rank) == (second, 1)
    assert not runs.stale().exists()
