"""Who screens what now: a proposal is taken, kept for a while, given back or taken over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.web import indonesian
from submissions.actions import nearness
from submissions.mail import screening as letters
from submissions.models import Claim, Entry, EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from kipp.accounts.models import User

# How many of the queue are looked at for one that this person may screen.
_LOOK_AHEAD = 50


@transaction.atomic
def claim(entry: Entry, *, by: User, at: datetime | None = None) -> Claim:
    """Take this one, or keep it longer. Refused while a colleague is at it."""
    entry = _locked(entry, by)
    now = moment(at)
    _refuse_taken([entry], by, now)
    return _take(entry, by, now)


@transaction.atomic
def claim_next(*, by: User, at: datetime | None = None) -> Entry | None:
    """The one of his own that he took first; else the oldest that nobody has taken. None: the queue
    is empty for him. Whoever asks at the same moment gets another one."""
    _refuse_outsiders(by)
    now = moment(at)
    ours = Claim.objects.filter(by=by, until__gt=now, entry__in=Entry.objects.undecided())
    if mine := ours.order_by("at", "pk").select_related("entry").first():
        return mine.entry
    free = Entry.objects.undecided().exclude(claim__until__gt=now)
    waiting = list(free.order_by("lodged_at", "pk")[:_LOOK_AHEAD])
    own = nearness.own_of(by, waiting)
    for one in waiting:
        if one not in own and (found := _still_free(one, by, now)):
            _take(found, by, now)
            return found
    return None


@transaction.atomic
def release(entry: Entry, *, by: User, at: datetime | None = None) -> Entry:
    """Back into the queue, for anybody."""
    entry = _locked(entry, by)
    now = moment(at)
    if not Claim.objects.filter(entry=entry, by=by).delete()[0]:
        raise Refused(f"Proposal {entry} tidak sedang Anda ambil.")
    record("entry.release", entry, by=by, at=now)
    return entry


@transaction.atomic
def take_over(entry: Entry, reason: str, *, by: User, at: datetime | None = None) -> Claim:
    """From a colleague, who is told why."""
    entry = _locked(entry, by)
    now = moment(at)
    if not reason.strip():
        raise Refused("Tulis alasan mengambil alih: rekan Anda menerimanya.")
    held = Claim.objects.filter(entry=entry, until__gt=now).exclude(by=by).first()
    if held is None:
        raise Refused(f"Proposal {entry} tidak sedang diperiksa rekan lain.")
    before = held.by
    made = _take(entry, by, now, taken_from=before.pk)
    letters.taken_over(entry, before, by, reason.strip(), at=now)
    return made


def settle(entries: Sequence[Entry], by: User, at: datetime) -> None:
    """For a decision on locked entries: refused while a colleague is at one of them; with it the
    claims on them are over."""
    _refuse_taken(entries, by, at)
    Claim.objects.filter(entry__in=entries).delete()


def keep(entry: Entry, by: User, at: datetime) -> None:
    """Whoever works at a locked entry that is free or his own keeps it. Silent where it is not."""
    if _others([entry], by, at):
        return
    if Claim.objects.filter(entry=entry, by=by, until__gt=at).exists():
        Claim.objects.filter(entry=entry).update(until=_until(entry, at))
    else:
        _take(entry, by, at)


def _take(entry: Entry, by: User, at: datetime, **detail: Any) -> Claim:
    given = {"by": by, "at": at, "until": _until(entry, at)}
    made, _ = Claim.objects.update_or_create(entry=entry, defaults=given)
    record("entry.claim", entry, by=by, at=at, **detail)
    return made


def _still_free(entry: Entry, by: User, at: datetime) -> Entry | None:
    """Locked without waiting: what somebody else is taking at this moment is not free."""
    rows = Entry.objects.undecided().select_related("edition").filter(pk=entry.pk)
    found = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    return None if found is None or _others([found], by, at) else found


def _until(entry: Entry, at: datetime) -> datetime:
    return at + timedelta(minutes=entry.edition.claim_minutes)


def _others(entries: Iterable[Entry], by: User, at: datetime) -> list[Claim]:
    rows = Claim.objects.filter(~Q(by=by), entry__in=[one.pk for one in entries], until__gt=at)
    return list(rows.select_related("entry", "by").order_by("pk"))


def _refuse_taken(entries: Iterable[Entry], by: User, at: datetime) -> None:
    for held in _others(entries, by, at):
        until = indonesian.moment(held.until)
        raise Refused(
            f"Proposal {held.entry} sedang diperiksa {held.by} sampai {until}. Tunggu, atau ambil "
            "alih dengan alasan."
        )


def _locked(entry: Entry, by: User) -> Entry:
    _refuse_outsiders(by)
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("edition")
    entry = rows.get(pk=entry.pk)
    nearness.refuse_own([entry], by)
    if entry.state != EntryState.LODGED:
        raise Refused(
            f"Proposal {entry} tidak menunggu seleksi: statusnya “{entry.get_state_display()}”."
        )
    return entry


def _refuse_outsiders(by: User) -> None:
    if by.role != Role.SECRETARIAT:
        raise Refused("Seleksi administrasi dikerjakan Tim Sekretariat.")
