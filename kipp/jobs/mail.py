from __future__ import annotations

from typing import TYPE_CHECKING

from kipp.clock import moment
from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from kipp.jobs.models import Job

JOB_FAILED = event(
    "job.failed",
    "Pekerjaan latar gagal",
    recipients="Peminta pekerjaan",
    timing="seketika, saat pekerjaan gagal",
)


def job_failed(job: Job) -> None:
    if job.by:
        outbox.send(JOB_FAILED, to=[job.by], key=f"job:{job.pk}", at=moment(), url=job.url, job=job)
