"""Taking an award back: one person of the secretariat proposes, another decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from judging import mail
from judging.models import Award, Revocation
from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions import papers
from submissions.addressees import both_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.base import File

    from kipp.accounts.models import User


@dataclass(frozen=True, slots=True)
class Charge:
    """Why: to the owners, to the public, and what shows it (a text, a PDF, or both)."""

    reason: str
    public_note: str
    evidence: str = ""
    file: File[bytes] | None = None


@transaction.atomic
def propose(award: Award, charge: Charge, *, by: User, at: datetime | None = None) -> Revocation:
    """Ask that an award be taken back. Nothing changes until another person confirms."""
    content, sha256 = papers.taken(charge.file)
    award = _locked(award, by)
    _refuse_unsaid(charge)
    if award.revocations.filter(decided_at=None).exists():
        raise Refused("Pencabutan penghargaan ini sudah diusulkan dan menunggu orang kedua.")
    at = moment(at)
    made = Revocation.objects.create(
        award=award,
        reason=charge.reason.strip(),
        public_note=charge.public_note.strip(),
        evidence=charge.evidence.strip(),
        file=ContentFile(content, name="bukti.pdf") if content else "",
        sha256=sha256,
        proposed_by=by,
        proposed_at=at,
    )
    record("award.propose_revocation", award, by=by, at=at, revocation=made.pk)
    mail.revocation_proposed(made, at=at)
    return made


@transaction.atomic
def confirm(revocation: Revocation, *, by: User, at: datetime | None = None) -> Award:
    """The second person agrees, in his own session: the award is taken back and its owners hear."""
    award = _locked(revocation.award, by)
    revocation = _deciding(revocation, by)
    at = moment(at)
    _decide(revocation, confirmed=True, answer="", by=by, at=at)
    award.revoked_at, award.revoked_reason = at, revocation.reason
    award.save(update_fields=["revoked_at", "revoked_reason"])
    first = revocation.proposed_by_id
    record("award.revoke", award, by=by, at=at, revocation=revocation.pk, proposed_by=first)
    if award.published_at:
        mail.award_revoked(award, both_of(award.entry), at=at)
    return award


@transaction.atomic
def decline(
    revocation: Revocation, answer: str, *, by: User, at: datetime | None = None
) -> Revocation:
    """The second person does not agree: the award stands, and the first hears why."""
    award = _locked(revocation.award, by)
    revocation, answer = _deciding(revocation, by), answer.strip()
    if not answer:
        raise Refused("Tuliskan mengapa penghargaan tidak dicabut.")
    at = moment(at)
    _decide(revocation, confirmed=False, answer=answer, by=by, at=at)
    record("award.decline_revocation", award, by=by, at=at, revocation=revocation.pk)
    mail.revocation_declined(revocation, at=at)
    return revocation


def _locked(award: Award, by: User) -> Award:
    if by.role != Role.SECRETARIAT:
        raise Refused("Tindakan ini bukan wewenang peran yang sedang Anda pakai.")
    award = Award.objects.select_for_update(of=("self",), no_key=True).get(pk=award.pk)
    if award.revoked_at:
        raise Refused("Penghargaan ini sudah dicabut.")
    return award


def _deciding(revocation: Revocation, by: User) -> Revocation:
    found = Revocation.objects.get(pk=revocation.pk)
    if found.decided_at:
        raise Refused("Usul pencabutan ini sudah diputuskan.")
    if found.proposed_by_id == by.pk:
        raise Refused("Yang memutuskan adalah orang kedua, bukan pengusulnya.")
    return found


def _refuse_unsaid(charge: Charge) -> None:
    if not charge.reason.strip():
        raise Refused("Tuliskan alasan pencabutan.")
    if not charge.public_note.strip():
        raise Refused("Tuliskan keterangan untuk halaman publik.")
    if not charge.evidence.strip() and charge.file is None:
        raise Refused("Sertakan bukti: uraian, berkas PDF, atau keduanya.")


def _decide(
    revocation: Revocation, *, confirmed: bool, answer: str, by: User, at: datetime
) -> None:
    revocation.decided_by, revocation.decided_at = by, at
    revocation.confirmed, revocation.answer = confirmed, answer
    revocation.save(update_fields=["decided_by", "decided_at", "confirmed", "answer"])
