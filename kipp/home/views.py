from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from kipp.web.access import SignedInRequest


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "home/front.html", {})


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    return TemplateResponse(request, "home/desk.html", {})
