from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kipp.accounts.models import Role, User
from kipp.health import pulse

if TYPE_CHECKING:
    from django.http import HttpRequest

STAFF = (Role.SECRETARIAT, Role.SUPERUSER)
LOOPBACK = ("127.0.0.1", "::1")


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 or 503 to everybody; which part it is only to staff and to this machine."""
    return answer(pulse.parts(), told=_from_this_machine(request) or _by_staff(request))


@never_cache
def health_without_database(request: HttpRequest) -> JsonResponse:
    """Nobody can be known to be staff then."""
    return answer(pulse.parts_without_database(), told=_from_this_machine(request))


def answer(parts: dict[str, bool], *, told: bool) -> JsonResponse:
    well = all(parts.values())
    status: dict[str, object] = {"status": "sehat" if well else "terganggu"}
    return JsonResponse(status | parts if told else status, status=200 if well else 503)


def _from_this_machine(request: HttpRequest) -> bool:
    """A proxy on this machine names whom it speaks for."""
    return (
        request.META.get("REMOTE_ADDR") in LOOPBACK
        and "HTTP_X_FORWARDED_FOR" not in request.META
        and "HTTP_FORWARDED" not in request.META
    )


def _by_staff(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.role in STAFF
