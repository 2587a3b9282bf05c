"""Accepting at once what every rule passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from submissions import passing
from submissions.actions import screening
from submissions.models import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kipp.accounts.models import User


@transaction.atomic
def accept_passing(
    entries: Sequence[Entry], *, by: User, at: datetime | None = None
) -> list[tuple[Entry, str]]:
    """Accept those of them that pass now; says of each what kept it back, "" of the accepted. What
    was accepted before is kept back by its state: a second push changes nothing."""
    screening.refuse_outsiders(by)
    keys = screening.hold(entries)
    outcomes = passing.hindered(Entry.objects.filter(pk__in=keys).order_by("lodged_at", "pk"), by)
    if ready := [entry for entry, why in outcomes if not why]:
        screening.accept_many(ready, by=by, at=at)
    return outcomes
