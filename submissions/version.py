"""A version of a proposal as a page shows it, whoever reads it there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from submissions.models import Lodgement

Link = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Section:
    """An answer of the proposal with its evidence: {id, kind, name, url} of each file."""

    code: str
    title: str
    text: str
    files: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Version:
    """`content` as `Lodgement.content` words it; `link`: where this reader opens a file, by its key;
    `lodgement` where the version was lodged and its receipt is shown."""

    content: dict[str, Any]
    link: Link
    lodgement: Lodgement | None = None

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
            files[file["section"]].append(file | {"url": self.link(file["id"])})
        return dict(files)
