"""An institution without an Admin Lokal asks for the account; the secretariat looks at its letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from kipp.accounts.actions import people
from kipp.accounts.models import Institution, Role, RoleHolding
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions import papers
from submissions.mail import desks as mail
from submissions.models import AccountRequest

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.base import File

    from kipp.accounts.models import User

ASKED_ALREADY = (
    "Permintaan untuk instansi dan surel ini sudah kami terima dan sedang diperiksa. "
    "Jawabannya dikirim ke surel itu."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, for which institution, and the letter that names him."""

    institution: Institution
    name: str
    position: str
    email: str
    file: File[bytes]
    nip: str = ""
    phone: str = ""
    # Whoever holds the desk has left it; otherwise he is the one to ask.
    replaces: bool = False


@transaction.atomic
def ask(asked: Asked, *, at: datetime | None = None) -> AccountRequest:
    """Keep the request of somebody who has no account; nothing is granted by it."""
    content, sha256 = papers.taken(asked.file)
    if not content:
        raise Refused("Sertakan surat penunjukan dari pimpinan instansi.")
    place = (
        Institution.objects.current().select_for_update(no_key=True).get(pk=asked.institution.pk)
    )
    if has_admin(place) and not asked.replaces:
        raise Refused(
            f"{place} sudah mempunyai Admin Lokal. Mintalah undangan kepadanya. Bila ia sudah tidak "
            "bertugas, centang pernyataan di bawah dan kirim lagi."
        )
    made = _kept(asked, place, content, sha256, moment(at))
    record("account_request.ask", made, by=None, at=made.created_at)
    mail.account_requested(made, at=made.created_at)
    return made


@transaction.atomic
def grant(found: AccountRequest, *, by: User, at: datetime | None = None) -> AccountRequest:
    """The letter holds: the mailbox is invited to the desk of its institution."""
    found = _deciding(found, by)
    at = moment(at)
    invitation = people.invite(
        by=by,
        email=found.email,
        name=found.name,
        role=Role.INSTITUTION_ADMIN,
        institution=found.institution,
        at=at,
    )
    found.invitation, found.granted = invitation, True
    _decide(found, by, at)
    record("account_request.grant", found, by=by, at=at, invitation=invitation.pk)
    return found


@transaction.atomic
def decline(
    found: AccountRequest, answer: str, *, by: User, at: datetime | None = None
) -> AccountRequest:
    """The letter does not hold: whoever asked reads why, and may ask again."""
    found, answer = _deciding(found, by), answer.strip()
    if not answer:
        raise Refused("Tulis alasan penolakan. Peminta membacanya dalam surat.")
    at = moment(at)
    found.granted, found.answer = False, answer
    _decide(found, by, at)
    record("account_request.decline", found, by=by, at=at)
    mail.account_declined(found, at=at)
    return found


def has_admin(place: Institution) -> bool:
    held = RoleHolding.objects.in_force().filter(institution=place)
    return held.filter(role=Role.INSTITUTION_ADMIN).exists()


def _kept(
    asked: Asked, place: Institution, content: bytes, sha256: str, at: datetime
) -> AccountRequest:
    email = asked.email.strip().lower()
    if AccountRequest.objects.pending().filter(institution=place, email__iexact=email).exists():
        raise Refused(ASKED_ALREADY)
    try:
        with transaction.atomic():
            return AccountRequest.objects.create(
                institution=place,
                name=asked.name.strip(),
                nip=asked.nip,
                position=asked.position.strip(),
                email=email,
                phone=asked.phone.strip(),
                file=ContentFile(content, name="surat.pdf"),
                sha256=sha256,
                created_at=at,
            )
    except IntegrityError as race:
        raise Refused(ASKED_ALREADY) from race


def _deciding(found: AccountRequest, by: User) -> AccountRequest:
    rows = AccountRequest.objects.viewable_by(by).select_for_update(of=("self",), no_key=True)
    mine = rows.select_related("institution").filter(pk=found.pk).first()
    if mine is None:
        raise Refused("Tindakan ini bukan wewenang peran yang sedang Anda pakai.")
    if mine.decided_at:
        raise Refused("Permintaan ini sudah diputuskan.")
    return mine


def _decide(found: AccountRequest, by: User, at: datetime) -> None:
    found.decided_by, found.decided_at = by, at
    columns = ["granted", "answer", "invitation", "decided_by", "decided_at"]
    found.save(update_fields=columns)
