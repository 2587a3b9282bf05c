"""Starting from a proposal of an earlier season, and saying what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions import words
from submissions.actions import entries, writing
from submissions.models import Answer, Continuation, Entry, EntryState, Innovation

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import Edition
    from submissions.models.entry import EntryQuerySet


def offered(by: User, edition: Edition) -> EntryQuerySet:
    """His proposals of earlier seasons whose innovation is not entered in this one. Whether what it
    has won keeps it out, the rules of the season say (ADR 15)."""
    mine = Innovation.objects.owned_by(by).exclude(entries__edition=edition)
    rows = Entry.objects.filter(innovation__in=mine.order_by().values("pk"))
    return rows.filter(edition__year__lt=edition.year).exclude(state=EntryState.DISQUALIFIED)


@transaction.atomic
def start(earlier: Entry, *, by: User, at: datetime | None = None, **given: Any) -> Entry:
    """A draft of the same innovation (`given` is what `entries.start` takes) that begins with the
    answers of the earlier proposal, section by section of the same code. Files are given anew."""
    if not offered(by, given["group"].edition).filter(pk=earlier.pk).exists():
        raise Refused("Proposal terdahulu ini tidak dapat Anda lanjutkan pada musim ini.")
    given |= {"innovation": earlier.innovation, "video_url": earlier.video_url}
    entry = entries.start(by=by, at=at, **given)
    now = entry.created_at
    codes = _carry(earlier, entry, by, now)
    Continuation.objects.create(entry=entry, earlier=earlier, updated_by=by, updated_at=now)
    record("entry.continue", entry, by=by, at=now, earlier=earlier.pk, sections=codes)
    return entry


@transaction.atomic
def say(
    entry: Entry, text: str, *, by: User, version: int | None = None, at: datetime | None = None
) -> Continuation:
    """What has changed, however long: too many words are shown and keep it from being lodged.
    `version` is the one the writer had before his eyes."""
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at)
    kept = Continuation.objects.select_for_update().filter(entry=entry).first()
    if kept is None:
        raise Refused("Proposal ini bukan lanjutan proposal terdahulu.")
    text = text.replace("\r\n", "\n").strip()
    if kept.changes == text:
        return kept
    if version is not None and version != kept.version:
        raise Refused(
            "Rekan Anda menyimpan halaman ini sesudah Anda membukanya. Tulisan Anda masih ada di "
            "bawah; gabungkan dengan yang tersimpan, lalu simpan lagi."
        )
    kept.changes, kept.counted, kept.version = text, words.count(text), kept.version + 1
    kept.updated_by, kept.updated_at = by, at
    kept.save(update_fields=["changes", "counted", "version", "updated_by", "updated_at"])
    return kept


def _carry(earlier: Entry, entry: Entry, by: User, at: datetime) -> list[str]:
    """The codes of the sections that were filled. What has no section in the new form stays to be
    read in the earlier proposal."""
    sections = {one.code: one for one in entry.form.sections.order_by("position")}
    texts = earlier.answers.exclude(text="").values_list("section__code", "text")
    told = dict(texts.order_by("section__position"))
    rows = [
        Answer(
            entry=entry,
            section=sections[code],
            text=text,
            counted=words.count(text),
            updated_by=by,
            updated_at=at,
        )
        for code, text in told.items()
        if code in sections
    ]
    Answer.objects.bulk_create(rows)
    return [one.section.code for one in rows]
