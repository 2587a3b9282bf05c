"""Seleksi administrasi: the checklist, the ways out of it, and the way back in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.web import indonesian
from submissions import mail
from submissions.actions import claims, nearness, remarks
from submissions.models import (
    ChecklistItem,
    CheckMark,
    Decision,
    Entry,
    EntryState,
    Rejection,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.journal.models import JournalLine
    from submissions.models import Edition

Finding = tuple[Entry, ChecklistItem, Verdict, str]


def mark(
    entry: Entry,
    item: ChecklistItem,
    verdict: Verdict,
    note: str = "",
    *,
    by: User,
    at: datetime | None = None,
) -> None:
    mark_many([(entry, item, verdict, note)], by=by, at=at)


@transaction.atomic
def mark_many(findings: Sequence[Finding], *, by: User, at: datetime | None = None) -> None:
    """Write findings of the checklist, all or none. Findings on many entries are one line."""
    entries = {row.pk: row for row in _locked({entry.pk for entry, *_ in findings})}
    now = moment(at)
    if by.role != Role.SECRETARIAT:
        raise Refused("Daftar periksa diisi Tim Sekretariat.")
    nearness.refuse_own(list(entries.values()), by)
    _refuse_read_twice(list(entries.values()))
    for entry, item, verdict, note in findings:
        _refuse_marking(entries[entry.pk], item, verdict, note)
    rows = [
        CheckMark(entry_id=entry.pk, item=item, verdict=verdict, note=note.strip(), by=by, at=now)
        for entry, item, verdict, note in findings
    ]
    CheckMark.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["entry", "item"],
        update_fields=["verdict", "note", "by", "at"],
    )
    if len(entries) == 1:
        items = {item.pk: str(verdict) for _, item, verdict, _ in findings}
        record("entry.check", *entries.values(), by=by, at=now, items=items)
    elif entries:
        edition = next(iter(entries.values())).edition
        record("entry.check", edition, by=by, at=now, ids=sorted(entries), count=len(findings))


@transaction.atomic
def fill_in(
    entry: Entry,
    findings: Sequence[tuple[ChecklistItem, Verdict, str]],
    *,
    by: User,
    seen: str | None = None,
    at: datetime | None = None,
) -> None:
    """Write findings on one entry. `seen` is the stamp of the checklist that the screener had before
    his eyes: refused when somebody has found something else on one of these items since."""
    (row,) = _locked([entry.pk])
    stored = {mark.item_id: mark for mark in CheckMark.objects.filter(entry=entry)}
    if seen not in (None, stamp_of(stored.values())):
        _refuse_other_findings(stored, findings)
    mark_many([(entry, *finding) for finding in findings], by=by, at=at)
    claims.keep(row, by, moment(at))


def stamp_of(marks: Iterable[CheckMark]) -> str:
    """Which save of a checklist a page shows: its latest finding."""
    latest = max((mark.at for mark in marks), default=None)
    return latest.isoformat() if latest else ""


def accept(entry: Entry, *, by: User, at: datetime | None = None) -> Entry:
    """Lolos. Refused while an item of the checklist is open or unmet."""
    return accept_many([entry], by=by, at=at)[0]


@transaction.atomic
def accept_many(
    entries: Sequence[Entry], *, by: User, at: datetime | None = None
) -> Sequence[Entry]:
    """Accept all of these or none: a refusal names those that are not ready."""
    rows = _locked({entry.pk for entry in entries})
    now = moment(at)
    _refuse_unready(rows, by, verdicts=(Verdict.MET,))
    _refuse_read_twice(rows)
    claims.settle(rows, by, now)
    for edition in {row.edition_id: row.edition for row in rows}.values():
        ours = [row for row in rows if row.edition_id == edition.pk]
        line = _move_all(ours, "entry.accept", by=by, at=now, about=edition)
        decide(ours, line, "", by=by, at=now)
        mail.accepted(ours, at=now)
    return rows


@transaction.atomic
def reject(entry: Entry, reason: str, *, by: User, at: datetime | None = None) -> Entry:
    """Tidak lolos, with a reason, after every item has been looked at; where the season asks for a
    second reader, through `rejecting` alone."""
    entry = rejectable(entry, reason, by=by)
    now = moment(at)
    if entry.edition.rejections_need_two:
        raise Refused(f"{entry.edition}: penolakan diusulkan, lalu dibaca orang kedua.")
    claims.settle([entry], by, now)
    return _reject(entry, reason, by=by, at=now)


def rejectable(entry: Entry, reason: str, *, by: User) -> Entry:
    """Locked and read again; refused where a rejection of it would be."""
    entry = locked(entry)
    refuse_outsiders(by)
    if entry.state != EntryState.LODGED:
        state = entry.get_state_display()
        raise Refused(f"Tindakan ini tidak dapat dilakukan: statusnya sekarang “{state}”.")
    _refuse_unready([entry], by, verdicts=Verdict.values)
    refuse_silence(reason, "Tulis alasan proposal tidak lolos.")
    _refuse_read_twice([entry])
    return entry


def reject_read(entry: Entry, read: Rejection, *, by: User, at: datetime) -> Entry:
    """What `rejecting.confirm` comes to: two names stand under the decision."""
    return _reject(entry, read.reason, by=by, at=at, second=read.proposed_by)


def locked(entry: Entry) -> Entry:
    (row,) = _locked([entry.pk])
    return row


def hold(entries: Sequence[Entry]) -> list[int]:
    """Lock them; what is read of them after this stays true until the transaction ends."""
    return [row.pk for row in _locked({entry.pk for entry in entries})]


def refuse_outsiders(by: User) -> None:
    if by.role != Role.SECRETARIAT:
        raise Refused("Tindakan ini bukan wewenang peran yang sedang Anda pakai.")


def _reject(entry: Entry, reason: str, *, by: User, at: datetime, **second: User) -> Entry:
    line = moves.move(entry, "entry.reject", by=by, at=at, changes={"decided_at": at})
    decide([entry], line, reason, by=by, at=at, **second)
    unmet = entry.check_marks.filter(verdict=Verdict.UNMET).select_related("item")
    mail.rejected(entry, reason.strip(), unmet.order_by("item__position"), at=at)
    return entry


@transaction.atomic
def return_once(
    entry: Entry,
    notes: Sequence[remarks.Words],
    *,
    by: User,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Entry:
    """To the team, to mend the remarked sections until `due_at` (default: the edition's days)."""
    (entry,) = _locked([entry.pk])
    now = moment(at)
    nearness.refuse_own([entry], by)
    _refuse_read_twice([entry])
    if entry.was_returned:
        raise Refused("Proposal ini sudah pernah dikembalikan. Pengembalian hanya satu kali.")
    due_at = due_at or now + timedelta(days=entry.edition.return_days)
    if due_at <= now:
        raise Refused("Batas melengkapi harus sesudah saat ini.")
    if due_at >= entry.edition.judging_opens_at:
        opens = indonesian.moment(entry.edition.judging_opens_at)
        raise Refused(f"Batas melengkapi harus sebelum penilaian dimulai, {opens}.")
    written = remarks.leave(entry, notes, by=by, at=now)
    claims.settle([entry], by, now)
    line = moves.move(entry, "entry.return_once", by=by, at=now, changes={"return_due_at": due_at})
    decide([entry], line, "\n".join(one.text for one in written), by=by, at=now)
    mail.returned(entry, written, at=now)
    return entry


def _locked(keys: Iterable[int]) -> list[Entry]:
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    related = ("edition", "group", "innovation__institution", "innovation__unit")
    return list(rows.select_related(*related).order_by("pk"))


def _refuse_marking(entry: Entry, item: ChecklistItem, verdict: Verdict, note: str) -> None:
    if entry.state != EntryState.LODGED:
        raise Refused(f"Daftar periksa terkunci: status proposal “{entry.get_state_display()}”.")
    if item.group_id != entry.group_id:
        raise Refused("Butir ini bukan dari daftar periksa kelompok proposal.")
    if verdict == Verdict.UNMET and not note.strip():
        raise Refused(f"Butir “{item}” tidak memenuhi: tulis keterangannya.")


def _refuse_other_findings(
    stored: Mapping[int, CheckMark], findings: Iterable[tuple[ChecklistItem, Verdict, str]]
) -> None:
    """Two may share a checklist: only what would be written over is a conflict."""
    if any(
        (mark := stored.get(item.pk)) and (mark.verdict, mark.note) != (verdict, note.strip())
        for item, verdict, note in findings
    ):
        raise Refused(
            "Daftar periksa ini sudah disimpan orang lain atau dari tab lain. Isian Anda belum "
            "disimpan: bandingkan, lalu tekan Simpan pemeriksaan sekali lagi untuk memakai isian ini."
        )


def _refuse_unready(rows: Sequence[Entry], by: User, *, verdicts: Sequence[str]) -> None:
    """Every item of the checklist carries one of `verdicts`, for every entry."""
    items = ChecklistItem.objects.filter(group__in={row.group_id for row in rows})
    wanted = {(row.pk, item.pk) for row in rows for item in items if item.group_id == row.group_id}
    marks = CheckMark.objects.filter(entry__in=rows, verdict__in=verdicts)
    missing = wanted - set(marks.values_list("entry", "item"))
    nearness.refuse_own(rows, by)
    for row in rows:
        count = sum(1 for entry, _ in missing if entry == row.pk)
        if count and row.state == EntryState.LODGED:
            words = (
                "belum diperiksa" if len(verdicts) > 1 else "belum diperiksa atau belum memenuhi"
            )
            raise Refused(f"{row}: {count} butir daftar periksa {words}.")


def _refuse_read_twice(rows: Sequence[Entry]) -> None:
    pending = Rejection.objects.filter(entry__in=rows, decided_at=None).select_related("entry")
    if found := pending.first():
        raise Refused(f"{found.entry}: usul tidak lolos menunggu pembaca kedua.")


def refuse_silence(reason: str, words: str) -> None:
    if not reason.strip():
        raise Refused(words)


def _move_all(
    rows: Sequence[Entry], verb: str, *, by: User, at: datetime, about: Edition
) -> JournalLine:
    changes = {"decided_at": at}
    if len(rows) == 1:
        return moves.move(rows[0], verb, by=by, at=at, changes=changes)
    line = moves.move_many(rows, verb, by=by, at=at, about=about, changes=changes)
    assert line is not None
    return line


def decide(
    rows: Sequence[Entry],
    line: JournalLine,
    reason: str,
    *,
    by: User,
    at: datetime,
    **further: Any,
) -> None:
    words = {"verb": line.verb, "reason": reason.strip(), "by": by, "at": at, **further}
    Decision.objects.bulk_create(Decision(entry=row, line=line, **words) for row in rows)
