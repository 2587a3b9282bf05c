from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.accounts.models import Role, RoleHolding, User
from kipp.clock import moment
from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kipp.jobs.models import Job

JOB_FAILED = event(
    "job.failed",
    "Pekerjaan latar gagal",
    recipients="Peminta pekerjaan; Tim Sekretariat bila portal sendiri yang memintanya",
    timing="seketika, saat pekerjaan gagal dan tidak dicoba lagi dengan sendirinya",
)


def job_failed(job: Job) -> None:
    """Once per job. What the clock would have tried again is begun anew on the job's own page."""
    users = [job.by] if job.by else _secretariat()
    url = reverse("jobs:job-detail", kwargs={"pk": job.pk}) if job.tries > 1 else job.url
    outbox.send(JOB_FAILED, to=users, key=f"job:{job.pk}", at=moment(), url=url, job=job)


def _secretariat() -> Iterable[User]:
    held = RoleHolding.objects.in_force().filter(role=Role.SECRETARIAT)
    return User.objects.filter(pk__in=held.values("user")).order_by("pk")
