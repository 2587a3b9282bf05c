from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from kipp.operations import uploads


@shared_task(base=DjangoTask)
def sweep_uploads() -> None:
    uploads.sweep()
