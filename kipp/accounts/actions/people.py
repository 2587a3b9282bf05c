"""Who comes in, by whose invitation, and which roles they hold."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kipp.accounts import mail
from kipp.accounts.actions.calendar import day_of
from kipp.accounts.models import (
    OF_AN_INSTITUTION,
    Institution,
    Invitation,
    Role,
    RoleHolding,
    Unit,
    User,
)
from kipp.accounts.models.institution import CENTRAL
from kipp.accounts.models.role import PERHAPS_OF_AN_INSTITUTION, grantable_by
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record

if TYPE_CHECKING:
    from datetime import datetime

VALID_FOR = timedelta(days=14)
STILL_VALID = "Undangan untuk surel dan peran ini masih berlaku. Batalkan dahulu yang lama."
UNKNOWN = "Tautan undangan ini tidak dikenal. Salin seluruh tautan dari surel Anda."
Place = dict[str, Any]  # role, institution and unit: what an invitation and a holding share


@transaction.atomic
def invite(
    *,
    by: User | None,
    email: str,
    name: str,
    role: str,
    institution: Institution | None = None,
    unit: Unit | str | None = None,
    at: datetime | None = None,
) -> Invitation:
    """Send a letter whose link gives `role`. `by=None` is the server's own console, which may only
    name those who set the portal up. A unit that does not exist yet is made by its name.

    The invitation returned knows its `token`; no row does.
    """
    at = moment(at)
    email = email.strip().lower()
    _check_inviter(by, email, role)
    _check_place(by, role, institution, unit)
    unit = _unit(institution, unit) if institution and unit else None
    place: Place = {"role": role, "institution": institution, "unit": unit}
    _check_person(by, email, place, at)
    _retire_expired(email, place, at)
    invitation = _write(Invitation(email=email, name=name.strip(), invited_by=by, **place), at)
    record("invitation.send", invitation, by=by, at=at, role=role)
    mail.invited(invitation, at=at)
    return invitation


@transaction.atomic
def accept(
    token: str,
    *,
    by: User | None = None,
    name: str = "",
    password: str = "",
    at: datetime | None = None,
) -> User:
    """Take the role offered: `by` the person signed in, or a newcomer with a name and a password.

    The link works once, for the mailbox it was sent to, until it expires. A role that needs a
    second person begins to count when he has confirmed it.
    """
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True)
    invitation = rows.filter(token_digest=digest_of(token)).first()
    at = moment(at)
    if invitation is None:
        raise Refused(UNKNOWN)
    _check_open(invitation, at)
    user = by or _newcomer(invitation, name, password)
    if user.email.lower() != invitation.email:
        raise Refused("Undangan ini untuk alamat surel lain. Masuklah dengan alamat itu.")
    holding = _hold(_holding_of(invitation, user, at))
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("invitation.accept", invitation, by=user, at=at, holding=holding.pk, role=holding.role)
    if holding.needs_confirmation:
        mail.role_waiting(holding, at=at)
    return user


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, at: datetime | None = None) -> Invitation:
    """Take an invitation back before it is accepted; its link is dead from then on."""
    rows = Invitation.objects.withdrawable_by(by).select_for_update(of=("self",), no_key=True)
    mine = rows.filter(pk=invitation.pk).first()
    if mine is None:
        raise Refused("Undangan ini sudah diterima, sudah dibatalkan, atau bukan wewenang Anda.")
    at = moment(at)
    mine.withdrawn_at = at
    mine.save(update_fields=["withdrawn_at"])
    record("invitation.withdraw", mine, by=by, at=at)
    return mine


def offered(token: str) -> Invitation:
    """The invitation behind a link, if it can be accepted now; refused with the reason if not."""
    rows = Invitation.objects.select_related("institution", "unit", "invited_by")
    invitation = rows.filter(token_digest=digest_of(token)).first()
    if invitation is None:
        raise Refused(UNKNOWN)
    _check_open(invitation, moment())
    return invitation


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_inviter(by: User | None, email: str, role: str) -> None:
    if role not in ((Role.SUPERUSER,) if by is None else grantable_by(by.role)):
        raise Refused("Peran yang sedang Anda pakai tidak dapat memberikan peran itu.")
    if by is not None and by.email.lower() == email:
        raise Refused("Anda tidak dapat mengundang diri sendiri.")


def _check_place(
    by: User | None, role: str, institution: Institution | None, unit: Unit | str | None
) -> None:
    if institution is None:
        if role in OF_AN_INSTITUTION:
            raise Refused("Pilih instansi: peran ini dipegang untuk satu instansi.")
        return
    if role not in (*OF_AN_INSTITUTION, *PERHAPS_OF_AN_INSTITUTION):
        raise Refused("Peran ini tidak dipegang untuk suatu instansi.")
    allowed = Institution.objects.administered_by(by) if by else Institution.objects.none()
    if not allowed.current().filter(pk=institution.pk).exists():
        raise Refused("Instansi itu bukan wewenang Anda atau sudah tidak berlaku.")
    if role in (Role.KL_CONTACT, Role.PANELIST) and institution.kind not in CENTRAL:
        raise Refused("Peran ini hanya untuk kementerian atau lembaga.")
    if role == Role.INNOVATOR and not unit:
        raise Refused("Isi unit pelayanan publik (UPP) tempat inovator bertugas.")


def _unit(institution: Institution, unit: Unit | str) -> Unit:
    if isinstance(unit, str):
        return Unit.objects.get_or_create(institution=institution, name=" ".join(unit.split()))[0]
    if unit.institution_id != institution.pk:
        raise Refused("Unit itu milik instansi lain.")
    return unit


def _check_person(by: User | None, email: str, place: Place, at: datetime) -> None:
    """Say at once what would be refused later. Not to an Admin Lokal: who judges is not his to know."""
    if by is None or by.role == Role.INSTITUTION_ADMIN:
        return
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        _check(RoleHolding(user=user, granted_by=by, starts_on=day_of(at), **place))


def _retire_expired(email: str, place: Place, at: datetime) -> None:
    pending = Invitation.objects.pending().filter(email=email, **place)
    pending.filter(expires_at__lte=at).update(withdrawn_at=at)
    if pending.filter(expires_at__gt=at).exists():
        raise Refused(
            "Undangan untuk surel dan peran ini masih berlaku. Batalkan dahulu yang lama."
        )


def _write(invitation: Invitation, at: datetime) -> Invitation:
    invitation.token = secrets.token_urlsafe(32)
    invitation.token_digest = digest_of(invitation.token)
    invitation.created_at, invitation.expires_at = at, at + VALID_FOR
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as race:
        raise Refused(STILL_VALID) from race
    return invitation


def _check_open(invitation: Invitation, at: datetime) -> None:
    if invitation.accepted_at:
        raise Refused("Undangan ini sudah dipakai. Masuklah dengan surel dan kata sandi Anda.")
    if invitation.withdrawn_at:
        raise Refused("Undangan ini sudah dibatalkan oleh pengundangnya.")
    if invitation.expires_at <= at:
        raise Refused("Masa berlaku undangan ini sudah lewat. Mintalah undangan baru.")


def _newcomer(invitation: Invitation, name: str, password: str) -> User:
    known = Refused("Alamat surel ini sudah punya akun. Masuk dahulu, lalu buka tautan ini lagi.")
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise known
    try:
        with transaction.atomic():  # two links for one mailbox, opened at the same moment
            return User.objects.create_user(
                invitation.email, password, name=name.strip() or invitation.name
            )
    except IntegrityError as race:
        raise known from race


def _holding_of(invitation: Invitation, user: User, at: datetime) -> RoleHolding:
    return RoleHolding(
        user=user,
        role=invitation.role,
        institution=invitation.institution,
        unit=invitation.unit,
        starts_on=day_of(at),
        granted_by=invitation.invited_by,
    )


def _hold(holding: RoleHolding) -> RoleHolding:
    _check(holding)
    try:
        with transaction.atomic():
            holding.save(force_insert=True)
    except IntegrityError as race:
        raise Refused("Peran orang ini baru saja berubah. Muat ulang halaman ini.") from race
    return holding


def _check(holding: RoleHolding) -> None:
    """The database's own constraints, asked beforehand for their words."""
    try:
        holding.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
