"""How many proposals an institution may still lodge in a group, for those who write one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from submissions.models import Entry, Quota
from submissions.models.entry import LODGED_STATES, UNSENT

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Places:
    whole: int
    taken: int

    @property
    def left(self) -> int:
        return max(self.whole - self.taken, 0)


def around(entry: Entry) -> Places | None:
    """Of the institution of this entry in its group; None once it has a place itself."""
    if entry.state not in UNSENT:
        return None
    institution = entry.innovation.institution
    kept = Entry.objects.filter(
        group=OuterRef("group"), innovation__institution=institution, state__in=LODGED_STATES
    )
    quotas = Quota.objects.filter(group=entry.group_id, institution_kind=institution.kind)
    found = quotas.annotate(taken=_count(kept)).values_list("places", "taken").first()
    return Places(*found) if found else Places(0, 0)


def _count(rows: QuerySet[Entry]) -> Coalesce:
    counted = rows.order_by().values("group").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
