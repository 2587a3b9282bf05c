"""A panelist marks an entry as relevant to his K/L: where a scaling case begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from judging import mail
from judging.actions import recount
from judging.models import Assignment, Relevance, Round
from judging.models.round import AT_WORK
from kipp.accounts.models import Role
from kipp.accounts.models.institution import CENTRAL
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from kipp.accounts.models import Institution, RoleHolding, User
    from submissions.models import Entry


@transaction.atomic
def tick(
    round: Round,
    entry: Entry,
    reason: str,
    *,
    by: User,
    wished_start_on: date | None = None,
    at: datetime | None = None,
) -> Relevance:
    """Once per ministry or agency, by whoever of it judges the entry. It cannot be taken back."""
    round = recount.locked(round)
    holding, institution = _spokesman(by)
    reason = reason.strip()
    if not reason:
        raise Refused("Tulis alasan inovasi ini relevan bagi K/L Anda.")
    if round.state not in AT_WORK:
        raise Refused("Minat K/L dicatat selama penilaian atau konsolidasi berlangsung.")
    if not Assignment.objects.readable_by(by).filter(round=round, entry=entry).exists():
        raise Refused("Proposal ini bukan penugasan Anda, atau belum Anda nyatakan bebas benturan.")
    if Relevance.objects.filter(round=round, entry=entry, institution=institution).exists():
        raise Refused(f"Minat {institution} atas proposal ini sudah dicatat.")
    at = moment(at)
    made = Relevance.objects.create(
        round=round,
        entry=entry,
        institution=institution,
        holding=holding,
        reason=reason,
        wished_start_on=wished_start_on,
        at=at,
    )
    record("relevance.tick", made, by=by, at=at, entry=entry.pk, institution=institution.pk)
    mail.relevance_ticked(made, at=at)
    return made


def _spokesman(by: User) -> tuple[RoleHolding, Institution]:
    holding = by.acting
    institution = holding.institution if holding and holding.role == Role.PANELIST else None
    if holding is None or institution is None or institution.kind not in CENTRAL:
        raise Refused("Minat dicatat oleh panelis yang mewakili kementerian atau lembaga.")
    return holding, institution
