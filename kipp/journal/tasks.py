from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from kipp.journal import seals


@shared_task(base=DjangoTask)
def seal(*, everything: bool = False) -> None:
    seals.seal(everything=everything)
