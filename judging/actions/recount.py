"""Whoever changes what a round counts: lock it first, say so last."""

from __future__ import annotations

from django.db.models import F

from judging import tasks
from judging.models import Round


def locked(round: Round) -> Round:
    """The round before its sheets, always in this order, or two actions would wait for each other.
    Rows that only point at the round are not held up."""
    rows = Round.objects.select_for_update(of=("self",), no_key=True).select_related("edition")
    return rows.get(pk=round.pk)


def due(round: Round) -> None:
    """The sheets of a round have changed: raise its counter in the same transaction, and count
    again after the commit. What the broker loses, the sweep over the counters finds."""
    Round.objects.filter(pk=round.pk).update(dirty_seq=F("dirty_seq") + 1)
    tasks.score_soon(round.pk)
