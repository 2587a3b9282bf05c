from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from datetime import date, datetime


def day_of(at: datetime) -> date:
    """The day on the portal's calendar: roles begin and end by it, wherever their holder sits."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
