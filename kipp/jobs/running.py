"""The life of a job row: asked for in a request, moved along by the worker, seen by whoever asked."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from kipp.clock import moment
from kipp.jobs import mail
from kipp.jobs.models import PAUSES, TRIES, Job, JobState
from kipp.journal.moves import Refused
from kipp.journal.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kipp.accounts.models import User

# No task may run longer: whoever is silent for so long has lost its worker.
LOST = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)


class Cancelled(Exception):
    """Raised by `progress` inside the work when somebody has asked the job to stop."""


def ask(
    kind: str,
    title: str,
    *,
    by: User | None,
    url: str = "",
    cancellable: bool = False,
    tries: int = 1,
    at: datetime | None = None,
) -> Job:
    """A row for work that a task will do. Queue the task with `delay_on_commit(job_id=job.pk)`.

    `tries` above one: a sweep of the asking app begins it again while `late` names it.
    """
    columns = {"kind": kind, "title": title, "by": by, "url": url, "tries": tries}
    return Job.objects.create(**columns, cancellable=cancellable, created_at=moment(at))


def late(kind: str, *, patience: timedelta, at: datetime | None = None) -> list[Job]:
    """Jobs of kinds that begin so, which a lost broker has forgotten, a lost worker has left, or a
    failure has put off until now."""
    at = moment(at)
    forgotten = Q(state=JobState.QUEUED, created_at__lt=at - patience)
    left = Q(state=JobState.RUNNING, touched_at__lt=at - LOST, attempts__lt=F("tries"))
    failed = Q(state=JobState.FAILED, next_try_at__lte=at)
    return list(Job.objects.filter(forgotten | left | failed, kind__startswith=kind).order_by("pk"))


@transaction.atomic
def fell(kind: str, title: str, reason: str, *, url: str = "", at: datetime | None = None) -> Job:
    """Work that the clock asks for has failed. It has no row while it goes well; until it goes well
    again, its failures are one row."""
    at = moment(at)
    jobs = Job.objects.select_for_update(of=("self",))
    job = jobs.filter(kind=kind, state=JobState.FAILED).order_by("pk").first()
    if job is None:
        job = Job(kind=kind, title=title, url=url, tries=TRIES, created_at=at)
    job.attempts, job.started_at, job.touched_at = job.attempts + 1, at, at
    _end_failed(job, reason, at)
    job.save()
    _tell(job)
    return job


def mended(kind: str, at: datetime | None = None) -> None:
    """It went well: its failures, where there were any, are a thing of the past."""
    fallen = Job.objects.filter(kind=kind, state=JobState.FAILED)
    if fallen.exists():
        columns = {"state": JobState.DONE, "finished_at": moment(at), "next_try_at": None}
        fallen.update(**columns, note="")


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


@transaction.atomic
def retry(job: Job, *, by: User, at: datetime | None = None) -> Job:
    """What has failed for good begins anew with the next sweep, with as many tries as before."""
    rows = Job.objects.retryable_by(by).select_for_update(of=("self",))
    found = rows.filter(pk=job.pk).first()
    if found is None:
        raise Refused("Pekerjaan ini tidak menunggu dicoba lagi.")
    at = moment(at)
    _mark(found, attempts=0, next_try_at=at)
    record("job.retry", found, by=by, at=at)
    return found


def sweep(at: datetime | None = None) -> int:
    """End the rows whose worker was lost: nothing is heard of them for longer than a task may run."""
    stranded = list(Job.objects.stranded(moment(at) - LOST).order_by("pk"))
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
        begun = {"started_at": now, "touched_at": now, "attempts": job.attempts + 1}
        _mark(job, state=JobState.RUNNING, finished_at=None, next_try_at=None, **begun)
    return job


@transaction.atomic
def _fail(job: Job, reason: str) -> None:
    _end_failed(job, reason, moment())
    job.save(update_fields=["state", "finished_at", "note", "next_try_at"])
    _tell(job)


def _end_failed(job: Job, reason: str, at: datetime) -> None:
    job.state, job.finished_at, job.note = JobState.FAILED, at, reason[:300]
    again = 0 < job.attempts < job.tries
    job.next_try_at = at + PAUSES[min(job.attempts, len(PAUSES)) - 1] if again else None


def _tell(job: Job) -> None:
    """Once per job, and not while it may still mend by itself."""
    if job.next_try_at is None:
        mail.job_failed(job)


def _mark(job: Job, **values: object) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))
