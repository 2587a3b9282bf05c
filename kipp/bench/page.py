"""Links and forms of a page, and the forms filled in as somebody in a hurry fills them in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from html.parser import HTMLParser

CHOICES = ("checkbox", "radio")
UNSENT = (*CHOICES, "submit", "button", "file", "reset", "image")
POINTS = "80"
WORDS = "Diisi untuk pengukuran"
BY_KIND = {"email": "ukur@contoh.id", "url": "https://contoh.id/", "number": POINTS}


@dataclass(slots=True)
class Control:
    """What a form sends under a name. `given` is False for a choice that nobody has made yet."""

    name: str
    kind: str
    value: str = ""
    given: bool = True
    required: bool = False

    def filled(self) -> str:
        if self.value or self.kind == "select" or not (self.required or self.kind == "number"):
            return self.value
        if self.kind == "date":
            return time.strftime("%Y-%m-%d")
        return BY_KIND.get(self.kind, WORDS)


@dataclass(slots=True)
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, press: int = 0) -> list[tuple[str, str]]:
        """What is there stays; of choices without an answer the first is taken, required texts and
        points are written. Then the button of this number is pressed, or the last before it."""
        answered = {one.name for one in self.controls if one.given}
        fields = []
        for one in self.controls:
            if one.given or one.name not in answered:
                fields.append((one.name, one.filled()))
                answered.add(one.name)
        name, value = self.buttons[min(press, len(self.buttons) - 1)] if self.buttons else ("", "")
        return [*fields, (name, value)] if name else fields


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._text: Control | None = None
        self._select: Control | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in given}
        if tag == "a" and attrs.get("href", "").startswith(("/", "?")):
            self.links.append(attrs["href"])
        elif tag == "form":
            self._open = Form(attrs.get("action", ""), attrs.get("method", "get").lower())
            self.forms.append(self._open)
            self._by_id[attrs.get("id", "")] = self._open
        elif form := self._by_id.get(attrs.get("form", "-"), self._open):
            self._part(form, tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._text is not None:
            self._text.value = self._text.value.removeprefix("\n")  # as browsers do
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def _part(self, form: Form, tag: str, attrs: dict[str, str]) -> None:
        name, required = attrs.get("name", ""), "required" in attrs
        if tag == "button" and attrs.get("type", "submit") == "submit":
            form.buttons.append((name, attrs.get("value", "")))
        elif tag == "option":
            self._option(attrs)
        elif name and tag == "textarea":
            self._text = Control(name, tag, required=required)
            form.controls.append(self._text)
        elif name and tag == "select":
            self._select = Control(name, tag, given=False, required=required)
            form.controls.append(self._select)
        elif name and tag == "input":
            self._input(form, name, attrs)

    def _option(self, attrs: dict[str, str]) -> None:
        """The one that is selected, else the first; where one must be chosen, one that says something."""
        select, value = self._select, attrs.get("value", "")
        if select is None or (select.required and not value):
            return
        if "selected" in attrs or not select.given:
            select.value, select.given = value, True

    def _input(self, form: Form, name: str, attrs: dict[str, str]) -> None:
        kind, value = attrs.get("type", "text"), attrs.get("value", "")
        if kind in CHOICES:
            form.controls.append(Control(name, kind, value or "on", "checked" in attrs))
        elif kind not in UNSENT:
            kind = "number" if attrs.get("inputmode") == "decimal" else kind
            form.controls.append(Control(name, kind, value, required="required" in attrs))
