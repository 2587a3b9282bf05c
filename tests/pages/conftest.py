"""One browser tab that visits all pages: a new one for each would take longer than looking at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests import chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

WIDE, TABLET, PHONE, NARROWEST = 1280, 700, 390, 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """async rules => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
    return found.violations.map(one => `${one.id}: ${one.nodes[0].html}`);
}"""


@pytest.fixture(scope="session")
def faults(browser: Browser, _font: None) -> Iterator[Callable[[str], list[str]]]:
    """What is wrong with a page of HTML, in words: nothing, or its author has work."""
    context = browser.new_context(locale="id-ID")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))

    def faults(html: str) -> list[str]:
        complaints.clear()
        page.set_viewport_size({"width": WIDE, "height": 800})
        page.unroute_all()
        page.route("**/*", lambda route: chromium.answer(route, html, {}))
        page.goto(chromium.SITE)
        page.evaluate("document.fonts.ready")
        page.evaluate(AXE_SCRIPT)
        found = [f"{WIDE}: {one}" for one in page.evaluate(VIOLATIONS, RULES)]
        page.set_viewport_size({"width": PHONE, "height": 800})
        found += [f"{PHONE}: {one}" for one in page.evaluate(VIOLATIONS, RULES)]
        for given in (TABLET, NARROWEST):
            page.set_viewport_size({"width": given, "height": 800})
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > given:
                found.append(f"{given}: scrolls sideways to {width}")
        if not page.title().endswith("Portal KIPP"):
            found.append(f"title: {page.title()}")
        if page.locator("h1").count() != 1:
            found.append(f"h1: {page.locator('h1').count()}")
        return found + complaints

    yield faults
    context.close()
