"""Telling judges and secretariat how a round goes, each occasion once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from judging import mail
from judging.models import Round, RoundState
from judging.queries import sheets
from kipp.clock import moment

if TYPE_CHECKING:
    from datetime import datetime

OCCASIONS = (1, 3)  # days before the due date; the nearest one that has come is told


@transaction.atomic
def remind(at: datetime | None = None) -> None:
    at = moment(at)
    for round in (
        Round.objects.filter(state=RoundState.OPEN).select_related("edition").order_by("pk")
    ):
        _half(round, at)
        _due(round, at)


def _half(round: Round, at: datetime) -> None:
    signed, total = sheets.sheet_counts(round)
    if total and signed * 2 >= total:
        mail.half(round, signed, total, at=at)


def _due(round: Round, at: datetime) -> None:
    left = round.due_at - at
    days = next((days for days in OCCASIONS if left <= timedelta(days=days)), None)
    if days and left > timedelta(0):
        mail.due(round, days, sheets.sheets_left(round), at=at)
