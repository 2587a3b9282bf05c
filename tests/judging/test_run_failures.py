"""A round that cannot be counted: tried less and less often, shown to whoever can act, told once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from judging import scoring, tasks
from judging.actions import results, runs
from judging.models import ScoreRun
from kipp.accounts.models import Role
from kipp.jobs import running
from kipp.jobs.models import PAUSES, TRIES, Job, JobState
from kipp.notices.models import Notice
from tests import make
from tests.doors import sign_in
from tests.judging import season
from tests.judging.season import fresh, sign
from tests.make import rounds
from tests.make.entries import now

pytestmark = pytest.mark.django_db


class _Broken(Exception):
    pass


@pytest.fixture
def broken(monkeypatch):
    """A round that cannot be counted, with a sheet that waits for it."""
    round = rounds.round(entries=1)
    sign(round)
    monkeypatch.setattr(scoring, "tally", _fails)
    return round


def _fails(*args):
    raise _Broken("bobot nol\nDETAIL: baris 83.59")


def count(round, at=None):
    with pytest.raises(_Broken):
        runs.score(round_id=round.pk, at=at)


def sweep(at) -> int:
    """What the sweep of every minute does, at a time of our own."""
    due = runs.due(at)
    for round_id in due:
        with pytest.raises(_Broken):
            runs.score(round_id=round_id, at=at)
    return len(due)


def test_the_sweep_of_every_minute_tries_it_four_times_in_a_day(broken):
    start = now()
    tried = [minute for minute in range(24 * 60) if sweep(start + timedelta(minutes=minute))]

    assert tried == [0, 1, 6, 21]
    assert len(tried) == TRIES == 1 + len(PAUSES)
    assert runs.stale().get() == broken


def test_the_secretariat_is_told_once_and_reads_no_number(broken):
    staff = [make.person(Role.SECRETARIAT) for _ in range(2)]
    for _ in range(TRIES + 3):
        count(broken)

    job = Job.objects.get()
    assert job.note == "_Broken: bobot nol"
    letters = Notice.objects.filter(event="job.failed", channel="MAIL")
    told = Counter(letter.recipient for letter in letters)
    assert [told[one] for one in staff] == [1, 1]
    assert set(told.values()) == {1}
    assert not letters.filter(body__contains="83.59").exists()


def test_a_new_signature_is_counted_at_once_and_mends_it(
    broken, monkeypatch, django_capture_on_commit_callbacks
):
    for _ in range(TRIES):
        count(broken)
    assert runs.due(now() + timedelta(days=1)) == []
    monkeypatch.undo()
    sign(broken)

    with django_capture_on_commit_callbacks(execute=True):
        tasks._queue(broken.pk)

    assert fresh(broken).current_run.seq == 2
    assert Job.objects.get().state == JobState.DONE
    assert runs.failure_of(broken) is None


def test_the_plenary_that_closes_the_round_counts_it_and_so_ends_it(broken, monkeypatch):
    count(broken)
    monkeypatch.undo()
    season.close(rounds.walk_round(broken, "PLENARY"))

    assert Job.objects.get().state == JobState.DONE


def test_the_secretariat_sees_it_and_has_it_counted_again(client, broken, monkeypatch):
    secretariat = make.person(Role.SECRETARIAT)
    for _ in range(TRIES):
        count(broken)
    sign_in(client, secretariat)
    job = reverse("jobs:job-detail", args=[Job.objects.get().pk])
    for name in ("round-detail", "ranking"):
        body = client.get(reverse(f"judging:{name}", args=[broken.pk])).content.decode()
        assert "Penghitungan nilai gagal" in body
        assert f'href="{job}"' in body

    client.post(reverse("jobs:job-retry", args=[Job.objects.get().pk]))
    assert runs.due() == [broken.pk]
    monkeypatch.undo()
    tasks.score_stale()

    body = client.get(reverse("judging:round-detail", args=[broken.pk])).content.decode()
    assert "Penghitungan nilai gagal" not in body
    assert ScoreRun.objects.filter(round=broken).count() == 1


def test_the_chair_reads_of_it_and_is_sent_nowhere(client, broken):
    count(broken)
    rounds.walk_round(broken, "PLENARY")
    sign_in(client, make.person(Role.PLENARY_CHAIR))
    body = client.get(reverse("judging:round-detail", args=[broken.pk])).content.decode()
    assert "Portal mencobanya lagi" in body
    assert "/pekerjaan/" not in body[body.index("<main") :]


def test_letters_of_a_result_that_fail_are_put_off_and_begun_anew(
    monkeypatch, django_capture_on_commit_callbacks
):
    round = season.announced(90)
    job = Job.objects.get(kind=f"{results.KIND}:{round.pk}")
    with monkeypatch.context() as patch:
        patch.setattr(results, "_tell", _fails)
        for _ in range(TRIES):
            assert (job.pk, round.pk) in results.late(now() + timedelta(hours=1))
            with pytest.raises(_Broken):
                results.send(job_id=job.pk, round_id=round.pk)
            assert results.late() == []
    assert results.late(now() + timedelta(days=9)) == []

    running.retry(job, by=make.person(Role.SECRETARIAT))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.send_late_results()

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert Notice.objects.filter(event="judging.advancement").exists()
