"""A whole proposal on one page: the version that was lodged, or what the team has written so far."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from submissions.actions import versions
from submissions.models import EntryState
from submissions.models.entry import UNSENT

if TYPE_CHECKING:
    from submissions.models import Entry, Lodgement


@dataclass(frozen=True, slots=True)
class Section:
    """An answer of the proposal with its evidence: {id, kind, name, url} of each file."""

    code: str
    title: str
    text: str
    files: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Version:
    """`content` as `Lodgement.content` words it; `lodgement` where it is one, None while it is being
    written (submissions/proposal_text.html)."""

    content: dict[str, Any]
    lodgement: Lodgement | None = None

    @property
    def sections(self) -> list[Section]:
        files = self._files()
        return [
            Section(row["code"], row["title"], row["text"], files.get(row["code"], []))
            for row in self.content["answers"]
        ]

    @property
    def documents(self) -> list[dict[str, Any]]:
        return self._files().get("", [])

    @property
    def started_on(self) -> date:
        return date.fromisoformat(self.content["started_on"])

    def _files(self) -> dict[str, list[dict[str, Any]]]:
        files = defaultdict(list)
        for file in self.content["attachments"]:
            url = reverse("submissions:attachment-open", kwargs={"pk": file["id"]})
            files[file["section"]].append(file | {"url": url})
        return dict(files)


def version_of(entry: Entry) -> Version:
    """What counts now: where the team may still write, its own words; else the last one lodged."""
    if entry.state not in (*UNSENT, EntryState.RETURNED):
        lodgement = entry.lodgements.order_by("-number").first()
        if lodgement:
            return Version(lodgement.content, lodgement)
    versions.fill([entry])
    return Version(versions.content_of(entry))
