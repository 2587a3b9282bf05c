"""When an entry may be written: what entries and attachments ask under the lock, before they write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.web import indonesian
from submissions.actions import remarks
from submissions.models import Entry, EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import Answer, Group, Section


class Stale(Refused):
    """Somebody has saved since: `answer` is what is kept, and nothing of it was overwritten."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(
            "Bagian ini sudah disimpan orang lain atau di tab lain sesudah Anda membukanya. "
            "Tulisan Anda belum disimpan dan masih ada di bawah. Bandingkan dengan yang tersimpan, "
            "gabungkan bila perlu, lalu simpan lagi."
        )
        self.answer = answer


def locked(entry: Entry) -> Entry:
    """Read the row again under a lock: two clicks, or two tabs, must not both win."""
    rows = Entry.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "edition", "group", "category", "innovation__institution", "innovation__unit"
    ).get(pk=entry.pk)


def check(
    entry: Entry, *, by: User, at: datetime | None = None, section: Section | None = None
) -> datetime:
    """Refuse unless `by` may change this part of the entry, locked by the caller; returns the moment.

    Without a section the part is all the rest: identity, documents, team. What the database knows is
    asked in one statement, after the lock: may he, was it asked for, and what time is it (the clock
    of kipp.clock; `at` stands in for it).
    """
    if section is not None and section.form_id != entry.form_id:
        raise Refused("Bagian ini tidak ada di formulir proposal Anda.")
    asked = Exists(remarks.asking(section).filter(entry=OuterRef("pk")))
    mine = Entry.objects.editable_by(by).filter(pk=entry.pk)
    found = mine.annotate(now=Now(), asked=asked).values_list("now", "asked").first()
    if found is None:
        raise Refused(_why_closed(entry))
    at = at or found[0]
    if entry.state == EntryState.RETURNED:
        _check_return(entry, section, at, asked=found[1])
    else:
        check_window(entry.group, at)
    return at


def check_all(
    entry: Entry, parts: Iterable[Section | None], *, by: User, at: datetime | None = None
) -> datetime:
    """The same for many sections, with one look where none of them has a rule of its own."""
    parts = list(dict.fromkeys(parts))
    if any(part and part.form_id != entry.form_id for part in parts):
        raise Refused("Bagian ini tidak ada di formulir proposal Anda.")
    if entry.state != EntryState.RETURNED:
        parts = parts[:1]
    for part in parts:
        at = check(entry, by=by, at=at, section=part)
    return moment(at)


def why_not(entry: Entry, *, by: User, section: Section | None = None) -> str:
    """For a page: the refusal that writing this part would meet now, "" when it is open."""
    try:
        check(entry, by=by, section=section)
    except Refused as refusal:
        return str(refusal)
    return ""


def check_window(group: Group, at: datetime) -> None:
    if group.accepts_entries(at):
        return
    if at < group.opens_at:
        raise Refused(f"Pendaftaran {group} baru dibuka {indonesian.moment(group.opens_at)}.")
    raise Refused(f"Pendaftaran {group} sudah ditutup {indonesian.moment(group.closes_at)}.")


def refuse_other_desk(entry: Entry, by: User) -> None:
    """An Admin Lokal acts on what goes through his own desk; other roles the move itself refuses."""
    desk = by.acting if by.role == Role.INSTITUTION_ADMIN else None
    if desk and not entry.innovation.institution.is_of_desk(desk.institution_id):
        raise Refused("Proposal ini tidak melalui meja instansi Anda.")


def _why_closed(entry: Entry) -> str:
    if entry.state in (EntryState.DRAFT, EntryState.RETURNED):
        return "Anda dapat membaca proposal ini, tetapi tidak dapat mengubahnya."
    return f"Proposal tidak dapat diubah: statusnya sekarang “{entry.get_state_display()}”."


def _check_return(entry: Entry, section: Section | None, at: datetime, *, asked: bool) -> None:
    """A returned entry is open only where the secretariat asked for something, until its due date."""
    if entry.return_due_at and at >= entry.return_due_at:
        due = indonesian.moment(entry.return_due_at)
        raise Refused(f"Batas melengkapi sudah lewat: {due}. Proposal tidak dapat diubah lagi.")
    if asked:
        return
    if section is None:
        raise Refused("Tim Sekretariat tidak meminta perubahan pada bagian ini.")
    raise Refused("Hanya bagian yang diberi catatan oleh Tim Sekretariat yang dapat diubah.")
