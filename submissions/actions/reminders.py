"""An Admin Lokal asks teams to go on: a letter for each person, once a day for each proposal."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts.actions.calendar import day_of
from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions import addressees
from submissions.actions import writing
from submissions.mail import reminders as mail
from submissions.models import Entry, EntryState, Reminder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kipp.accounts.models import User

# What a team has in its hands.
REMINDABLE = (EntryState.DRAFT, EntryState.RETURNED)
Outcome = tuple[Entry, str]


@transaction.atomic
def remind(
    entries: Sequence[Entry], words: str = "", *, by: User, at: datetime | None = None
) -> list[Outcome]:
    """Write to the teams of these; says of each why not, "" where it did, in the order given.

    A person in several of the teams gets one letter with all of them.
    """
    if by.role != Role.INSTITUTION_ADMIN:
        raise Refused("Hanya Admin Lokal yang mengingatkan tim.")
    rows = _locked(entries)
    now = moment(at)
    team, on = addressees.team_of(rows.values()), day_of(now)
    reminded = set(Reminder.objects.filter(entry__in=rows, on=on).values_list("entry", flat=True))
    why = {pk: _why_not(row, pk in reminded, bool(team[pk]), by) for pk, row in rows.items()}
    told = [row for pk, row in rows.items() if not why[pk]]
    Reminder.objects.bulk_create(Reminder(entry=one, on=on, by=by, at=now) for one in told)
    for ours in _by_edition(told):
        line = record("entry.remind", ours[0].edition, by=by, at=now, ids=[one.pk for one in ours])
        mail.reminded(ours, team, words.strip(), line, by, at=now)
    return [(rows[entry.pk], why[entry.pk]) for entry in entries]


def _locked(entries: Sequence[Entry]) -> dict[int, Entry]:
    rows = Entry.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("edition", "group", "innovation__institution").order_by("pk")
    return {row.pk: row for row in rows.filter(pk__in=[entry.pk for entry in entries])}


def _why_not(entry: Entry, reminded: bool, has_team: bool, by: User) -> str:
    try:
        writing.refuse_other_desk(entry, by)
    except Refused as refusal:
        return str(refusal)
    if entry.state not in REMINDABLE:
        return f"Tidak ada yang ditunggu dari tim: statusnya “{entry.get_state_display()}”."
    if reminded:
        return "Sudah diingatkan hari ini. Ingatkan lagi besok."
    if not has_team:
        return "Tidak ada anggota tim yang masih bertugas. Tunjuk penanggung jawab yang baru."
    return ""


def _by_edition(entries: Sequence[Entry]) -> list[list[Entry]]:
    of_edition: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        of_edition[entry.edition_id].append(entry)
    return list(of_edition.values())
