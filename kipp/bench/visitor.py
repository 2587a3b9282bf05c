"""A browser without a screen: it keeps its cookies and what it is told a request cost."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

from kipp.bench.page import Page

_COST = re.compile(r"sql;dur=(\d+), cpu;dur=([\d.]+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: where it ended, its HTML, and the cost of the request itself."""

    path: str
    status: int
    html: str
    sql: int
    cpu_ms: float
    location: str = ""

    @property
    def leads_to(self) -> list[str]:
        return [self.location] if self.location.startswith("/") else []


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A post is measured alone: the page it leads to is another request."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


class Visitor:
    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, _NoRedirect)

    def log_in(self, email: str, password: str) -> Answer:
        page = self.get("/akun/masuk/")
        form = next(one for one in Page(page.html).forms if one.method == "post")
        fields = dict(form.filled()) | {"login": email, "password": password}
        answer = self.post("/akun/masuk/", list(fields.items()))
        if answer.status != 302:
            raise RuntimeError(f"{email} cannot log in")
        return answer

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self._ask(path, urllib.parse.urlencode(fields).encode())

    def put(self, path: str, values: dict[str, str], *, version: int, token: str) -> Answer:
        """As a page saves by itself."""
        headers = {
            "Content-Type": "application/json",
            "If-Match": f'"{version}"',
            "X-CSRFToken": token,
        }
        return self._ask(path, json.dumps(values).encode(), method="PUT", headers=headers)

    def _ask(
        self,
        path: str,
        data: bytes | None,
        *,
        method: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        headers = {"Referer": self.url + path} | (headers or {})
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - our own address
        try:
            response = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as answer:
            response = answer
        with response:
            cost = _COST.search(response.headers.get("Server-Timing", "")) or [0, 0, 0]
            kind = response.headers.get("Content-Type", "")
            html = response.read().decode() if kind.startswith("text/html") else ""
            leads = response.headers.get("Location", "")
            return Answer(path, response.status, html, int(cost[1]), float(cost[2]), leads)
