"""Everything that can happen to a scaling case, from a panelist's tick to national policy."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from judging import queries as judging
from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused, move
from kipp.journal.record import record
from scaling import mail
from scaling.actions import replications
from scaling.models import CaseState, Gate, ScalingCase
from scaling.models.case import FILLS, PATH
from submissions import papers
from submissions.models import Innovation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.core.files import File

    from judging.queries import RelevanceRow
    from kipp.accounts.models import Institution, User
    from scaling.models.case import CaseQuerySet

# How long a case may stay in a stage before it is called overdue.
DAYS_IN_STAGE = 90
REVOKED = "Penghargaan inovasi ini dicabut atau proposalnya didiskualifikasi."


def open_from_ticks(*, at: datetime | None = None) -> int:
    """Open a case for every panelist's tick that has none yet; returns how many were opened.

    Run by the clock. It derives what to do from the ticks themselves, so a run twice, late or
    killed in the middle leaves one case per tick and per open pair of innovation and K/L.
    """
    known = set(
        ScalingCase.objects.filter(relevance_id__isnull=False).values_list(
            "relevance_id", flat=True
        )
    )
    waiting = [row for row in judging.relevances_after(0) if row.id not in known]
    return sum(_open_from_tick(row, at) for row in waiting)


@transaction.atomic
def _open_from_tick(row: RelevanceRow, at: datetime | None) -> bool:
    _take(row.innovation_id)
    now = moment(at)
    pair = {"innovation_id": row.innovation_id, "institution_id": row.institution_id}
    if _answered(row, ScalingCase.objects.filter(**pair)):
        return False
    case = ScalingCase.objects.create(
        **pair,
        relevance_id=row.id,
        reason=row.reason,
        opened_at=now,
        entered_at=now,
        due_on=_due(now),
    )
    record("case.open", case, by=None, at=now, relevance=row.id)
    mail.case_opened(case, at=now)
    return True


def _answered(row: RelevanceRow, cases: CaseQuerySet) -> bool:
    """The K/L has an open case of it, or one that was stopped after the tick: stopping is the answer
    to every tick before it. Asked in this order, a case stopped meanwhile is found all the same."""
    stopped = cases.filter(state=CaseState.STOPPED, last_line__at__gt=row.at)
    return cases.open().exists() or stopped.exists()


@transaction.atomic
def open_for(
    innovation: Innovation,
    institution: Institution,
    reason: str,
    *,
    by: User,
    at: datetime | None = None,
) -> ScalingCase:
    """A case that staff or a K/L contact open by hand, for an innovation with a published award."""
    _take(innovation.pk)
    now = moment(at)
    if not judging.awarded_innovations().filter(pk=innovation.pk).exists():
        raise Refused("Perluasan hanya dibuka untuk inovasi yang penghargaannya sudah diumumkan.")
    if by.role not in (Role.SCALING_OFFICER, Role.KL_CONTACT):
        raise Refused("Perluasan dibuka oleh pendamping perluasan atau narahubung K/L.")
    if by.role == Role.KL_CONTACT and by.acting and by.acting.institution_id != institution.pk:
        raise Refused("Narahubung K/L membuka perluasan untuk kementerian/lembaganya sendiri.")
    if ScalingCase.objects.open().filter(innovation=innovation, institution=institution).exists():
        raise Refused(f"Perluasan inovasi ini untuk {institution} sudah ada.")
    case = ScalingCase.objects.create(
        innovation=innovation,
        institution=institution,
        reason=reason,
        opened_at=now,
        entered_at=now,
        due_on=_due(now),
        disclosed_at=now,
    )
    record("case.open", case, by=by, at=now)
    replications.gather(case, by=by, at=now)
    mail.case_opened(case, at=now)
    return case


def _take(innovation: int) -> None:
    """Whoever opens a case of an innovation waits for whoever is opening another."""
    Innovation.objects.select_for_update(no_key=True).get(pk=innovation)


@transaction.atomic
def disclose(*, at: datetime | None = None) -> int:
    """Show owners their cases once the result is announced of the entry that was ticked, or of a
    later one that the same K/L ticked; returns how many were shown."""
    told = judging.announced_relevances().filter(
        pk__gte=OuterRef("relevance_id"),
        entry__innovation=OuterRef("innovation"),
        institution=OuterRef("institution"),
    )
    rows = ScalingCase.objects.select_for_update(of=("self",))
    hidden = rows.filter(Exists(told), disclosed_at=None)
    now = moment(at)
    shown = list(hidden.order_by("pk"))
    for case in shown:
        case.disclosed_at = now
        case.save(update_fields=["disclosed_at"])
        record("case.disclose", case, by=None, at=now)
        replications.gather(case, by=None, at=now)
        mail.case_disclosed(case, at=now)
    return len(shown)


@transaction.atomic
def fill(
    case: ScalingCase,
    values: Mapping[str, Any],
    *,
    by: User,
    file: File[bytes] | None = None,
    at: datetime | None = None,
) -> Gate:
    """Write the evidence of the gate ahead: `text`, `number`, `dated_on`, `values`, and a file.

    Only who fills this gate may, and only until it is confirmed.
    """
    papers.taken(file)
    case, now = _locked(case), moment(at)
    stage = case.next_state
    if stage is None:
        raise Refused("Perluasan ini tidak sedang menunggu bukti tahap berikutnya.")
    if by.role not in FILLS[stage]:
        raise Refused(f"Bukti tahap “{stage.label}” tidak diisi oleh peran Anda.")
    _of_side(case, by)
    dated_on = values.get("dated_on")
    if dated_on and dated_on > timezone.localdate(now):
        raise Refused("Tanggal dokumen belum lewat.")
    kept = {"file": file} if file else {}
    gate, _ = Gate.objects.update_or_create(
        case=case,
        stage=stage,
        defaults={**values, **kept, "filled_by": by, "filled_at": now},
    )
    record("case.fill_gate", case, by=by, at=now, stage=str(stage))
    mail.gate_filled(case, stage, at=now)
    return gate


@transaction.atomic
def advance(case: ScalingCase, *, by: User, seen: str, at: datetime | None = None) -> ScalingCase:
    """Confirm the evidence of the gate ahead, and so take the case through it. `seen` is the version
    that was read: evidence written again since then is read again before it is confirmed."""
    case, now = _locked(case), moment(at)
    _of_side(case, by)
    stage = case.next_state
    if stage is None:
        raise Refused("Perluasan ini tidak sedang menunggu konfirmasi.")
    gate = Gate.objects.select_for_update().filter(case=case, stage=stage).first()
    if gate is None:
        raise Refused(f"Bukti tahap “{stage.label}” belum diisi.")
    if gate.filled_by_id == by.pk:
        raise Refused("Bukti dikonfirmasi oleh orang lain, bukan oleh pengisinya.")
    if gate.version != seen:
        raise Refused("Bukti diubah setelah Anda membacanya. Periksa lagi, lalu konfirmasi.")
    gate.confirmed_by, gate.confirmed_at = by, now
    gate.save(update_fields=["confirmed_by", "confirmed_at"])
    entered = {"entered_at": now, "due_on": None if stage == PATH[-1] else _due(now)}
    move(case, "case.advance", by=by, at=now, to=stage, changes=entered, gate=gate.pk)
    mail.case_advanced(case, at=now)
    return case


@transaction.atomic
def pause(case: ScalingCase, reason: str, *, by: User, at: datetime | None = None) -> ScalingCase:
    case, now = _locked(case), moment(at)
    _because(reason)
    _pause(case, reason, by=by, at=now)
    return case


def pause_for_revoked(*, at: datetime | None = None) -> int:
    """Pause every case whose innovation lost its award, or was disqualified, while the case was open;
    returns how many were paused. Run by the clock: it asks judging what stands and writes only what
    is still under way, so twice is once."""
    lost = judging.lost_innovations()
    rows = ScalingCase.objects.filter(innovation__in=lost, state__in=PATH).order_by("pk")
    return sum(_pause_for_revoked(case, at) for case in rows)


@transaction.atomic
def _pause_for_revoked(case: ScalingCase, at: datetime | None) -> bool:
    case, now = _locked(case), moment(at)
    fell = case.state in PATH and _lost(case)
    if fell:
        _pause(case, REVOKED, by=None, at=now)
    return fell


def _pause(case: ScalingCase, reason: str, *, by: User | None, at: datetime) -> None:
    changes = {"paused_from": case.state, "stop_reason": reason, "due_on": None}
    line = move(case, "case.pause", by=by, at=at, changes=changes)
    mail.case_paused(case, line=line.pk, at=at)


def _lost(case: ScalingCase) -> bool:
    at = judging.lost_innovations().get(case.innovation_id)
    return at is not None and case.opened_at <= at


@transaction.atomic
def resume(case: ScalingCase, *, by: User, at: datetime | None = None) -> ScalingCase:
    case, now = _locked(case), moment(at)
    if case.state != CaseState.PAUSED:
        raise Refused("Perluasan ini tidak sedang ditunda.")
    if _lost(case):
        raise Refused(f"{REVOKED} Perluasan tidak dapat dilanjutkan; hentikan bila perlu.")
    changes = {"paused_from": "", "stop_reason": "", "entered_at": now, "due_on": _due(now)}
    move(case, "case.resume", by=by, at=now, to=case.paused_from, changes=changes)
    return case


@transaction.atomic
def stop(case: ScalingCase, reason: str, *, by: User, at: datetime | None = None) -> ScalingCase:
    case, now = _locked(case), moment(at)
    _because(reason)
    changes = {"paused_from": "", "stop_reason": reason, "due_on": None}
    move(case, "case.stop", by=by, at=now, changes=changes)
    return case


def _of_side(case: ScalingCase, by: User) -> None:
    if not ScalingCase.objects.viewable_by(by).filter(pk=case.pk).exists():
        raise Refused("Perluasan ini bukan wewenang peran yang sedang Anda pakai.")


def _because(reason: str) -> None:
    if not reason.strip():
        raise Refused("Tuliskan alasannya.")


def _due(now: datetime) -> date:
    return timezone.localdate(now + timedelta(days=DAYS_IN_STAGE))


def _locked(case: ScalingCase) -> ScalingCase:
    rows = ScalingCase.objects.select_for_update(of=("self",))
    return rows.select_related("innovation__institution", "institution").get(pk=case.pk)
