"""Doors for the worker: what the clock does. Each may run twice, late, or again after a crash."""

from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from submissions.actions import deadlines


@shared_task(base=DjangoTask)
def lapse_closed() -> None:
    deadlines.lapse_closed()


@shared_task(base=DjangoTask)
def relodge_overdue() -> None:
    deadlines.relodge_overdue()


@shared_task(base=DjangoTask)
def remind() -> None:
    deadlines.remind()
