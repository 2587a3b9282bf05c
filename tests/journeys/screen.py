"""A person at a real browser, with the hands of `Visitor`: what is clicked is what is seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.journeys.papers import Paper
from tests.journeys.visitor import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PATIENCE = 15_000  # milliseconds for what the server does at once
LOOKS = 20  # reloads for what the worker does behind it
PARTS = ("Tanggal", "Bulan", "Tahun")


class Screen:
    def __init__(self, browser: Browser, site: str, email: str = "", *, width: int = 1280) -> None:
        self.email, self.complaints = email, []
        view = {"width": width, "height": 900}
        self.context = browser.new_context(locale="id-ID", base_url=site, viewport=view)
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda one: self.complaints.append(f"{one.text} {one.location}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def log_in(self) -> Screen:
        self.open("/akun/masuk/")
        return self.press("Masuk", {"Surel": self.email, "Kata sandi": PASSWORD})

    def open(self, url: str) -> Screen:
        """An absolute path, or one beside the page that is shown."""
        here = self.page.url if self.page.url.startswith("http") else "/"
        self.page.goto(url if url.startswith("/") else f"{here.split('?')[0].split('#')[0]}{url}")
        return self

    def follow(self, words: str) -> Screen:
        link = self._named("link", words)
        with self.page.expect_navigation():
            link.click()
        return self

    def press(self, button: str, given: dict[str, Any] | None = None) -> Screen:
        pressed = self._named("button", button)
        form = self._form_of(pressed)
        for label, value in (given or {}).items():
            self._fill(form, label, value)
        with self.page.expect_navigation():
            pressed.click()
        return self

    def upload(self, button: str, label: str, *papers: Paper) -> Screen:
        """With scripts there is no button to press: files go up as they are chosen."""
        pressed = self.page.locator("button", has_text=button)
        form = self.page.locator("form[data-uploads]").filter(has=pressed)
        files = [
            {"name": one.name, "mimeType": one.media_type, "buffer": one.content} for one in papers
        ]
        there = self.page.locator("[data-files] li")
        before = there.count()
        self._labelled(form, label).set_input_files(files)
        expect(there).to_have_count(before + len(papers), timeout=PATIENCE)
        expect(form.locator(".uploads li")).to_have_count(0, timeout=PATIENCE)
        return self

    def sees(self, words: str) -> Screen:
        expect(self.page.locator("body")).to_contain_text(
            words, use_inner_text=True, timeout=PATIENCE
        )
        return self

    def misses(self, words: str) -> Screen:
        assert words not in self.page.locator("body").inner_text()
        return self

    def waits_for(self, words: str) -> Screen:
        """What the worker does behind the page: look, wait a second, look again."""
        for _ in range(LOOKS):
            if self.shows(words):
                return self
            self.page.wait_for_timeout(1000)
            self.page.reload()
        return self.sees(words)

    def shows(self, words: str) -> bool:
        return words in self.page.locator("body").inner_text()

    def offers(self, link: str) -> bool:
        return self._starting("link", link).count() > 0

    def has_button(self, words: str) -> bool:
        return self.page.get_by_role("button", name=words, exact=True).count() > 0

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def choices(self) -> list[str]:
        legends = self.page.locator("fieldset", has=self.page.get_by_role("radio"))
        return [one.inner_text() for one in legends.locator("legend").all()]

    def _named(self, role: Any, words: str) -> Locator:
        """The words themselves, else what begins with them; folded away, it is unfolded first."""
        self._unfold(words)
        exact = self.page.get_by_role(role, name=words, exact=True)
        found = exact if exact.count() else self._starting(role, words)
        found = found if found.count() else self.page.get_by_role(role, name=words)
        expect(found.first).to_be_visible()
        return found.first

    def _starting(self, role: Any, words: str) -> Locator:
        return self.page.get_by_role(role, name=re.compile(f"^{re.escape(words)}"))

    def _unfold(self, words: str) -> None:
        folded = self.page.locator("details:not([open])").filter(has_text=words)
        if folded.count() and not self.page.get_by_text(words).first.is_visible():
            folded.first.locator("summary").first.click()

    def _form_of(self, button: Locator) -> Locator:
        """The form that the button sends; one outside names it."""
        name = button.get_attribute("form")
        return (
            self.page.locator(f"form#{name}") if name else button.locator("xpath=ancestor::form[1]")
        )

    def _fill(self, form: Locator, label: str, value: Any) -> None:
        group = form.locator("fieldset").filter(has=self.page.locator("legend", has_text=label))
        if isinstance(value, tuple):
            for part, number in zip(PARTS, value, strict=True):
                group.get_by_label(part, exact=True).fill(str(number))
            return
        if isinstance(value, str) and group.get_by_role("radio").count():
            group.get_by_label(value, exact=True).check()
            return
        self._set(self._labelled(form, label), value)

    def _labelled(self, form: Locator, label: str) -> Locator:
        exact = form.get_by_label(label, exact=True)
        found = exact if exact.count() == 1 else form.get_by_label(label)
        expect(found).to_have_count(1)
        return found

    def _set(self, control: Locator, value: Any) -> None:
        if isinstance(value, Paper):
            file = {"name": value.name, "mimeType": value.media_type, "buffer": value.content}
            control.set_input_files(file)
        elif isinstance(value, bool):
            control.set_checked(value)
        elif control.evaluate("one => one.tagName") == "SELECT":
            option = control.locator("option").filter(has_text=value).first
            control.select_option(option.get_attribute("value"))
        else:
            control.fill(str(value))
