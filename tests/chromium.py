"""Chromium for the tests: `browser`, and `look` for pages of HTML without a server, whose files come
from the static folders."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connections
from playwright.sync_api import sync_playwright

from kipp.web import font

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
SITE = "http://portal.test/"
POLICY = "; ".join(
    f"{name} {' '.join(sources)}"
    for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Playwright keeps a loop running in this thread; Django takes that for asynchronous code."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            raise RuntimeError("CI must have Chromium")
        pytest.skip("needs Chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()  # those of this loop: nobody else can reach them


@pytest.fixture(scope="session")
def _font() -> None:
    font.build(settings.LOCAL / "build")


@pytest.fixture
def look(browser: Browser, _font: None) -> Iterator[Callable[..., Page]]:
    """Open a page of HTML under the portal's own content policy; what it complains of is kept."""
    contexts = []

    def look(
        html: str, answers: dict[str, Callable[[Route], None]] | None = None, **view: object
    ) -> Page:
        context = browser.new_context(
            locale="id-ID", **({"viewport": {"width": 1280, "height": 800}} | view)
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.route("**/*", lambda route: answer(route, html, answers or {}))
        page.goto(SITE)
        page.evaluate("document.fonts.ready")
        return page

    yield look
    for context in contexts:
        context.close()


def answer(route: Route, html: str, answers: dict[str, Callable[[Route], None]]) -> None:
    path = route.request.url.removeprefix(SITE).split("?")[0].split("#")[0]
    if path in answers:
        return answers[path](route)
    if path.startswith("static/"):
        file = finders.find(path.removeprefix("static/"))
        kind = mimetypes.guess_type(path)[0] or "font/woff2"
        return route.fulfill(path=file, content_type=kind) if file else route.fulfill(status=404)
    if "hx-request" in route.request.headers:  # a part of the page, which stays as it was sent
        return route.fulfill(status=204)
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    return route.fulfill(body=html, headers=headers)
