"""What an innovation is called, and where and since when it runs, outlives its entries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Value
from django.db.models.functions import Concat

from kipp.journal.moves import Refused
from submissions.actions import versions
from submissions.models import Entry, EntryState, Innovation

if TYPE_CHECKING:
    from submissions.models import Lodgement


def is_settled(entry: Entry) -> bool:
    """Has the innovation been lodged under another entry, one that was not withdrawn? Judges, awards
    and public pages name it as it stood there."""
    others = Entry.objects.filter(innovation=entry.innovation_id, lodged_at__isnull=False)
    return others.exclude(pk=entry.pk).exclude(state=EntryState.WITHDRAWN).exists()


def refuse_settled(entry: Entry) -> None:
    if is_settled(entry):
        raise Refused(
            "Judul, tanggal mulai, dan lokasi inovasi ini sudah diajukan pada proposal lain dan "
            "tidak dapat diubah di sini. Tulis perkembangannya pada isi proposal."
        )


def restore(entry: Entry, lodgement: Lodgement) -> None:
    """What a team changed in a return and nobody lodged again does not count: lists and categories
    show the entry as it stood. Its words stay in the sections, beside the version that counts."""
    frozen = lodgement.content
    names = {"title": frozen["title"], "location": frozen["location"]}
    _set(entry.innovation, names | {"started_on": date.fromisoformat(frozen["started_on"])})
    category = entry.edition.categories.filter(name=frozen["category"]).first()
    given = {"category": category or entry.category, "video_url": frozen["video_url"]}
    if versions.source_of(entry) != frozen["source"]:
        given |= _source_named(frozen["source"])
    _set(entry, given)


def _source_named(words: str) -> dict[str, Any]:
    """The innovation that a version names as its source; words that name none are a note again."""
    named = Concat("title", Value(" ("), F("institution__name"), Value(")"))
    found = Innovation.objects.annotate(named=named).filter(named=words).order_by("pk").first()
    return {"source": found, "source_note": "" if found else words}


def _set(row: Entry | Innovation, values: dict[str, Any]) -> None:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
