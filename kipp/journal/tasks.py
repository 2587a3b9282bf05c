from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from kipp.journal import digest, seals


@shared_task(base=DjangoTask)
def seal(*, everything: bool = False) -> None:
    seals.seal(everything=everything)


@shared_task(base=DjangoTask)
def send_head() -> None:
    digest.send_head()
