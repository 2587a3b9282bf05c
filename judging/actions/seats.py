"""Seats that nobody will fill any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.models import Assignment, Round, Scorecard
from judging.models.assignment import ENDED
from kipp.journal import moves
from kipp.journal.record import record

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User


def release_abandoned(round: Round, *, by: User, at: datetime) -> int:
    """Free the unsigned seats of judges whose role has ended, their sheets void by name; what they
    signed counts. The caller holds the round. Returns how many."""
    rows = Assignment.objects.filter(round=round).abandoned().order_by("pk")
    ids = list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    if not ids:
        return 0
    cards = Scorecard.objects.filter(assignment__in=ids).select_for_update().order_by("pk")
    changes = {"void_reason": ENDED}
    moves.move_many(list(cards), "scorecard.void", by=by, at=at, about=round, changes=changes)
    Assignment.objects.filter(pk__in=ids).update(recused_at=at, recusal_reason=ENDED)
    record("assignment.release", round, by=by, at=at, ids=ids)
    return len(ids)
