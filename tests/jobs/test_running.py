"""A long task says how far it is, ends once, can be asked to stop, and never ends unheard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from kipp.accounts.models import Role
from kipp.jobs import running, tasks
from kipp.jobs.models import Job, JobState
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db


def ask(**given) -> Job:
    given.setdefault("by", make.person(Role.SECRETARIAT))
    return running.ask("export", "Ekspor proposal", **given)


def work(job: Job, steps: int = 3, before_step=None) -> list[int]:
    """A task of three steps; `before_step` may interfere."""
    done = []
    with running.running(job.pk) as live:
        if live is None:
            return done
        for step in range(1, steps + 1):
            if before_step:
                before_step(step)
            done.append(step)
            running.progress(live, step, steps, f"Langkah {step}")
    return done


def test_a_job_runs_to_its_end():
    job = ask()

    assert work(job) == [1, 2, 3]

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert job.created_at <= job.started_at <= job.finished_at
    assert job.words == "3 dari 3 (100%) · Langkah 3"


def test_a_job_delivered_twice_is_done_once():
    job = ask()
    work(job)

    assert work(job) == []


def test_a_worker_killed_in_the_middle_lets_the_next_begin_anew():
    job = ask()

    def kill(step):
        if step == 2:
            raise SystemExit

    with pytest.raises(SystemExit):
        work(job, before_step=kill)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING

    assert work(job) == [1, 2, 3]


def test_a_failure_is_told_to_whoever_asked():
    job = ask()

    def fail(step):
        raise ValueError("kolom ketiga kosong")

    with pytest.raises(ValueError, match="kolom"):
        work(job, before_step=fail)

    job.refresh_from_db()
    assert (job.state, job.note) == (JobState.FAILED, "kolom ketiga kosong")
    assert set(Notice.objects.values_list("recipient", flat=True)) == {job.by_id}
    assert work(job) == [1, 2, 3]


def test_a_job_at_work_stops_at_its_next_step():
    job = ask(cancellable=True)

    def stop(step):
        if step == 2:
            running.cancel(job, by=job.by)

    assert work(job, before_step=stop) == [1, 2]

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert JournalLine.objects.get(verb="job.cancel").by == job.by
    assert work(job) == []


def test_a_job_in_the_queue_is_cancelled_before_it_begins():
    job = ask(cancellable=True)

    running.cancel(job, by=job.by)

    assert work(job) == []
    with pytest.raises(Refused, match="sudah berakhir"):
        running.cancel(job, by=job.by)


def test_work_that_must_end_is_not_cancelled():
    job = ask()

    with pytest.raises(Refused, match="tidak dapat dihentikan"):
        running.cancel(job, by=job.by)


def test_a_job_that_lost_its_worker_is_ended_and_told():
    job, alive = ask(), ask()
    limit = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
    now = datetime.now(UTC)
    for one, silent in ((job, limit + timedelta(minutes=1)), (alive, limit - timedelta(minutes=1))):
        Job.objects.filter(pk=one.pk).update(state=JobState.RUNNING, touched_at=now - silent)

    tasks.sweep()
    tasks.sweep()

    job.refresh_from_db()
    alive.refresh_from_db()
    assert (job.state, alive.state) == (JobState.FAILED, JobState.RUNNING)
    assert Notice.objects.filter(recipient=job.by, channel="MAIL").count() == 1


def test_more_than_all_is_never_done():
    job = ask()
    running.progress(job, 7, 5)
    assert (job.done, job.total) == (5, 5)

    with pytest.raises(IntegrityError, match="beyond_its_total"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(done=6)
    with pytest.raises(IntegrityError, match="ended_says_when"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED)
