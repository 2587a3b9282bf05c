"""The letters about what a team says at its proposal, and what is answered to a remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kipp.accounts.models import Role, RoleHolding
from kipp.notices import outbox
from kipp.notices.events import event
from submissions.addressees import people_of

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.journal.models import JournalLine
    from submissions.models import Entry, Remark, RemarkAnswer

WRITTEN = event(
    "remark.written",
    "Catatan anggota tim",
    recipients="Anggota tim yang lain",
    timing="seketika",
)
ANSWERED = event(
    "remark.answered",
    "Catatan dijawab",
    recipients="Penulis catatan dan yang sudah menjawabnya, selain penjawab",
    timing="seketika",
)
CLOSED = event(
    "remark.closed",
    "Catatan ditutup",
    recipients="Penulis catatan, bila orang lain yang menutupnya",
    timing="seketika",
)


def written(entry: Entry, remark: Remark, *, at: datetime) -> None:
    team = people_of([entry])[0][entry.pk]
    others = [one for one in team if one != remark.by]
    key = f"remark:{remark.pk}"
    url = remark.get_absolute_url()
    outbox.send(WRITTEN, to=others, key=key, at=at, url=url, entry=entry, remark=remark)


def answered(entry: Entry, remark: Remark, said: RemarkAnswer, *, at: datetime) -> None:
    before = remark.answers.exclude(by=said.by).order_by().values_list("by", flat=True)
    concerned = {remark.by_id, *before} - {said.by_id}
    to = [one for one in _readers(entry, remark) if one.pk in concerned]
    key = f"remark:{remark.pk}:answer:{said.pk}"
    url = remark.get_absolute_url()
    outbox.send(ANSWERED, to=to, key=key, at=at, url=url, entry=entry, remark=remark, reply=said)


def closed(entry: Entry, remark: Remark, line: JournalLine, *, at: datetime) -> None:
    if remark.resolved_by == remark.by:
        return
    to = [one for one in _readers(entry, remark) if one.pk == remark.by_id]
    key = f"remark:{remark.pk}:closed:{line.pk}"
    url = remark.get_absolute_url()
    outbox.send(CLOSED, to=to, key=key, at=at, url=url, entry=entry, remark=remark)


def _readers(entry: Entry, remark: Remark) -> list[User]:
    """Who still reads it: its team, its desk, and who asked in the name of the secretariat."""
    team, desk = people_of([entry])
    readers = team[entry.pk] + desk[entry.pk]
    if remark.role == Role.SECRETARIAT:
        held = RoleHolding.objects.in_force().filter(user=remark.by_id, role=Role.SECRETARIAT)
        readers += [one.user for one in held.select_related("user").order_by("pk")]
    return readers
