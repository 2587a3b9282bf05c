"""/sehat/ speaks also when the database does not: it stands before all that reads a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.health import pulse
from kipp.health.views import health_without_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == reverse("health") and not pulse.database_answers():
            return health_without_database(request)
        return self.get_response(request)
