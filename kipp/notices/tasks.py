from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from kipp.notices import delivery


@shared_task(base=DjangoTask)
def deliver_occasion(*, event: str, key: str) -> None:
    delivery.deliver_occasion(event=event, key=key)


@shared_task(base=DjangoTask)
def sweep() -> None:
    delivery.sweep()


@shared_task(base=DjangoTask)
def expire() -> None:
    delivery.expire()
