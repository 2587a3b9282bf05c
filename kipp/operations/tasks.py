from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from kipp.operations import sessions, uploads


@shared_task(base=DjangoTask)
def sweep_uploads() -> None:
    uploads.sweep()


@shared_task(base=DjangoTask)
def sweep_sessions() -> None:
    sessions.sweep()
