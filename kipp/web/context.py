"""What the frame of every page shows: role, navigation, unread notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from kipp.notices.models import Notice
from kipp.web import sessions
from kipp.web.navigation import navigation_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    # A refused host name is answered before anybody has been looked for.
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"demo": settings.DEMO, "navigation": [], "holdings": []}
    if user is None or not user.is_authenticated:
        return context
    return context | {
        "acting": user.acting,
        "holdings": getattr(request, "holdings", []),
        "navigation": navigation_of(user, request.path),
        "session_warning": sessions.warning(request, user),
        "unread_notices": Notice.objects.addressed_to(user).unread().count(),
    }
