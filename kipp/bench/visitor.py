"""A browser without a screen: cookies, links, forms. What it is told a request cost, it keeps."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

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


@dataclass(slots=True)
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    has_button: bool = False


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
        form = next(one for one in Page.of(page).forms if one.method == "post")
        fields = dict(form.fields) | {"login": email, "password": password}
        answer = self.post("/akun/masuk/", list(fields.items()))
        if answer.status != 302:
            raise RuntimeError(f"{email} cannot log in")
        return answer

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self._ask(path, urllib.parse.urlencode(fields).encode())

    def _ask(self, path: str, data: bytes | None) -> Answer:
        request = urllib.request.Request(self.url + path, data)  # noqa: S310 - our own address
        request.add_header("Referer", self.url + path)
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


class Page(HTMLParser):
    """Links and forms of a page, the forms filled in as the page offers them."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._text: str | None = None
        self._select: str | None = None

    @classmethod
    def of(cls, answer: Answer) -> Page:
        page = cls()
        page.feed(answer.html)
        return page

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in given}
        if tag == "a" and attrs.get("href", "").startswith(("/", "?")):
            self.links.append(attrs["href"])
        elif tag == "form":
            self._open = Form(attrs.get("action", ""), attrs.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open:
            self._control(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._open and self._text is not None:
            name, text = self._open.fields.pop()
            self._open.fields.append((name, text + data))

    def _control(self, tag: str, attrs: dict[str, str]) -> None:
        form, name = self._open, attrs.get("name", "")
        if form is None:
            return
        if tag == "textarea" and name:
            self._text = name
            form.fields.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in attrs:
            form.fields.append((self._select, attrs.get("value", "")))
        elif tag == "input" and name and _is_sent(attrs):
            form.fields.append((name, attrs.get("value", "")))
        elif tag == "button" and not form.has_button and attrs.get("type", "submit") == "submit":
            form.has_button = True  # the first is the one that is pressed
            form.fields += [(name, attrs.get("value", ""))] if name else []


def _is_sent(attrs: dict[str, str]) -> bool:
    kind = attrs.get("type", "text")
    if kind in ("checkbox", "radio"):
        return "checked" in attrs
    return kind not in ("submit", "button", "file", "reset")
