"""What the clock reminds people of in scaling: once per occasion, however often it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from kipp.clock import moment
from scaling import mail, queries

if TYPE_CHECKING:
    from datetime import datetime


def overdue_stages(*, at: datetime | None = None) -> int:
    now = moment(at)
    overdue = queries.overdue_cases(timezone.localdate(now))
    for case in overdue:
        mail.stage_overdue(case, at=now)
    return len(overdue)


def expiring_agreements(*, at: datetime | None = None) -> int:
    now = moment(at)
    expiring = queries.expiring_agreements(timezone.localdate(now))
    for replication in expiring:
        mail.agreement_expiring(replication, at=now)
    return len(expiring)
