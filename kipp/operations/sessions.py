"""Sessions that have ended: nobody can use their rows any more, and nothing else deletes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session

from kipp.clock import moment

if TYPE_CHECKING:
    from datetime import datetime


def sweep(*, at: datetime | None = None) -> int:
    """Delete the rows of sessions that are over; returns how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=moment(at)).delete()
    return deleted
