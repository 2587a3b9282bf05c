"""Doors for the worker. Each derives what to do from the records, so that twice is once."""

from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from scaling.actions import cases, reminders, replications, reports


@shared_task(base=DjangoTask)
def open_cases() -> None:
    cases.open_from_ticks()
    cases.disclose()
    cases.pause_for_revoked()


@shared_task(base=DjangoTask)
def propose_replications() -> None:
    replications.propose_from_entries()


@shared_task(base=DjangoTask)
def remind() -> None:
    reminders.overdue_stages()
    reminders.expiring_agreements()
    reports.mark_unconfirmed()
    reports.remind()
