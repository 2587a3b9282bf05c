"""Doors for the worker: what the clock does. Each may run twice, late, or again after a crash."""

from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from submissions.actions import circulars, deadlines, forms, prints, scanning, signatures, uploads


@shared_task(base=DjangoTask)
def lapse_closed() -> None:
    deadlines.lapse_closed()


@shared_task(base=DjangoTask)
def relodge_overdue() -> None:
    deadlines.relodge_overdue()


@shared_task(base=DjangoTask)
def renew_prints() -> None:
    for entry_id in prints.behind():
        prints.renew(entry_id)


@shared_task(base=DjangoTask)
def read_signatures() -> None:
    for attachment_id in signatures.unread():
        signatures.read(attachment_id)


@shared_task(base=DjangoTask)
def remind() -> None:
    deadlines.remind()


@shared_task(base=DjangoTask)
def tell_of_forms() -> None:
    forms.tell()


@shared_task(base=DjangoTask)
def expire_uploads() -> None:
    uploads.expire()


@shared_task(
    base=DjangoTask, autoretry_for=(OSError,), retry_backoff=30, retry_jitter=True, max_retries=4
)
def scan_attachment(*, attachment_id: int) -> None:
    scanning.scan(attachment_id)


@shared_task(base=DjangoTask)
def scan_waiting() -> None:
    scanning.sweep()


@shared_task(base=DjangoTask)
def send_circular(*, job_id: int, circular_id: int) -> None:
    circulars.work(job_id=job_id, circular_id=circular_id)


@shared_task(base=DjangoTask)
def send_late_circulars() -> None:
    for job_id, circular_id in circulars.late():
        send_circular.delay(job_id=job_id, circular_id=circular_id)
