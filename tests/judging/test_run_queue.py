"""When a round is counted: soon, once, beside signatures, and again on demand to the byte."""

from __future__ import annotations

import threading
from decimal import Decimal

import pgtrigger
import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from judging import scoring, tasks
from judging.actions import recount, runs, scorecards
from judging.models import ScoreRun, Standing
from tests.judging.season import entries_of, fresh, sign
from tests.make import rounds

pytestmark = pytest.mark.django_db
D = Decimal


def test_what_the_broker_lost_is_found_by_the_sweep():
    round = rounds.round(entries=1)
    sign(round)
    assert runs.stale().get() == round

    tasks.score_stale()
    tasks.score_stale()

    assert fresh(round).current_run.seq == 1
    assert ScoreRun.objects.filter(round=round).count() == 1


@pytest.mark.usefixtures("_fresh_cache")
def test_a_hundred_signatures_queue_one_run(django_capture_on_commit_callbacks, monkeypatch):
    queued = []
    monkeypatch.setattr(tasks.score_round, "apply_async", lambda **given: queued.append(given))
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(100):
            tasks.score_soon(41)
        tasks.score_soon(42)

    assert [one["kwargs"] for one in queued] == [{"round_id": 41}, {"round_id": 42}]
    assert {one["countdown"] for one in queued} == {tasks.PAUSE}


@pytest.mark.usefixtures("_fresh_cache")
def test_a_run_that_begins_lets_the_next_signature_queue_again(
    django_capture_on_commit_callbacks,
):
    round = rounds.round(entries=1)
    sign(round)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.score_soon(round.pk)

    assert fresh(round).current_run.seq == 1
    assert cache.add(f"judging:score:{round.pk}", True)


@pytest.mark.usefixtures("_fresh_cache")
def test_a_signature_stands_though_the_broker_is_away(
    django_capture_on_commit_callbacks, monkeypatch
):
    def away(**given):
        raise OSError

    monkeypatch.setattr(tasks.score_round, "apply_async", away)
    round = rounds.round(entries=1)
    with django_capture_on_commit_callbacks(execute=True):
        recount.due(round)

    assert runs.stale().get() == round


@pytest.mark.django_db(transaction=True)
def test_of_two_runs_at_once_one_leaves_it_to_the_other():
    round = rounds.round(entries=1)
    sign(round)
    taken, done = threading.Event(), threading.Event()

    def other():
        try:
            with transaction.atomic():
                runs.hold(round.pk)
                taken.set()
                done.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    taken.wait(10)
    assert runs.score(round_id=round.pk) is False
    assert not ScoreRun.objects.exists()
    done.set()
    thread.join()

    runs.score(round_id=round.pk)
    assert fresh(round).current_run.seq == 1


@pytest.mark.django_db(transaction=True)
def test_a_sheet_signed_while_a_run_is_at_work_is_counted_by_the_next(monkeypatch):
    round = rounds.round(entries=1)
    sign(round, value=80)
    late = rounds.fill_sheet(rounds.assignment(round).scorecard, value=90)
    whole = scoring.tally

    def signs():
        try:
            scorecards.sign(late, by=rounds.judge_of(late))
        finally:
            connection.close()

    def slow(*args):
        thread = threading.Thread(target=signs)
        thread.start()
        thread.join(10)
        assert not thread.is_alive(), "a signature must not wait for a run"
        return whole(*args)

    monkeypatch.setattr(tasks, "_queue", lambda round_id: None)
    with monkeypatch.context() as patch:
        patch.setattr(scoring, "tally", slow)
        assert runs.score(round_id=round.pk) is True
    assert Standing.objects.current(fresh(round)).get().official == D("80.00")

    assert runs.score(round_id=round.pk) is False
    assert Standing.objects.current(fresh(round)).get().official == D("85.00")
    assert fresh(round).current_run.seq == fresh(round).dirty_seq == 2


def test_a_run_is_reproduced_to_the_byte_by_the_command(capsys):
    round = rounds.round(entries=3, minimum_judges=2)
    for entry in entries_of(round)[:2]:
        sign(round, entry, value="81.37")
        sign(round, entry, value="88.88")
    runs.score(round_id=round.pk)
    run = fresh(round).current_run

    call_command("reproduce_run", run.pk)

    assert f"SHA-256 {runs.reproduce(run).stored}" in capsys.readouterr().out


def test_a_forged_standing_and_a_changed_sheet_are_noticed():
    round = rounds.round(entries=1)
    sign(round)
    runs.score(round_id=round.pk)
    run = fresh(round).current_run
    with pytest.raises(Error, match="Cannot"), transaction.atomic():
        run.standings.update(official=99)
    with pgtrigger.ignore("judging.Standing:append_only"):
        run.standings.update(official=99)
    with pytest.raises(CommandError, match="Berbeda"):
        call_command("reproduce_run", run.pk)

    sign(round)
    assert not runs.reproduce(run).same_input
    with pytest.raises(CommandError, match="sudah berubah"):
        call_command("reproduce_run", run.pk)
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("reproduce_run", 0)
