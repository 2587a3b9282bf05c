"""Files of an entry: taken in after a look inside, removed from the form but not from the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction

from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.web import indonesian
from submissions import files
from submissions.actions import scanning, writing
from submissions.models import Attachment, Scan

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import DocumentKind, Entry, Section


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a form a file belongs: its kind, and the section if the kind belongs to one."""

    kind: DocumentKind
    section: Section | None


@transaction.atomic
def attach(
    entry: Entry,
    kind: DocumentKind,
    section: Section | None,
    upload: File[bytes],
    *,
    by: User,
    at: datetime | None = None,
) -> Attachment:
    """Keep a file of this kind, at a section if the kind belongs to one."""
    found = inspected(kind, upload)
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at, section=section)
    check_place(entry, kind, section)
    place = Place(kind, section)
    stored = _check_room(entry, place, found)
    attachment = kept(entry, place, found, stored, by=by, at=at)
    attachment.save()
    scanning.ask([attachment])
    record("entry.attach", entry, by=by, at=at, attachment=attachment.pk, kind=kind.pk)
    return attachment


@transaction.atomic
def remove(attachment: Attachment, *, by: User, at: datetime | None = None) -> Attachment:
    entry = writing.locked(attachment.entry)
    at = writing.check(entry, by=by, at=at, section=attachment.section)
    attachment.refresh_from_db(fields=["removed_at"])
    if attachment.removed_at is not None:
        raise Refused(f"Berkas “{attachment}” sudah dihapus.")
    attachment.removed_at, attachment.removed_by = at, by
    attachment.save(update_fields=["removed_at", "removed_by"])
    record("entry.detach", entry, by=by, at=at, attachment=attachment.pk)
    return attachment


def check_size(kind: DocumentKind, name: str, size: int) -> None:
    """Asked before the bytes are read: nobody fills the disk or the memory with a film."""
    if size > kind.max_bytes:
        raise Refused(
            f"Berkas “{files.clean_name(name)}” berukuran "
            f"{indonesian.file_size(size)}, melebihi batas "
            f"{indonesian.file_size(kind.max_bytes)}. Perkecil berkasnya, lalu unggah lagi."
        )


def inspected(kind: DocumentKind, upload: File[bytes]) -> files.Found:
    """What an upload is; refused when the kind does not take it."""
    check_size(kind, upload.name or "", upload.size)
    if upload.file is None:
        raise ValueError("an upload without its bytes")
    return files.inspect(upload.name or "", upload.file, kind.extensions)


def kept(
    entry: Entry,
    place: Place,
    found: files.Found,
    stored: Attachment | None,
    *,
    by: User,
    at: datetime,
) -> Attachment:
    """The row of a file, not saved yet. `stored` has the same bytes in another place of the entry:
    they are neither stored nor scanned a second time."""
    made = Attachment(
        entry=entry,
        kind=place.kind,
        section=place.section,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        given_sha256=found.given_sha256,
        uploaded_by=by,
        uploaded_at=at,
    )
    if stored:
        made.file = stored.file.name
        made.scan, made.scanned_at = stored.scan, stored.scanned_at
    else:
        made.scan = scanning.first()
        made.file.save(found.name, File(found.content), save=False)
    return made


def check_place(entry: Entry, kind: DocumentKind, section: Section | None) -> None:
    if kind.group_id != entry.group_id or kind.of_section != (section is not None):
        raise Refused(f"Dokumen “{kind}” tidak diminta di sini.")


def _check_room(entry: Entry, place: Place, found: files.Found) -> Attachment | None:
    """Refused where the file is there already, or one more is too many; returns where the entry
    keeps the same bytes in another place, if it does."""
    present = list(Attachment.objects.present().filter(entry=entry).order_by("pk"))
    here = [one for one in present if one.is_at(place.kind, place.section)]
    same = next((one for one in here if found.is_one_of([one.sha256, one.given_sha256])), None)
    if same and same.scan == Scan.INFECTED:
        raise Refused(
            f"Berkas ini sama dengan “{same}” yang mengandung virus. Hapus yang itu dahulu."
        )
    if same:
        raise Refused(
            f"Berkas ini sama dengan “{same}” yang sudah diunggah. Tidak perlu diunggah lagi."
        )
    check_count(place.kind, len(here))
    return next((one for one in present if one.sha256 == found.sha256 and one.file), None)


def check_count(kind: DocumentKind, present: int) -> None:
    if present >= kind.max_count:
        raise Refused(
            f"Paling banyak {kind.max_count} berkas untuk “{kind}”. Hapus salah satu lebih dahulu."
        )
