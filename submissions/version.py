"""A version of a proposal as a page shows it, whoever reads it there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from submissions.models import Lodgement

Link = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Section:
    """An answer of the proposal with its evidence: {id, kind, name, url, size, scan} of each file."""

    code: str
    title: str
    text: str
    files: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Version:
    """`content` as `Lodgement.content` words it; `link`: where this reader opens a file, by its key;
    `lodgement` where the version was lodged and its receipt is shown; `known` of the files, by
    their key, for readers who are to know before they open one: the content does not name it."""

    content: dict[str, Any]
    link: Link
    lodgement: Lodgement | None = None
    known: Mapping[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def sections(self) -> list[Section]:
        files = self._files()
        return [
            Section(answer["code"], answer["title"], answer["text"], files.get(answer["code"], []))
            for answer in self.content["answers"]
        ]

    @property
    def started_on(self) -> date:
        return date.fromisoformat(self.content["started_on"])

    @property
    def documents(self) -> list[dict[str, Any]]:
        return self._files().get("", [])

    def _files(self) -> dict[str, list[dict[str, Any]]]:
        files = defaultdict(list)
        for file in self.content["attachments"]:
            known = {"url": self.link(file["id"])} | self.known.get(file["id"], {})
            files[file["section"]].append(file | known)
        return dict(files)
