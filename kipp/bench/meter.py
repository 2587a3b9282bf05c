"""Tells in a header what a request cost the web process: SQL statements and CPU time. BENCH=1 only.

The bench asks one thing at a time, so all the CPU of the process is the request's, also that of the
threads in which Argon2 works. What the database or another process computes is not in it: the figure
holds on a busy machine, too.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class MeterMiddleware:
    """Outermost: it sees every statement and all the CPU that is spent on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        statements = 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*args)

        began = time.process_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        spent = (time.process_time() - began) * 1000
        response["Server-Timing"] = f"sql;dur={statements}, cpu;dur={spent:.1f}"
        return response
