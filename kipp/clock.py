"""One clock for every decision: the database's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from datetime import datetime


def moment(at: datetime | None = None) -> datetime:
    """The moment an action happens: `at` if given (tests, the demo builder), else the database's
    clock read now. Call it after the lock is held: `clock_timestamp()` runs on while one waits,
    the start of the transaction does not (rules of the portal, section 4).
    """
    if at is not None:
        return at
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
