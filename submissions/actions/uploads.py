"""Files that arrive in pieces, over a line that breaks: begun, continued where they stood, ended.

Each piece is written and counted under the lock of its upload. The last one makes the file an
attachment by the rules of `attachments.attach`, or refuses it for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum

from kipp.accounts.models import User
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.web import indonesian
from submissions import files, parts
from submissions.actions import attachments, writing
from submissions.models import Attachment, Upload

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from submissions.actions.attachments import Place
    from submissions.models import Entry

MOST_BYTES = 1024 * 1024  # of one piece: it passes through the memory
# What one person may have on its way at once, in files and in bytes.
MOST_AT_ONCE = 60
MOST_WAITING = 300 * 1024 * 1024
MOST_EXPIRED = 500  # by one run; the next goes on


class Elsewhere(Refused):
    """The piece does not begin where the upload stands."""


class Gone(Refused):
    """Cancelled or given up in this very moment."""


class TooMuch(Refused):
    """More than was announced, or than one person may have on its way."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a browser says of a file before it sends it."""

    name: str
    size: int


@transaction.atomic
def begin(
    entry: Entry, place: Place, file: Announced, *, by: User, at: datetime | None = None
) -> Upload:
    """Refused before the first byte where the file could not be kept anyway."""
    name = files.clean_name(file.name)
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at, section=place.section)
    attachments.check_place(entry, place.kind, place.section)
    files.check_extension(name, place.kind.extensions)
    files.check_filled(name, file.size)
    attachments.check_size(place.kind, name, file.size)
    given = Attachment.objects.present().filter(entry=entry, kind=place.kind, section=place.section)
    attachments.check_count(place.kind, given.count())
    _check_share(by, file.size)
    return Upload.objects.create(
        entry=entry, kind=place.kind, section=place.section, by=by, name=name, size=file.size,
        begun_at=at, touched_at=at,
    )  # fmt: skip


def take(
    upload: Upload, offset: int, data: bytes, *, by: User, at: datetime | None = None
) -> Upload:
    """Add a piece; after the last one the upload is over. Asked again with no more bytes, it only
    says how it ended: whoever lost that answer gets it."""
    upload = _add(upload, offset, data, at=at)
    return finish(upload, by=by, at=at) if upload.is_whole else upload


@transaction.atomic
def finish(upload: Upload, *, by: User, at: datetime | None = None) -> Upload:
    """The whole file becomes an attachment, once, or is refused and its bytes are gone."""
    upload = _locked(upload)
    if upload.is_over:
        return upload
    upload.touched_at = moment(at)
    try:
        upload.attachment = _attach(upload, by=by, at=at)
    except Refused as refusal:
        upload.refusal = str(refusal)[:500]
    upload.save(update_fields=["attachment", "refusal", "touched_at"])
    transaction.on_commit(lambda: parts.delete(upload.pk))
    return upload


@transaction.atomic
def cancel(upload: Upload) -> None:
    """Nothing of it stays but what it has become already."""
    upload = _locked(upload)
    key = upload.pk
    upload.delete()
    transaction.on_commit(lambda: parts.delete(key))


def expire(*, at: datetime | None = None) -> int:
    """Give up what has rested for a day, with its bytes. The row goes first: bytes that a crash
    leaves behind are found by the sweep of stored files."""
    stale = Upload.objects.stale(moment(at)).order_by("touched_at", "pk")
    keys = list(stale.values_list("pk", flat=True)[:MOST_EXPIRED])
    return sum(_expired(key, at) for key in keys)


@transaction.atomic
def _expired(key: UUID, at: datetime | None) -> int:
    rows = Upload.objects.stale(moment(at)).select_for_update(of=("self",), skip_locked=True)
    found = rows.filter(pk=key).first()
    if found is None:
        return 0
    found.delete()
    transaction.on_commit(lambda: parts.delete(key))
    return 1


@transaction.atomic
def _add(upload: Upload, offset: int, data: bytes, *, at: datetime | None) -> Upload:
    upload = _locked(upload)
    if offset != upload.offset:
        raise Elsewhere(f"Unggahan “{upload}” sudah diterima sampai bita {upload.offset}.")
    if offset + len(data) > upload.size or len(data) > MOST_BYTES:
        raise TooMuch(f"Berkas “{upload}” lebih besar daripada yang disebutkan.")
    if not data or upload.is_over:
        return upload
    upload.touched_at = moment(at)
    if parts.size_of(upload.pk) < offset:
        upload.refusal = _lost(upload)
    else:
        parts.write(upload.pk, offset, data)
        upload.offset = offset + len(data)
    upload.save(update_fields=["offset", "touched_at", "refusal"])
    return upload


def _locked(upload: Upload) -> Upload:
    rows = Upload.objects.select_for_update(of=("self",))
    found = rows.select_related("entry", "kind", "section").filter(pk=upload.pk).first()
    if found is None:
        raise Gone(f"Unggahan “{upload}” sudah tidak ada. Unggah lagi berkas itu.")
    return found


def _attach(upload: Upload, *, by: User, at: datetime | None) -> Attachment:
    """In a savepoint: a refusal undoes what it had begun, not that it was refused."""
    try:
        with transaction.atomic(), parts.opened(upload.pk) as bytes_:
            file = File(bytes_, name=upload.name)
            if file.size != upload.size:
                raise Refused(_lost(upload))
            return attachments.attach(upload.entry, upload.kind, upload.section, file, by=by, at=at)
    except FileNotFoundError:
        raise Refused(_lost(upload)) from None


def _lost(upload: Upload) -> str:
    return f"Kiriman “{upload}” tidak utuh di peladen. Unggah lagi berkas itu dari awal."


def _check_share(by: User, size: int) -> None:
    """Under the lock of the person: files begun at once are counted one after another."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    waiting = Upload.objects.unfinished().filter(by=by)
    taken = waiting.aggregate(bytes=Sum("size", default=0))["bytes"]
    if waiting.count() >= MOST_AT_ONCE or taken + size > MOST_WAITING:
        raise TooMuch(
            f"Terlalu banyak unggahan yang belum selesai: paling banyak {MOST_AT_ONCE} berkas atau "
            f"{indonesian.file_size(MOST_WAITING)}. Selesaikan atau batalkan dahulu yang lain."
        )
