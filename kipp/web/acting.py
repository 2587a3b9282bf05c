"""Puts the role that a session acts under at `request.user.acting`, and its time zone in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from kipp.accounts.models import RoleHolding, User
from kipp.accounts.models.institution import zone_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SESSION_KEY = "acting"


class ActingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        holdings = _holdings(request)
        acting = _chosen(holdings, request)
        if isinstance(request.user, User):
            request.user.act_as(acting)
        request.holdings = holdings  # type: ignore[attr-defined]
        with timezone.override(zone_of(acting.institution if acting else None)):
            return self.get_response(request)


def _holdings(request: HttpRequest) -> list[RoleHolding]:
    """Read with the person by kipp.accounts.backend; anew after a login within this request."""
    user = request.user
    if not user.is_authenticated:
        return []
    if user.held is None:
        user.held = list(RoleHolding.objects.taken_up_by(user).for_acting())
    return user.held


def _chosen(holdings: list[RoleHolding], request: HttpRequest) -> RoleHolding | None:
    chosen = request.session.get(SESSION_KEY) if holdings else None
    return next((one for one in holdings if one.pk == chosen), holdings[0] if holdings else None)
