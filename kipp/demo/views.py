"""Kotak surat demo: the letters the portal has sent, for whoever tries the demo. DEMO=1 only."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from kipp.demo import mailbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def door(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, **kwargs)

    return login_not_required(require_safe(door))


@demo_only
def mail_list(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("kepada", "").strip()
    context = {"letters": mailbox.latest(to), "to": to}
    return TemplateResponse(request, "demo/mail_list.html", context)


@demo_only
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    letter = mailbox.find(name)
    if letter is None:
        raise Http404
    return TemplateResponse(request, "demo/mail_detail.html", {"letter": letter})
