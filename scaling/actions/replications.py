"""Everything that can happen to a replication: interest, agreement, approval, work, result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from judging import queries as judging
from kipp.accounts.models import Institution
from kipp.clock import moment
from kipp.journal.moves import Refused, move
from kipp.journal.record import record
from scaling import mail
from scaling.models import Replication, ReplicationState, ScalingCase
from scaling.models.replication import ADOPTERS
from submissions import papers
from submissions.models import Entry

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files import File

    from kipp.accounts.models import User
    from scaling.models.replication import ReplicationQuerySet
    from submissions.models import Innovation


@transaction.atomic
def propose(
    source: Innovation,
    reason: str,
    *,
    by: User,
    case: ScalingCase | None = None,
    at: datetime | None = None,
) -> Replication:
    """An institution declares its interest in an innovation with a published award of any year."""
    if by.role not in ADOPTERS or by.acting is None or by.acting.institution_id is None:
        raise Refused("Minat replikasi dinyatakan oleh narahubung instansi atau Admin Lokal.")
    adopter = Institution.objects.select_for_update().get(pk=by.acting.institution_id)
    now = moment(at)
    if not judging.awarded_innovations().filter(pk=source.pk).exists():
        raise Refused("Yang dapat direplikasi adalah inovasi yang penghargaannya sudah diumumkan.")
    if source.institution_id == adopter.pk:
        raise Refused("Inovasi ini milik instansi Anda sendiri.")
    if Replication.objects.living().filter(source=source, adopter=adopter).exists():
        raise Refused("Instansi Anda sudah menyatakan minat atas inovasi ini.")
    made = Replication.objects.create(
        source=source, adopter=adopter, case=case, reason=reason, proposed_by=by, proposed_at=now
    )
    record("replication.propose", made, by=by, at=now)
    mail.replication_proposed(made, at=now)
    return made


@transaction.atomic
def propose_from_entries(*, at: datetime | None = None) -> int:
    """Each accepted entry of the group "replikasi" proposes a replication for staff to confirm, with
    the entry as its evidence. Run by the clock; an entry proposes once, ever."""
    proving = Entry.objects.accepted().filter(
        group__requires_source=True, source__isnull=False, replication=None
    )
    proving = proving.select_related("innovation", "source").order_by("pk")
    living = set(Replication.objects.living().values_list("source_id", "adopter_id"))
    made = 0
    for entry in proving:
        source, adopter_id = entry.source, entry.innovation.institution_id
        if source is None or source.institution_id == adopter_id:
            continue
        if (source.pk, adopter_id) not in living:
            living.add((source.pk, adopter_id))
            _propose_from(entry, source, at)
            made += 1
    return made


def _propose_from(entry: Entry, source: Innovation, at: datetime | None) -> None:
    now = moment(at)
    made = Replication.objects.create(
        source=source,
        adopter_id=entry.innovation.institution_id,
        entry=entry,
        reason=f"Diusulkan dari proposal {entry.code} ({entry.group}).",
        proposed_at=now,
    )
    record("replication.propose", made, by=None, at=now, entry=entry.pk)
    mail.replication_proposed(made, at=now)


@transaction.atomic
def agree(
    replication: Replication,
    *,
    by: User,
    number: str,
    signed_on: date,
    ends_on: date | None = None,
    file: File[bytes] | None = None,
    at: datetime | None = None,
) -> Replication:
    """The owner agrees, citing the letter both sides have signed."""
    papers.taken(file)
    replication, now = _locked(replication), moment(at)
    _of_side(Replication.objects.owned_by(by), replication)
    if not number.strip():
        raise Refused("Isi nomor surat kesepakatan.")
    if signed_on > timezone.localdate(now):
        raise Refused("Tanggal kesepakatan belum lewat.")
    if ends_on and ends_on < signed_on:
        raise Refused("Kesepakatan berakhir sebelum ditandatangani. Periksa kedua tanggal.")
    changes = {
        "agreement_number": number,
        "agreement_on": signed_on,
        "agreement_ends_on": ends_on,
        **({"agreement_file": file} if file else {}),
    }
    move(replication, "replication.agree", by=by, at=now, changes=changes)
    mail.replication_agreed(replication, at=now)
    return replication


@transaction.atomic
def approve(replication: Replication, *, by: User, at: datetime | None = None) -> Replication:
    """The officer's word. From here on it is part of the open case of its innovation, if any."""
    replication, now = _locked(replication), moment(at)
    case = replication.case or ScalingCase.objects.gathering(replication.source_id).first()
    joined: dict[str, Any] = {"case": case.pk} if case else {}
    move(replication, "replication.approve", by=by, at=now, changes={"case": case}, **joined)
    mail.replication_approved(replication, at=now)
    return replication


@transaction.atomic
def start(replication: Replication, *, by: User, at: datetime | None = None) -> Replication:
    replication, now = _locked(replication), moment(at)
    _of_side(Replication.objects.adopted_by(by), replication)
    move(
        replication,
        "replication.start",
        by=by,
        at=now,
        changes={"started_on": timezone.localdate(now)},
    )
    return replication


@transaction.atomic
def finish(replication: Replication, *, by: User, at: datetime | None = None) -> Replication:
    """The officer confirms the result; a replication that never reported has none to confirm."""
    replication, now = _locked(replication), moment(at)
    if replication.state == ReplicationState.RUNNING and not replication.reports.exists():
        raise Refused("Belum ada satu pun pembaruan dari instansi replikator.")
    move(
        replication,
        "replication.finish",
        by=by,
        at=now,
        changes={"finished_on": timezone.localdate(now)},
    )
    mail.replication_finished(replication, at=now)
    return replication


@transaction.atomic
def decline(
    replication: Replication, reason: str, *, by: User, at: datetime | None = None
) -> Replication:
    sides = Replication.objects.declinable_by(by)
    return _end(replication, "replication.decline", reason, sides, by=by, at=at)


@transaction.atomic
def stop(
    replication: Replication, reason: str, *, by: User, at: datetime | None = None
) -> Replication:
    sides = Replication.objects.stoppable_by(by)
    return _end(replication, "replication.stop", reason, sides, by=by, at=at)


def gather(case: ScalingCase, *, by: User | None, at: datetime) -> None:
    """Take what is approved or running into a case that has just opened, its row locked."""
    rows = Replication.objects.select_for_update(of=("self",)).order_by("pk")
    alone = rows.filter(
        source=case.innovation_id,
        case=None,
        state__in=[ReplicationState.APPROVED, ReplicationState.RUNNING],
    )
    ids = [row.pk for row in alone]
    if ids:
        Replication.objects.filter(pk__in=ids).update(case=case)
        record("replication.gather", case, by=by, at=at, ids=ids)


def _end(
    replication: Replication,
    verb: str,
    reason: str,
    sides: ReplicationQuerySet,
    *,
    by: User,
    at: datetime | None,
) -> Replication:
    replication, now = _locked(replication), moment(at)
    _of_side(sides, replication)
    if not reason.strip():
        raise Refused("Tuliskan alasannya.")
    move(replication, verb, by=by, at=now, changes={"end_reason": reason})
    mail.replication_ended(replication, at=now)
    return replication


def _of_side(rows: ReplicationQuerySet, replication: Replication) -> None:
    if not rows.filter(pk=replication.pk).exists():
        raise Refused("Tindakan ini bukan wewenang peran yang sedang Anda pakai.")


def _locked(replication: Replication) -> Replication:
    rows = Replication.objects.select_for_update(of=("self",))
    return rows.select_related("source__institution", "adopter").get(pk=replication.pk)
