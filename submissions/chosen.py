"""What stands of an institution's choice, beside what it is about to lodge."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count

from submissions.models import Choice, Preselection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from submissions.desks import Row
    from submissions.models.entry import EntryQuerySet


def chosen_in(rows: EntryQuerySet) -> Counter[str]:
    """How many of these are chosen, in reserve, passed over."""
    found = rows.order_by().values_list("preselection__choice").annotate(Count("pk"))
    return Counter({choice or "": n for choice, n in found})


def passed_over(rows: Sequence[Row]) -> list[Row]:
    """Ready ones that are not chosen, where their institution has chosen among its proposals."""
    ready = [row for row in rows if row.is_ready]
    choosing = Preselection.objects.filter(
        choice=Choice.CHOSEN, entry__group__in={row.entry.group_id for row in ready}
    ).values_list("entry__group", "entry__innovation__institution")
    pools = set(choosing.distinct()) if ready else set()
    return [
        row
        for row in ready
        if (row.entry.group_id, row.entry.innovation.institution_id) in pools
        and (row.choice is None or row.choice.choice != Choice.CHOSEN)
    ]
