"""What an innovation is called, and where and since when it runs, outlives its entries."""

from __future__ import annotations

from kipp.journal.moves import Refused
from submissions.models import Entry, EntryState


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
