"""What a part of a proposal still lacks, in words: the lines of its task list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from submissions.models import Entry, Section
    from submissions.queries import DocumentRow, SectionRow


def of_section(row: SectionRow) -> str:
    parts = [f"{len(row.remarks)} catatan"] if row.remarks else []
    parts.append(of_words(row.words, row.section))
    if row.lacks_evidence:
        parts.append("belum ada bukti dukung yang wajib")
    elif row.is_infected:
        parts.append("ada berkas yang mengandung virus")
    elif row.files:
        parts.append(f"{len(row.files)} berkas")
    return " · ".join(part for part in parts if part)


def of_identity(entry: Entry) -> str:
    lacks = []
    if entry.group.requires_source and not (entry.source_id or entry.source_note):
        lacks.append("inovasi asal")
    if not entry.video_url:
        lacks.append("tautan video")
    return f"belum ada {' dan '.join(lacks)}" if lacks else ""


def of_documents(rows: Sequence[DocumentRow]) -> str:
    missing = [row.kind.name for row in rows if row.is_missing]
    return f"belum ada: {'; '.join(missing)}" if missing else ""


def of_words(words: int, section: Section) -> str:
    limit, least = section.word_limit, section.minimum_words
    if not words:
        return f"belum ada tulisan, paling banyak {limit} kata"
    if words > limit:
        return f"{words} dari {limit} kata, kurangi {words - limit} kata"
    if words < least:
        return f"{words} dari {limit} kata, lazimnya sekurang-kurangnya {least}"
    return f"{words} dari {limit} kata"
