"""A person with a browser but no screen: opens pages, follows links, fills forms by their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.journeys.markup import Page, value_of
from tests.journeys.papers import Paper

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.journeys.markup import Node

PASSWORD = "Bunga-Melati-1945"


class Visitor:
    def __init__(self, email: str = "") -> None:
        self.email = email
        self.client = Client(enforce_csrf_checks=True)
        self.url = "/"
        self.page = Page("")
        self.response: HttpResponse | None = None

    def log_in(self) -> Visitor:
        self.open("/akun/masuk/")
        return self.press("Masuk", {"Surel": self.email, "Kata sandi": PASSWORD})

    def open(self, url: str) -> Visitor:
        return self._read(self.client.get(urljoin(self.url, url), follow=True))

    def follow(self, words: str) -> Visitor:
        return self.open(self.page.link(words))

    def press(self, button: str, given: dict[str, Any] | None = None) -> Visitor:
        """Fill the fields of the button's form by their labels and send it, as a browser would."""
        pressed = self.page.button(button)
        form = self.page.form_of(pressed)
        sent = _Filling(self.page, form).with_all(given or {})
        if name := pressed.attrs.get("name"):
            sent.setdefault(name, []).append(pressed.attrs.get("value", ""))
        url = urljoin(self.url, form.attrs.get("action", "")).split("#")[0]
        if form.attrs.get("method", "get").lower() == "get":
            return self._read(self.client.get(url, sent, follow=True))
        return self._read(self.client.post(url, sent, follow=True))

    def upload(self, button: str, label: str, *papers: Paper) -> Visitor:
        """Without scripts a form sends one file at a time."""
        for one in papers:
            self.press(button, {label: one}).sees("terunggah")
        return self

    def sees(self, words: str) -> Visitor:
        assert words in self.page.root.text, f"no “{words}” at {self.url}: {self.page.main.text}"
        return self

    def misses(self, words: str) -> Visitor:
        assert words not in self.page.root.text, f"“{words}” at {self.url}"
        return self

    def waits_for(self, words: str) -> Visitor:
        """Tasks run at once here: one more look is enough."""
        return self.open(self.url).sees(words)

    def shows(self, words: str) -> bool:
        return words in self.page.root.text

    def offers(self, link: str) -> bool:
        return any(one.text.startswith(link) for one in self.page.main.all("a"))

    def has_button(self, words: str) -> bool:
        return any(one.text == words for one in self.page.main.all("button"))

    def heading(self) -> str:
        return self.page.main.all("h1")[0].text

    def choices(self) -> list[str]:
        """The legends of the page's radio buttons, each once."""
        radios = [one for one in self.page.root.all("input") if one.attrs.get("type") == "radio"]
        return list(dict.fromkeys(self.page.legend(one) for one in radios))

    def _read(self, response: HttpResponse) -> Visitor:
        chain = response.redirect_chain
        self.url = urljoin(self.url, chain[-1][0] if chain else response.request["PATH_INFO"])
        if not chain and response.request["QUERY_STRING"]:
            self.url += f"?{response.request['QUERY_STRING']}"
        self.response = response
        assert response.status_code == 200, f"{response.status_code} at {self.url}"
        kind = response.get("Content-Type", "")
        self.page = Page(response.content.decode() if kind.startswith("text/html") else "")
        return self


class _Filling:
    def __init__(self, page: Page, form: Node) -> None:
        self.page, self.controls = page, page.controls(form)
        self.sent: dict[str, list[Any]] = {}
        for one in self.controls:
            if values := value_of(one):
                self.sent.setdefault(one.attrs["name"], []).extend(values)

    def with_all(self, given: dict[str, Any]) -> dict[str, list[Any]]:
        for label, value in given.items():
            self._fill(label, value)
        return self.sent

    def _fill(self, label: str, value: Any) -> None:
        if isinstance(value, tuple):  # a day: the three boxes under one legend
            boxes = self._under(label)
            for box, part in zip(boxes, value, strict=True):
                self.sent[box.attrs["name"]] = [str(part)]
            return
        group = [one for one in self._under(label) if one.attrs.get("type") == "radio"]
        if group and isinstance(value, str):
            chosen = next(one for one in group if self.page.label(one) == value)
            self.sent[chosen.attrs["name"]] = [chosen.attrs["value"]]
            return
        self._set(self._labelled(label), value)

    def _set(self, control: Node, value: Any) -> None:
        name = control.attrs["name"]
        if control.tag == "select":
            options = {one.raw.strip(): one.attrs.get("value", "") for one in control.all("option")}
            found = [key for key in options if key == value] or [
                key for key in options if value in key
            ]
            assert found, f"no “{value}” among {list(options)}"
            self.sent[name] = [options[found[0]]]
        elif control.attrs.get("type") == "checkbox":
            own = control.attrs.get("value", "on")
            rest = [one for one in self.sent.get(name, []) if one != own]
            self.sent[name] = [*rest, own] if value else rest
        else:
            self.sent[name] = [_upload(value) if isinstance(value, Paper) else str(value)]

    def _labelled(self, label: str) -> Node:
        visible = [one for one in self.controls if one.attrs.get("type") != "hidden"]
        for matches in (str.__eq__, str.startswith, str.__contains__):
            found = [one for one in visible if matches(self.page.label(one), label)]
            if found:
                assert len(found) == 1, f"“{label}” labels {len(found)} fields"
                return found[0]
        raise AssertionError(f"no “{label}” among {[self.page.label(one) for one in visible]}")

    def _under(self, label: str) -> list[Node]:
        return [one for one in self.controls if self.page.legend(one).startswith(label)]


def _upload(paper: Paper) -> SimpleUploadedFile:
    return SimpleUploadedFile(paper.name, paper.content, paper.media_type)
