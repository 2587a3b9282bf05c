from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from kipp.jobs import running


@shared_task(base=DjangoTask)
def sweep() -> None:
    running.sweep()
