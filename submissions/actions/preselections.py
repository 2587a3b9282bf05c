"""The choice an institution makes within its quota before it lodges: internal, and binding nobody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.actions import writing
from submissions.models import Entry, Preselection, Shown
from submissions.models.entry import UNSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from kipp.accounts.models import User


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to stand for an entry; without a choice nothing does. `seen` is the version of what
    its writer had before him, 0 for nothing."""

    choice: str
    place: int | None = None
    note: str = ""
    shown: str = Shown.NOTHING
    seen: int = 0


@transaction.atomic
def choose(
    wishes: Mapping[Entry, Wish], *, by: User, at: datetime | None = None
) -> list[Preselection]:
    """Note the choices that differ from what stands, all or none; returns those that stand now.
    Only of what has not been lodged: after that nothing is left to choose."""
    if by.role != Role.INSTITUTION_ADMIN:
        raise Refused("Hanya Admin Lokal yang melakukan seleksi awal.")
    entries = _locked(wishes)
    now = moment(at)
    stands = {one.entry_id: one for one in Preselection.objects.filter(entry__in=entries)}
    changed = {one: wishes[one] for one in entries if _differs(stands.get(one.pk), wishes[one])}
    for entry, wish in changed.items():
        _check(entry, wish, stands.get(entry.pk), by)
    kept = [_kept(entry, wish, stands.get(entry.pk), by, now) for entry, wish in changed.items()]
    Preselection.objects.filter(
        entry__in=[e for e, wish in changed.items() if not wish.choice]
    ).delete()
    made = Preselection.objects.bulk_create(
        [one for one in kept if one.choice],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["choice", "place", "note", "shown", "version", "by", "at"],
    )
    _tell_journal(changed, by, now)
    return made


def _locked(entries: Iterable[Entry]) -> list[Entry]:
    rows = Entry.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("edition", "innovation__institution").order_by("pk")
    return list(rows.filter(pk__in=[entry.pk for entry in entries]))


def _differs(stands: Preselection | None, wish: Wish) -> bool:
    if stands is None or not wish.choice:
        return bool(stands) != bool(wish.choice)
    now = (stands.choice, stands.place, stands.note, stands.shown)
    return now != (wish.choice, wish.place, wish.note.strip(), wish.shown)


def _check(entry: Entry, wish: Wish, stands: Preselection | None, by: User) -> None:
    writing.refuse_other_desk(entry, by)
    title = entry.innovation.title
    if entry.state not in UNSENT:
        raise Refused(f"“{title}” sudah {entry.get_state_display().lower()}: tidak dipilih lagi.")
    if wish.seen != (stands.version if stands else 0):
        raise Refused(
            f"Pilihan untuk “{title}” baru saja diubah orang lain. Periksa pilihannya, lalu simpan "
            "lagi."
        )


def _kept(
    entry: Entry, wish: Wish, stands: Preselection | None, by: User, now: datetime
) -> Preselection:
    return Preselection(
        entry=entry,
        choice=wish.choice,
        place=wish.place,
        note=wish.note.strip(),
        shown=wish.shown,
        version=wish.seen + 1,
        by=by,
        at=now,
    )


def _tell_journal(changed: Mapping[Entry, Wish], by: User, now: datetime) -> None:
    """One line for each edition: which entries, and what was chosen; the notes stay out of it."""
    of_edition: dict[int, dict[Entry, Wish]] = defaultdict(dict)
    for entry, wish in changed.items():
        of_edition[entry.edition_id][entry] = wish
    for ours in of_edition.values():
        choices: dict[str, list[int]] = defaultdict(list)
        for entry, wish in ours.items():
            choices[wish.choice or "NONE"].append(entry.pk)
        edition = next(iter(ours)).edition
        ids = [entry.pk for entry in ours]
        record("entry.preselect", edition, by=by, at=now, ids=ids, choices=dict(choices))
