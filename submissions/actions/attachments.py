"""Files of an entry: taken in after a look inside, removed from the form but not from the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.web import indonesian
from submissions import files
from submissions.actions import writing
from submissions.models import Attachment

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.base import File

    from kipp.accounts.models import User
    from submissions.models import DocumentKind, Entry, Section


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
    found, data = inspected(kind, upload)
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at, section=section)
    check_place(entry, kind, section)
    _check_room(entry, kind, section, found)
    attachment = Attachment(
        entry=entry,
        kind=kind,
        section=section,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        uploaded_by=by,
        uploaded_at=at,
    )
    attachment.file.save(found.name, ContentFile(data), save=False)
    attachment.save()
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


def _read(kind: DocumentKind, upload: File[bytes]) -> bytes:
    """The size is looked at before the bytes: nobody fills the memory with a film."""
    if upload.size > kind.max_bytes:
        raise Refused(
            f"Berkas “{files.clean_name(upload.name or '')}” berukuran "
            f"{indonesian.file_size(upload.size)}, melebihi batas "
            f"{indonesian.file_size(kind.max_bytes)}. Perkecil berkasnya, lalu unggah lagi."
        )
    data: bytes = upload.read()
    return data


def inspected(kind: DocumentKind, upload: File[bytes]) -> tuple[files.Found, bytes]:
    """The bytes of an upload, and what they are; refused when the kind does not take them."""
    data = _read(kind, upload)
    return files.inspect(upload.name or "", data, kind.extensions), data


def check_place(entry: Entry, kind: DocumentKind, section: Section | None) -> None:
    if kind.group_id != entry.group_id or kind.of_section != (section is not None):
        raise Refused(f"Dokumen “{kind}” tidak diminta di sini.")


def _check_room(
    entry: Entry, kind: DocumentKind, section: Section | None, found: files.Found
) -> None:
    present = Attachment.objects.present().filter(entry=entry, kind=kind, section=section)
    names = dict(present.values_list("sha256", "name"))
    if found.sha256 in names:
        raise Refused(
            f"Berkas ini sama dengan “{names[found.sha256]}” yang sudah diunggah. "
            "Tidak perlu diunggah lagi."
        )
    if len(names) >= kind.max_count:
        raise Refused(
            f"Paling banyak {kind.max_count} berkas untuk “{kind}”. Hapus salah satu lebih dahulu."
        )
