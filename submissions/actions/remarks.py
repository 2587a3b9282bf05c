"""What an Admin Lokal or the secretariat asks a team to mend, and which sections that opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions import mail
from submissions.models import Entry, Remark, Section
from submissions.models.entry import UNSENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from kipp.accounts.models import User

Words = tuple[Section | None, str]


@transaction.atomic
def add(
    entry: Entry, remarks: Sequence[Words], *, by: User, at: datetime | None = None
) -> list[Remark]:
    """Coach a team without moving its entry: by the Admin Lokal, before it is lodged."""
    entry = (
        Entry.objects.select_for_update(of=("self",), no_key=True)
        .select_related("edition", "group", "innovation__institution")
        .get(pk=entry.pk)
    )
    now = moment(at)
    if by.role != Role.INSTITUTION_ADMIN or entry.state not in UNSENT:
        raise Refused("Catatan hanya dapat ditulis Admin Lokal, sebelum proposal diajukan.")
    if by.acting and not entry.innovation.institution.is_of_desk(by.acting.institution_id):
        raise Refused("Proposal ini tidak melalui meja instansi Anda.")
    written = leave(entry, remarks, by=by, at=now)
    record("entry.remark", entry, by=by, at=now, remarks=[remark.pk for remark in written])
    mail.remarked(entry, written, at=now)
    return written


def leave(entry: Entry, remarks: Sequence[Words], *, by: User, at: datetime) -> list[Remark]:
    """Write the remarks of a move, inside its transaction. Refused without a single word."""
    said = [(section, text.strip()) for section, text in remarks if text.strip()]
    if not said:
        raise Refused("Tulis sekurang-kurangnya satu catatan, agar tim tahu apa yang diperbaiki.")
    if any(section and section.form_id != entry.form_id for section, _ in said):
        raise Refused("Catatan menunjuk bagian yang tidak ada di formulir proposal ini.")
    rows = [
        Remark(entry=entry, section=section, text=text, by=by, role=by.role, at=at)
        for section, text in said
    ]
    return Remark.objects.bulk_create(rows)


def resolve(entries: Sequence[Entry], *, by: User, at: datetime) -> None:
    """Close what is open: whoever lodges has found it mended."""
    Remark.objects.filter(entry__in=entries, resolved_at=None).update(
        resolved_at=at, resolved_by=by
    )


def asking(section: Section | None) -> QuerySet[Remark]:
    """What the secretariat asks to have mended in a section; without one, in the rest: that opens
    identity, documents and team. Only this opens a returned entry to its team."""
    return Remark.objects.filter(role=Role.SECRETARIAT, resolved_at=None, section=section)
