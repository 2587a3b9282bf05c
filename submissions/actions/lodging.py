"""From the Admin Lokal to KemenPANRB: give back, lodge, lodge again, withdraw."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Now

from kipp.accounts.models import Institution, Role
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused
from submissions import mail
from submissions.actions import editions, readiness, remarks, versions, writing
from submissions.models import Decision, Entry, EntryState, LodgeIntent, Lodgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.actions.precheck import Around
    from submissions.models import Edition, FormVersion

Outcome = Lodgement | Refused


@transaction.atomic
def give_back(
    entry: Entry, notes: Sequence[remarks.Words], *, by: User, at: datetime | None = None
) -> Entry:
    """To the team, with remarks per section. Refused without one."""
    entry = writing.locked(entry)
    writing.refuse_other_desk(entry, by)
    now = moment(at)
    written = remarks.leave(entry, notes, by=by, at=now)
    moves.move(entry, "entry.give_back", by=by, at=now, remarks=[one.pk for one in written])
    mail.given_back(entry, written, at=now)
    return entry


def lodge(entry: Entry, *, by: User, at: datetime | None = None) -> Lodgement:
    """Ajukan. Refused when the form is incomplete, the quota used up or registration closed."""
    ((_, outcome),) = lodge_many([entry], by=by, at=at)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def lodge_many(
    entries: Sequence[Entry], *, by: User, at: datetime | None = None
) -> list[tuple[Entry, Outcome]]:
    """Lodge each entry wholly or not at all; says of each how it ended, in the order given.

    The intent is committed before anything else: whoever pressed in time is not punished for a
    slow server. Hence no transaction may be open around this call.
    """
    meant = intend(entries, by=by, at=at)
    return _complete(entries, [row.form for row in meant], by=by, at=at)


@transaction.atomic(durable=True)
def intend(entries: Sequence[Entry], *, by: User, at: datetime | None = None) -> list[Entry]:
    """Store of each entry the version that is meant; returns them as they were read."""
    rows = versions.read(Entry.objects.filter(pk__in=[entry.pk for entry in entries]))
    digests = {row.pk: versions.digest_of(versions.content_of(row)) for row in rows}
    LodgeIntent.objects.bulk_create(
        LodgeIntent(entry_id=pk, by=by, at=at or Now(), sha256=digest)
        for pk, digest in digests.items()
    )
    return rows


@transaction.atomic
def relodge(entry: Entry, *, by: User, at: datetime | None = None) -> Lodgement:
    """After a return: the mended version, before its due date. The number of the entry stays."""
    (entry,) = _locked([entry])
    writing.refuse_other_desk(entry, by)
    around = readiness.around([entry], at=at)
    now = around[entry.pk].now
    if entry.return_due_at and now >= entry.return_due_at:
        raise Refused("Batas melengkapi sudah lewat: proposal kembali ke seleksi apa adanya.")
    moves.move(entry, "entry.relodge", by=by, at=now)
    _refuse_gaps(entry, around[entry.pk])
    lodgement = _freeze([entry], around, {}, by=by)[entry.pk]
    remarks.resolve([entry], by=by, at=now)
    mail.lodged([entry], {entry.pk: lodgement}, at=now)
    return lodgement


@transaction.atomic
def withdraw(entry: Entry, reason: str, *, by: User, at: datetime | None = None) -> Entry:
    """Out of the competition, before judging opens. Its place in the quota is free again."""
    entry = writing.locked(entry)
    writing.refuse_other_desk(entry, by)
    now = moment(at)
    if entry.judging_since or now >= entry.edition.judging_opens_at:
        raise Refused("Penilaian sudah dimulai: proposal tidak dapat ditarik lagi.")
    if not reason.strip():
        raise Refused("Tulis alasan penarikan.")
    line = moves.move(entry, "entry.withdraw", by=by, at=now)
    Decision.objects.create(
        entry=entry, line=line, verb=line.verb, reason=reason.strip(), by=by, at=now
    )
    mail.withdrawn(entry, reason.strip(), at=now)
    return entry


@transaction.atomic
def _complete(
    entries: Sequence[Entry], forms: Sequence[FormVersion], *, by: User, at: datetime | None
) -> list[tuple[Entry, Outcome]]:
    if by.role != Role.INSTITUTION_ADMIN:
        refusal = Refused("Hanya Admin Lokal yang mengajukan proposal.")
        return [(entry, refusal) for entry in entries]
    _take_turns(entries)
    rows = _locked(entries, forms)
    around = readiness.around(rows, at=at)
    carried = _intents_in_time(rows, around)
    refused = _refusals(rows, around, carried, by)
    passed = [row for row in rows if row.pk not in refused]
    made = _lodge(passed, around, carried, by=by)
    outcomes: dict[int, Outcome] = {**refused, **made}
    fresh = {row.pk: row for row in rows}
    return [(fresh[entry.pk], outcomes[entry.pk]) for entry in entries]


def _take_turns(entries: Sequence[Entry]) -> None:
    """Two who want the last place of a quota stand in line at the institution's row."""
    ours = {entry.innovation.institution_id for entry in entries}
    list(Institution.objects.select_for_update(no_key=True).filter(pk__in=ours).order_by("pk"))


