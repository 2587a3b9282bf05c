"""A whole proposal at once, as an import brings it: all its answers, all its files.

The rules are those of `entries.answer` and `attachments.attach`, asked once for all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.actions import attachments, scanning, writing
from submissions.models import Answer, Attachment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.core.files.base import File

    from kipp.accounts.models import User
    from submissions.files import Found
    from submissions.models import DocumentKind, Entry, Section


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for a place of the form: its kind, and the section if the kind belongs to one."""

    kind: DocumentKind
    section: Section | None
    file: File[bytes]


@transaction.atomic
def answer_many(
    entry: Entry, texts: Mapping[Section, str], *, by: User, at: datetime | None = None
) -> list[Answer]:
    """Keep the texts of many sections, all or none; returns those that have changed."""
    entry = writing.locked(entry)
    at = writing.check_all(entry, texts, by=by, at=at)
    stored = entry.answers.select_for_update().filter(section__in=texts).order_by("pk")
    kept = {answer.section_id: answer for answer in stored}
    changed = []
    for section, text in texts.items():
        answer = kept.get(section.pk) or Answer(entry=entry, section=section, version=0)
        text = text.replace("\r\n", "\n").strip()
        if answer.text != text:
            answer.say(text, by=by, at=at)
            changed.append(answer)
    Answer.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["entry", "section"],
        update_fields=Answer.SAID,
    )
    return changed


@transaction.atomic
def attach_many(
    entry: Entry, uploads: Sequence[Upload], *, by: User, at: datetime | None = None
) -> list[Attachment]:
    """Keep many files, all or none, with one line."""
    found = [attachments.inspected(one.kind, one.file) for one in uploads]
    entry = writing.locked(entry)
    at = writing.check_all(entry, [one.section for one in uploads], by=by, at=at)
    stored = _check_places(entry, uploads, found)
    made = []
    for one, about in zip(uploads, found, strict=True):
        place = attachments.Place(one.kind, one.section)
        known = stored.get(about.sha256)
        made.append(attachments.kept(entry, place, about, known, by=by, at=at))
        stored[about.sha256] = made[-1]
    Attachment.objects.bulk_create(made)
    scanning.ask(made)
    if made:
        record("entry.attach", entry, by=by, at=at, attachments=[one.pk for one in made])
    return made


def _check_places(
    entry: Entry, uploads: Sequence[Upload], found: Sequence[Found]
) -> dict[str, Attachment]:
    """Returns the files that the entry has already, by their digest."""
    present = list(Attachment.objects.present().filter(entry=entry).order_by("pk"))
    taken = Counter((one.kind_id, one.section_id) for one in present)
    known: defaultdict[tuple[int, int | None], set[str]] = defaultdict(set)
    for file in present:
        known[file.kind_id, file.section_id] |= {file.sha256, file.given_sha256}
    for one, about in zip(uploads, found, strict=True):
        attachments.check_place(entry, one.kind, one.section)
        section = one.section.pk if one.section else None
        place = one.kind.pk, section
        if about.is_one_of(known[place]):
            raise Refused(f"Berkas “{about.name}” sudah diunggah. Tidak perlu diunggah lagi.")
        if taken[place] >= one.kind.max_count:
            raise Refused(f"Paling banyak {one.kind.max_count} berkas untuk “{one.kind}”.")
        known[place] |= {about.sha256, about.given_sha256}
        taken[place] += 1
    return {file.sha256: file for file in present if file.file}
