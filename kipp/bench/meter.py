"""Tells in a header what a request cost the web process: SQL statements and CPU time. BENCH=1 only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class MeterMiddleware:
    """Outermost: it sees every statement and all the CPU that this thread spends on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        statements = 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*args)

        began = time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        spent = (time.thread_time() - began) * 1000
        response["Server-Timing"] = f"sql;dur={statements}, cpu;dur={spent:.1f}"
        return response