def _locked(entries: Iterable[Entry], forms: Sequence[FormVersion] = ()) -> list[Entry]:
    """The rows under a lock, then what they consist of: read before it, that could be outdated."""
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    return versions.read(rows.filter(pk__in=[entry.pk for entry in entries]), forms)


def _refusals(
    rows: Sequence[Entry],
    around: Mapping[int, Around],
    carried: Mapping[int, LodgeIntent],
    by: User,
) -> dict[int, Refused]:
    """Why some of these cannot be lodged. Places of a quota go to the first in order."""
    left = {_pool(row): around[row.pk].places_left for row in rows}
    refused = {}
    for row in rows:
        try:
            writing.refuse_other_desk(row, by)
            _refuse_state(row)
            _refuse_closed(row, around[row.pk].now, carried=row.pk in carried)
            _refuse_gaps(row, around[row.pk])
            if left[_pool(row)] < 1:
                raise Refused(f"Kuota {row.group} untuk instansi ini sudah terpakai semua.")
        except Refused as refusal:
            refused[row.pk] = refusal
        else:
            left[_pool(row)] -= 1
    return refused


def _pool(entry: Entry) -> tuple[int, int]:
    """What a quota is counted over."""
    return entry.group_id, entry.innovation.institution_id


def _refuse_state(entry: Entry) -> None:
    if entry.state != EntryState.WITH_AGENCY:
        raise Refused(
            f"Proposal tidak dapat diajukan: statusnya sekarang “{entry.get_state_display()}”."
        )


def _refuse_closed(entry: Entry, now: datetime, *, carried: bool) -> None:
    if now < entry.group.opens_at:
        raise Refused(f"Pendaftaran {entry.group} belum dibuka.")
    if now >= entry.group.closes_at and not carried:
        raise Refused(f"Pendaftaran {entry.group} sudah ditutup.")


def _refuse_gaps(entry: Entry, around: Around) -> None:
    gaps = readiness.gaps(entry, around)
    if gaps:
        raise Refused(f"Proposal belum lengkap. {'; '.join(gaps)}.")


def _intents_in_time(rows: Sequence[Entry], around: Mapping[int, Around]) -> dict[int, LodgeIntent]:
    """For entries past their close but within the grace: the intent stored in time for this very
    version. Any other version has come too late, and so has what was pressed before the team last
    sent it: then there was nothing to lodge yet."""
    late = {row.pk: row for row in rows if _is_in_grace(row, around[row.pk].now)}
    if not late:
        return {}
    digests = {pk: versions.digest_of(versions.content_of(row)) for pk, row in late.items()}
    intents = LodgeIntent.objects.filter(entry__in=late, sha256__in=digests.values())
    intents = intents.filter(at__gte=F("entry__last_line__at"))
    return {
        intent.entry_id: intent
        for intent in intents.order_by("-at", "-pk")
        if intent.at < late[intent.entry_id].group.closes_at
        and intent.sha256 == digests[intent.entry_id]
    }


def _is_in_grace(entry: Entry, now: datetime) -> bool:
    closes_at = entry.group.closes_at
    return closes_at <= now < closes_at + timedelta(seconds=entry.edition.grace_seconds)


def _lodge(
    rows: Sequence[Entry],
    around: Mapping[int, Around],
    carried: Mapping[int, LodgeIntent],
    *,
    by: User,
) -> dict[int, Lodgement]:
    made: dict[int, Lodgement] = {}
    for edition in {row.edition_id: row.edition for row in rows}.values():
        ours = [row for row in rows if row.edition_id == edition.pk]
        now = around[ours[0].pk].now
        _number(ours, edition, by=by, at=now)
        made |= _freeze(ours, around, carried, by=by)
        remarks.resolve(ours, by=by, at=now)
        mail.lodged(ours, made, at=now)
    return made


def _number(rows: Sequence[Entry], edition: Edition, *, by: User, at: datetime) -> None:
    """State, number and time in one UPDATE: the database wants all three together."""
    codes = dict(
        zip([row.pk for row in rows], editions.take_numbers(edition, len(rows)), strict=True)
    )
    if len(rows) == 1:
        changes = {"code": codes[rows[0].pk], "lodged_at": at}
        moves.move(rows[0], "entry.lodge", by=by, at=at, changes=changes)
        return
    each = [When(pk=pk, then=Value(code)) for pk, code in codes.items()]
    numbered = Case(*each, output_field=CharField())
    changes = {"code": numbered, "lodged_at": at}
    moves.move_many(rows, "entry.lodge", by=by, at=at, about=edition, changes=changes)
    for row in rows:
        row.code = codes[row.pk]


def _freeze(
    rows: Sequence[Entry],
    around: Mapping[int, Around],
    carried: Mapping[int, LodgeIntent],
    *,
    by: User,
) -> dict[int, Lodgement]:
    made = []
    for row in rows:
        content = versions.content_of(row)
        made.append(
            Lodgement(
                entry=row,
                number=around[row.pk].lodged_before + 1,
                content=content,
                sha256=versions.digest_of(content),
                by=by,
                at=around[row.pk].now,
                grace_of=carried.get(row.pk),
            )
        )
    return {one.entry_id: one for one in Lodgement.objects.bulk_create(made)}
