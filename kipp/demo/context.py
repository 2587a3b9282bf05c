from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from kipp.demo.people import LOGINS

if TYPE_CHECKING:
    from django.http import HttpRequest


def logins(request: HttpRequest) -> dict[str, Any]:
    """The log-ins on the sign-in page, while DEMO=1 and nobody is signed in."""
    # A refused host name is answered before anybody has been looked for.
    user = getattr(request, "user", None)
    if not settings.DEMO or (user and user.is_authenticated):
        return {}
    return {"demo_logins": list(LOGINS.values())}
