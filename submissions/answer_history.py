"""Every text an answer ever had: who wrote it, when, and what was lodged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max

from kipp.web import indonesian
from submissions import differences
from submissions.actions import versions
from submissions.models import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from kipp.accounts.models import User
    from submissions.differences import Piece
    from submissions.models import Entry, Lodgement, Section

# Autosave keeps a text every few seconds; people think in sittings.
PAUSE = timedelta(minutes=30)
NOW = "sekarang"
FACTS = {
    "title": "Judul",
    "category": "Kategori",
    "started_on": "Mulai diterapkan",
    "location": "Lokasi",
    "source": "Inovasi asal",
    "video_url": "Tautan video",
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person wrote without a long pause, newest first."""

    by: User | None
    versions: list[Any]

    @property
    def began_at(self) -> datetime:
        at: datetime = self.versions[-1].updated_at
        return at

    @property
    def ended_at(self) -> datetime:
        at: datetime = self.versions[0].updated_at
        return at


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts beside each other, with the words that are new and gone counted."""

    pieces: list[Piece]
    new: int
    gone: int


def of_section(entry: Entry, section: Section) -> QuerySet[Any]:
    """Newest first, and without the texts: there may be hundreds."""
    rows = kept().filter(pgh_obj__entry=entry, pgh_obj__section=section)
    return rows.select_related("updated_by").defer("text").order_by("-version", "-pgh_id")


def kept() -> QuerySet[Any]:
    rows: QuerySet[Any] = Answer.versions.rel.related_model.objects.all()  # type: ignore[attr-defined]
    return rows


def sittings(rows: Iterable[Any]) -> list[Sitting]:
    found: list[Sitting] = []
    for row in rows:
        last = found[-1] if found else None
        if (
            last
            and last.versions[-1].updated_by_id == row.updated_by_id
            and last.began_at - row.updated_at <= PAUSE
        ):
            last.versions.append(row)
        else:
            found.append(Sitting(row.updated_by, [row]))
    return found


def counts_of(entry: Entry) -> dict[int, dict[str, Any]]:
    """How many texts each section has had, and when the last was kept, by the section's key."""
    rows = kept().filter(pgh_obj__entry=entry).order_by().values("pgh_obj__section")
    counted = rows.annotate(count=Count("pk"), last=Max("updated_at"))
    return {row["pgh_obj__section"]: row for row in counted}


def facts_of(lodgement: Lodgement | None, entry: Entry) -> dict[str, Any]:
    """The content of a lodged version, or of what is written now."""
    if lodgement:
        content: dict[str, Any] = lodgement.content
        return content
    versions.fill([entry])
    return versions.content_of(entry)


def text_in(lodgement: Lodgement, section: Section) -> str:
    """What a lodged version says in a section."""
    answers = lodgement.content["answers"]
    return next((str(one["text"]) for one in answers if one["code"] == section.code), "")


def label_of(lodgement: Lodgement) -> str:
    return f"Diajukan ke-{lodgement.number}, {indonesian.moment(lodgement.at)}"


def choices(rows: Iterable[Any], lodgements: Iterable[Lodgement]) -> list[tuple[str, Any]]:
    """What can be compared: what was lodged, then each kept text under who wrote it."""
    found: list[tuple[str, Any]] = []
    lodged = [(f"l{one.number}", label_of(one)) for one in lodgements]
    if lodged:
        found.append(("Versi yang diajukan", lodged))
    for one in sittings(rows):
        texts = [(f"v{row.version}", _label(row)) for row in one.versions]
        found.append((f"{one.by or 'Portal KIPP'}, {indonesian.moment(one.began_at)}", texts))
    return found


def difference(before: str, after: str, *, whole: bool = False) -> Difference:
    found = differences.pieces(before, after, whole=whole)
    return Difference(found, *differences.changed_words(found))


def compared(
    entry: Entry, old: Lodgement | None, new: Lodgement | None
) -> list[tuple[str, Difference]]:
    """The parts of a proposal that differ between two lodgements, or between one and now (None)."""
    return _differing(facts_of(old, entry), facts_of(new, entry))


def since(earlier: Entry, entry: Entry) -> list[tuple[str, Difference]]:
    """The parts that differ from a proposal of an earlier season, files left out: none is carried."""
    before, after = facts_of(None, earlier), facts_of(None, entry)
    return _differing(before | {"attachments": []}, after | {"attachments": []})


def _differing(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Difference]]:
    pairs = [(name, str(before[key]), str(after[key])) for key, name in FACTS.items()]
    texts = {one["code"]: str(one["text"]) for one in before["answers"]}
    pairs += [
        (f"{one['code']}. {one['title']}", texts.get(one["code"], ""), str(one["text"]))
        for one in after["answers"]
    ]
    pairs.append(("Berkas", _files(before), _files(after)))
    return [(name, difference(a, b)) for name, a, b in pairs if a != b]


def _files(content: dict[str, Any]) -> str:
    return "\n".join(sorted(f"{one['kind']}: {one['name']}" for one in content["attachments"]))


def _label(row: Any) -> str:
    return f"Versi {row.version}, {indonesian.moment(row.updated_at)}"
