"""A page as its reader meets it: text, links and forms by their visible words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "img", "link", "meta", "hr", "source", "wbr", "area", "base", "col"}
SILENT = {"style", "script", "option"}
INLINE = {"a", "span", "strong", "em", "b", "code", "abbr", "time"}


@dataclass(eq=False)
class Node:
    tag: str
    attrs: dict[str, str]
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Node]:
        found = []
        for child in self.children:
            if isinstance(child, Node):
                found += [child] if child.tag in tags else []
                found += child.all(*tags)
        return found

    def up(self, tag: str) -> Node | None:
        node = self.parent
        while node and node.tag != tag:
            node = node.parent
        return node

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        return " ".join(self._words().split())

    def _words(self) -> str:
        said = "".join(
            child if isinstance(child, str) else child._words()
            for child in self.children
            if isinstance(child, str) or child.tag not in SILENT
        )
        return said if self.tag in INLINE else f" {said} "


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.here = Node("", {})
        self.feed(html)
        self.main = next(iter(self.root.all("main")), self.root)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)

    def link(self, words: str) -> str:
        """Where the link of these words leads; the beginning of its words is enough for one alone."""
        links = [one for one in self.root.all("a") if "href" in one.attrs]
        return _named(words, [(one.text, one) for one in links]).attrs["href"]

    def button(self, words: str) -> Node:
        pressed = self.root.all("button")
        pressed += [one for one in self.root.all("input") if one.attrs.get("type") == "submit"]
        named = [(one.attrs.get("aria-label") or one.text or one.attrs.get("value", ""), one)
                 for one in pressed]  # fmt: skip
        return _named(words, named)

    def form_of(self, button: Node) -> Node:
        if name := button.attrs.get("form"):
            return next(one for one in self.root.all("form") if one.attrs.get("id") == name)
        form = button.up("form")
        assert form is not None, "a button outside every form"
        return form

    def controls(self, form: Node) -> list[Node]:
        """The fields of a form in their order, those that name it from elsewhere included."""
        every = self.root.all("input", "select", "textarea")
        return [one for one in every if "name" in one.attrs and self._belongs(one, form)]

    def label(self, control: Node) -> str:
        """The words above a field; of a choice or a part of a day, those of its fieldset first."""
        own = next(
            (one.text for one in self.root.all("label") if one.attrs.get("for") == _id(control)), ""
        )
        return own or control.attrs.get("aria-label", "")

    def legend(self, control: Node) -> str:
        fieldset = control.up("fieldset")
        return next((one.text for one in fieldset.all("legend")), "") if fieldset else ""

    def _belongs(self, control: Node, form: Node) -> bool:
        if name := control.attrs.get("form"):
            return form.attrs.get("id") == name
        return control.up("form") is form


def value_of(control: Node) -> list[str]:
    """What a browser would send of a field that nobody touched."""
    kind = control.attrs.get("type", "text")
    if control.tag == "textarea":
        return [control.raw.removeprefix("\n")]
    if control.tag == "select":
        options = control.all("option")
        chosen = [one for one in options if "selected" in one.attrs] or options[:1]
        return [one.attrs.get("value", one.raw) for one in chosen]
    if kind in ("checkbox", "radio"):
        return [control.attrs.get("value", "on")] if "checked" in control.attrs else []
    if kind in ("submit", "button", "file", "reset"):
        return []
    return [control.attrs.get("value", "")]


def _id(control: Node) -> str:
    return control.attrs.get("id", "")


def _named(words: str, among: list[tuple[str, Node]]) -> Node:
    for matches in (str.__eq__, str.startswith, str.__contains__):
        found = [one for text, one in among if matches(text, words)]
        if found:
            assert len({_target(one) for one in found}) == 1, f"“{words}” is there more than once"
            return found[0]
    raise AssertionError(f"no “{words}” among {[text for text, _ in among]}")


def _target(node: Node) -> str | int:
    return node.attrs.get("href") or id(node)
