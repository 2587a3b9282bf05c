"""What happens to a role once somebody holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts import mail
from kipp.accounts.actions import deputies
from kipp.accounts.actions.calendar import day_of
from kipp.accounts.models import RoleHolding
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User


@transaction.atomic
def confirm(holding: RoleHolding, *, by: User, at: datetime | None = None) -> RoleHolding:
    """The second person's word: neither the holder's nor that of who gave the role."""
    rows = RoleHolding.objects.confirmable_by(by).select_for_update(of=("self",), no_key=True)
    waiting = rows.filter(pk=holding.pk).first()
    if waiting is None:
        raise Refused("Peran ini tidak menunggu konfirmasi Anda. Harus orang kedua yang berwenang.")
    at = moment(at)
    waiting.confirmed_by = by
    waiting.save(update_fields=["confirmed_by"])
    record("holding.confirm", waiting, by=by, at=at, role=waiting.role)
    mail.role_confirmed(waiting, at=at)
    return waiting


@transaction.atomic
def end(holding: RoleHolding, *, by: User, at: datetime | None = None) -> RoleHolding:
    """The role counts no more from today on, in every open session."""
    rows = RoleHolding.objects.endable_by(by).select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=holding.pk).first()
    if held is None:
        raise Refused("Peran ini sudah berakhir atau bukan wewenang Anda.")
    at = moment(at)
    held.ends_on = max(day_of(at), held.starts_on)
    held.save(update_fields=["ends_on"])
    record("holding.end", held, by=by, at=at, role=held.role)
    mail.role_ended(held, at=at)
    for deputy in held.deputies.filter(ends_on__gt=held.ends_on).select_related("user"):
        deputies.finish(deputy, by=by, at=at)
    return held


@transaction.atomic
def switch(holding: RoleHolding, *, by: User, at: datetime | None = None) -> RoleHolding:
    """Act under another of one's own roles from now on. The line is written under the one left."""
    held = RoleHolding.objects.taken_up_by(by).filter(pk=holding.pk).first()
    if held is None:
        raise Refused("Peran itu tidak (lagi) Anda pegang.")
    record("holding.switch", held, by=by, at=moment(at), to=held.role)
    return held


def put_welcome_away(holding: RoleHolding, *, by: User, at: datetime | None = None) -> None:
    """The three lines of a first visit have been read."""
    rows = RoleHolding.objects.filter(pk=holding.pk, user=by, welcomed_at=None)
    rows.update(welcomed_at=moment(at))
