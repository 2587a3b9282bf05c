"""The life of a job row: asked for in a request, moved along by the worker, seen by whoever asked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from kipp.clock import moment
from kipp.jobs import mail
from kipp.jobs.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kipp.accounts.models import User


def ask(
    kind: str, title: str, *, by: User | None, url: str = "", at: datetime | None = None
) -> Job:
    """A row for work that a task will do. Queue the task with `delay_on_commit(job_id=job.pk)`."""
    return Job.objects.create(kind=kind, title=title, by=by, url=url, created_at=moment(at))


@contextmanager
def running(job_id: int) -> Iterator[Job | None]:
    """Wrap the work of a task: RUNNING, then DONE, or FAILED with the reason and a notice.

    Yields None when the job is over already: a task delivered twice has nothing to do. The row is
    written outside the transaction of the work, so that progress is seen while it goes on.
    """
    job = Job.objects.filter(pk=job_id).exclude(state=JobState.DONE).first()
    if job is None:
        yield None
        return
    _mark(job, state=JobState.RUNNING, started_at=moment(), finished_at=None)
    try:
        yield job
    except Exception as failure:
        _mark(job, state=JobState.FAILED, finished_at=moment(), note=f"{failure}"[:300])
        mail.job_failed(job)
        raise
    _mark(job, state=JobState.DONE, finished_at=moment())


def progress(job: Job, done: int, total: int, note: str = "") -> None:
    _mark(job, done=min(done, total), total=total, note=note[:300])


def _mark(job: Job, **values: object) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))
