from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kipp.clock import moment
from kipp.home.desks import desk_of, welcome
from kipp.notices.models import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

NEWS = 5


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    user, now = request.user, moment()
    found = desk_of(user, now)
    tasks = found.in_order(now)
    unwelcomed = user.acting is not None and user.acting.welcomed_at is None
    context = {
        "greeting": _greeting(now),
        "now": now,
        "desk": found,
        "tasks": tasks,
        "ready": [task for task in tasks if not task.later],
        "coming": [task for task in tasks if task.later],
        "welcome": welcome.LINES[user.role] if unwelcomed else (),
        "news": Notice.objects.addressed_to(user)[:NEWS],
        "waiting": user.holdings.awaiting_confirmation() if user.acting is None else (),
    }
    return TemplateResponse(request, "home/desk.html", context)


def _greeting(now: datetime) -> str:
    hour = timezone.localtime(now).hour
    parts = ((11, "Selamat pagi"), (15, "Selamat siang"), (18, "Selamat sore"))
    return next((words for end, words in parts if 4 <= hour < end), "Selamat malam")
