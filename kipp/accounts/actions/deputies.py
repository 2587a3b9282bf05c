"""Who stands in for an Admin Lokal while he is away: named by himself, for a period."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kipp.accounts import mail
from kipp.accounts.actions.calendar import day_of
from kipp.accounts.models import Role, RoleHolding
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from kipp.accounts.models import User

ONE_DAY = timedelta(days=1)


@transaction.atomic
def name(
    person: User, starts_on: date, last_on: date, *, by: User, at: datetime | None = None
) -> RoleHolding:
    """An innovator of the institution acts as its Admin Lokal from the first day to the last, both
    included. A deputy names no deputy, and there is one at a time."""
    held = _own_desk(by)
    at = moment(at)
    _check_days(starts_on, last_on, day_of(at))
    colleagues = RoleHolding.objects.in_force(day_of(at)).filter(
        user=person, role=Role.INNOVATOR, institution=held.institution_id
    )
    if not colleagues.exists():
        raise Refused("Wakil dipilih dari orang yang bertugas di instansi Anda.")
    made = RoleHolding(
        user=person,
        role=Role.INSTITUTION_ADMIN,
        institution=held.institution,
        starts_on=starts_on,
        ends_on=last_on + ONE_DAY,
        deputises=held,
        granted_by=by,
    )
    _save(made)
    record("holding.deputise", made, by=by, at=at, deputises=held.pk)
    mail.deputy_named(made, at=at)
    return made


@transaction.atomic
def revoke(holding: RoleHolding, *, by: User, at: datetime | None = None) -> RoleHolding:
    """The deputy's task is over from today on, or never begins."""
    _own_desk(by)
    rows = RoleHolding.objects.deputies_of(by).select_for_update(of=("self",), no_key=True)
    deputy = rows.select_related("user", "deputises__user").filter(pk=holding.pk).first()
    if deputy is None:
        raise Refused("Perwakilan ini sudah berakhir atau bukan wewenang Anda.")
    return finish(deputy, by=by, at=moment(at))


def finish(deputy: RoleHolding, *, by: User, at: datetime) -> RoleHolding:
    """Inside the transaction of what ends it: its revocation, or the end of whom it stands in for."""
    deputy.ends_on = max(day_of(at), deputy.starts_on)
    deputy.save(update_fields=["ends_on"])
    record("holding.end", deputy, by=by, at=at, role=deputy.role)
    mail.deputy_ended(deputy, at=at)
    return deputy


def _own_desk(by: User) -> RoleHolding:
    """The role of the one who is away, under a lock: it may be ended at the same moment."""
    rows = RoleHolding.objects.taken_up_by(by).select_for_update(of=("self",), no_key=True)
    rows = rows.filter(role=Role.INSTITUTION_ADMIN, deputises=None).select_related("institution")
    held = rows.filter(pk=by.acting.pk if by.acting else 0).first()
    if held is None:
        raise Refused("Hanya Admin Lokal sendiri yang menunjuk atau mencabut wakilnya.")
    return held


def _check_days(starts_on: date, last_on: date, today: date) -> None:
    if starts_on < today:
        raise Refused("Perwakilan dimulai hari ini atau sesudahnya.")
    if last_on < starts_on:
        raise Refused("Hari terakhir tidak boleh sebelum hari pertama.")
    if (last_on - starts_on).days >= settings.DEPUTY_DAYS:
        raise Refused(f"Perwakilan paling lama {settings.DEPUTY_DAYS} hari.")


def _save(made: RoleHolding) -> None:
    try:
        made.validate_constraints()
        with transaction.atomic():
            made.save(force_insert=True)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except IntegrityError as race:
        raise Refused("Pada hari-hari itu instansi sudah mempunyai wakil.") from race
