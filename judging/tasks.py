from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.core.cache import cache
from django.db import transaction

from judging.actions import planning, progress, results, runs

PAUSE = 3  # seconds: a hundred signatures at once are one run or two
FORGET = 60


def score_soon(round_id: int) -> None:
    """Queue a run of the round for after this transaction, unless one is waiting already.

    For actions that change what counts: call it where `dirty_seq` is raised. What a lost broker
    forgets, `score_stale` finds.
    """
    transaction.on_commit(lambda: _queue(round_id), robust=True)


@shared_task(base=DjangoTask)
def score_round(*, round_id: int) -> None:
    cache.delete(_waiting(round_id))  # before looking: what is signed from now on queues anew
    if runs.score(round_id=round_id):
        score_soon(round_id)


@shared_task(base=DjangoTask)
def score_stale() -> None:
    for round_id in runs.due():
        score_round.delay(round_id=round_id)


@shared_task(base=DjangoTask)
def remind() -> None:
    progress.remind()


@shared_task(base=DjangoTask)
def send_results(*, job_id: int, round_id: int) -> None:
    results.send(job_id=job_id, round_id=round_id)


@shared_task(base=DjangoTask)
def send_late_results() -> None:
    for job_id, round_id in results.late():
        send_results.delay(job_id=job_id, round_id=round_id)


@shared_task(base=DjangoTask)
def plan_assignments(*, job_id: int, round_id: int, holding_id: int) -> None:
    planning.work(job_id=job_id, round_id=round_id, holding_id=holding_id)


def _queue(round_id: int) -> None:
    if cache.add(_waiting(round_id), True, timeout=FORGET):
        score_round.apply_async(kwargs={"round_id": round_id}, countdown=PAUSE)


def _waiting(round_id: int) -> str:
    return f"judging:score:{round_id}"
