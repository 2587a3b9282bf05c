"""The life of a job row: asked for in a request, moved along by the worker, seen by whoever asked."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from kipp.clock import moment
from kipp.jobs import mail
from kipp.jobs.models import Job, JobState
from kipp.journal.moves import Refused
from kipp.journal.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kipp.accounts.models import User


class Cancelled(Exception):
    """Raised by `progress` inside the work when somebody has asked the job to stop."""


def ask(
    kind: str,
    title: str,
    *,
    by: User | None,
    url: str = "",
    cancellable: bool = False,
    at: datetime | None = None,
) -> Job:
    """A row for work that a task will do. Queue the task with `delay_on_commit(job_id=job.pk)`."""
    return Job.objects.create(
        kind=kind, title=title, by=by, url=url, cancellable=cancellable, created_at=moment(at)
    )


@contextmanager
def running(job_id: int) -> Iterator[Job | None]:
    """Wrap the work of a task: RUNNING, then DONE, CANCELLED, or FAILED with the reason and a notice.

    Yields None when the job is over already: a task delivered twice has nothing to do. The row is
    written outside the transaction of the work, so that progress is seen while it goes on.
    """
    job = _begin(job_id)
    if job is None:
        yield None
        return
    try:
        yield job
    except Cancelled:
        _mark(job, state=JobState.CANCELLED, finished_at=moment())
        return
    except Exception as failure:
        _fail(job, f"{failure}")
        raise
    _mark(job, state=JobState.DONE, finished_at=moment())


def progress(job: Job, done: int, total: int, note: str = "") -> None:
    """Say how far the work is. Raises Cancelled when the job has been asked to stop: call it
    where stopping leaves nothing half done."""
    _mark(job, done=min(done, total), total=total, note=note[:300], touched_at=moment())
    if job.cancellable and Job.objects.filter(pk=job.pk, cancel_requested=True).exists():
        raise Cancelled


@transaction.atomic
def cancel(job: Job, *, by: User, at: datetime | None = None) -> Job:
    """Ask a job to stop. One that waits for its turn ends at once, one at work at its next step."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    at = moment(at)
    if job.is_over:
        raise Refused("Pekerjaan ini sudah berakhir.")
    if not job.cancellable:
        raise Refused("Pekerjaan ini tidak dapat dihentikan di tengah jalan.")
    _mark(job, cancel_requested=True)
    if job.state == JobState.QUEUED:
        _mark(job, state=JobState.CANCELLED, finished_at=at)
    record("job.cancel", job, by=by, at=at)
    return job


def sweep(at: datetime | None = None) -> int:
    """End the rows whose worker was lost: nothing is heard of them for longer than a task may run."""
    now = moment(at)
    patience = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
    stranded = list(Job.objects.stranded(now - patience).order_by("pk"))
    for job in stranded:
        _fail(job, "Pekerja berhenti di tengah jalan. Mintalah lagi pekerjaan ini.")
    return len(stranded)


@transaction.atomic
def _begin(job_id: int) -> Job | None:
    """A failed job may be tried again; one that is done or cancelled never starts."""
    jobs = Job.objects.select_for_update(of=("self",))
    job = jobs.exclude(state__in=[JobState.DONE, JobState.CANCELLED]).filter(pk=job_id).first()
    if job is not None:
        now = moment()
        _mark(job, state=JobState.RUNNING, started_at=now, touched_at=now, finished_at=None)
    return job


@transaction.atomic
def _fail(job: Job, reason: str) -> None:
    _mark(job, state=JobState.FAILED, finished_at=moment(), note=reason[:300])
    mail.job_failed(job)


def _mark(job: Job, **values: object) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))
