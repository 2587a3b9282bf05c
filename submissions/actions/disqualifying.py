"""Out after acceptance: one person of the secretariat proposes, another decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction

from kipp.accounts.models import Role, RoleHolding
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions import mail, papers
from submissions.actions import nearness, writing
from submissions.models import Decision, Disqualification, Entry, EntryState

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.base import File

    from kipp.accounts.models import User


@dataclass(frozen=True, slots=True)
class Charge:
    """Why, and what shows it: a text, a PDF, or both."""

    reason: str
    evidence: str = ""
    file: File[bytes] | None = None


@transaction.atomic
def propose(
    entry: Entry, charge: Charge, *, by: User, at: datetime | None = None
) -> Disqualification:
    """Ask that an entry be put out. Nothing changes until another person confirms."""
    content, sha256 = papers.taken(charge.file)
    entry = _locked(entry, by)
    _refuse_unsaid(charge)
    if entry.disqualifications.filter(decided_at=None).exists():
        raise Refused("Diskualifikasi proposal ini sudah diusulkan dan menunggu orang kedua.")
    at = moment(at)
    made = Disqualification.objects.create(
        entry=entry,
        reason=charge.reason.strip(),
        evidence=charge.evidence.strip(),
        file=ContentFile(content, name="bukti.pdf") if content else "",
        sha256=sha256,
        proposed_by=by,
        proposed_at=at,
    )
    record("entry.propose_disqualification", entry, by=by, at=at, disqualification=made.pk)
    mail.disqualification_proposed(made, _seconds(entry, by), at=at)
    return made


@transaction.atomic
def confirm(found: Disqualification, *, by: User, at: datetime | None = None) -> Entry:
    """The second person agrees, in his own session: the entry is out and its owners hear why."""
    entry = _locked(found.entry, by)
    found = _deciding(found, by)
    at = moment(at)
    _decide(found, confirmed=True, answer="", by=by, at=at)
    told: dict[str, Any] = {"disqualification": found.pk, "proposed_by": found.proposed_by_id}
    line = moves.move(entry, "entry.disqualify", by=by, at=at, **told)
    words = {"verb": line.verb, "reason": found.reason, "by": by, "at": at}
    Decision.objects.create(entry=entry, line=line, second=found.proposed_by, **words)
    mail.disqualified(entry, found.reason, at=at)
    return entry


@transaction.atomic
def decline(
    found: Disqualification, answer: str, *, by: User, at: datetime | None = None
) -> Disqualification:
    """The second person does not agree: the entry stays, and the first hears why."""
    entry = _locked(found.entry, by)
    found, answer = _deciding(found, by), answer.strip()
    if not answer:
        raise Refused("Tulis mengapa proposal tidak didiskualifikasi.")
    at = moment(at)
    _decide(found, confirmed=False, answer=answer, by=by, at=at)
    record("entry.decline_disqualification", entry, by=by, at=at, disqualification=found.pk)
    mail.disqualification_declined(found, at=at)
    return found


def _locked(entry: Entry, by: User) -> Entry:
    if by.role != Role.SECRETARIAT:
        raise Refused("Tindakan ini bukan wewenang peran yang sedang Anda pakai.")
    entry = writing.locked(entry)
    nearness.refuse_own([entry], by)
    if entry.state != EntryState.ACCEPTED:
        state = entry.get_state_display()
        raise Refused(f"Proposal tidak dapat didiskualifikasi: statusnya sekarang “{state}”.")
    return entry


def _deciding(found: Disqualification, by: User) -> Disqualification:
    found = Disqualification.objects.select_related("entry", "proposed_by").get(pk=found.pk)
    if found.decided_at:
        raise Refused("Usul diskualifikasi ini sudah diputuskan.")
    if found.proposed_by_id == by.pk:
        raise Refused("Yang memutuskan adalah orang kedua, bukan pengusulnya.")
    return found


def _refuse_unsaid(charge: Charge) -> None:
    if not charge.reason.strip():
        raise Refused("Tulis alasan diskualifikasi.")
    if not charge.evidence.strip() and charge.file is None:
        raise Refused("Sertakan bukti: uraian, berkas PDF, atau keduanya.")


def _seconds(entry: Entry, by: User) -> list[User]:
    """Who may decide it, and so is told: colleagues who are not too near to the entry."""
    held = RoleHolding.objects.in_force().filter(role=Role.SECRETARIAT).exclude(user=by)
    people = {one.user_id: one.user.act_as(one) for one in held.for_acting()}
    return [one for one in people.values() if not nearness.own_of(one, [entry])]


def _decide(
    found: Disqualification, *, confirmed: bool, answer: str, by: User, at: datetime
) -> None:
    found.decided_by, found.decided_at = by, at
    found.confirmed, found.answer = confirmed, answer
    found.save(update_fields=["decided_by", "decided_at", "confirmed", "answer"])
