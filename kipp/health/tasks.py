"""Who leaves which sign of life. Celery's own signals are the only place to hear its processes."""

from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from celery.signals import after_task_publish, beat_init, heartbeat_sent

from kipp.health import pulse


@shared_task(base=DjangoTask, expires=60)
def heartbeat() -> None:
    """Beat sends it, a worker runs it: the whole way from one to the other is open."""
    pulse.leave("queue")


@heartbeat_sent.connect
def worker_lives(**_event: object) -> None:
    """Every two seconds from the worker's main process, however busy its children are."""
    pulse.leave("worker")


@after_task_publish.connect(sender=heartbeat.name)
def beat_lives(**_event: object) -> None:
    pulse.leave("beat")


@beat_init.connect
def first_heartbeat(**_event: object) -> None:
    """Not only after the first interval: a start waits for this one."""
    heartbeat.delay()
