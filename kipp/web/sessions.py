"""A session that knows when it ends, so that its pages can say so in time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.backends import db

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.sessions.models import Session
    from django.http import HttpRequest

    from kipp.accounts.models import User

SHARED = "shared_device"  # at log-in: others use this computer, so nothing is to stay on it
AHEAD = 120  # seconds before the end at which a page warns


class SessionStore(db.SessionStore):
    """The end stands in the row that is read for every request anyway; Django forgets it."""

    ends_at: datetime | None = None

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        self.ends_at = found.expire_date if found else None
        return found


def left(request: HttpRequest) -> int:
    """Seconds until the session of this request ends. For pages to show: nothing is decided by it."""
    ends_at = getattr(request.session, "ends_at", None)
    if ends_at is None:  # made with this very request
        return int(request.session.get_expiry_age())
    return max(0, int(ends_at.timestamp() - time.time()))


def bearer(user: User) -> str:
    """Who works in a session, and as what: words written as one are not saved as another."""
    return f"{user.pk}-{user.acting.pk if user.acting else 0}"


def warning(request: HttpRequest, user: User) -> dict[str, Any]:
    """What components/session.html and leaving.html need."""
    return {
        "left": left(request),
        "ahead": min(AHEAD, settings.SESSION_COOKIE_AGE // 2),
        "bearer": bearer(user),
        "shared": bool(request.session.get(SHARED)),
    }
