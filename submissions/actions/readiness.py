"""May these be lodged? Answered for many entries at once: no query of its own for each of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef

from submissions.actions import precheck, versions
from submissions.models import Entry, EntryState, Innovation, Quota
from submissions.models.entry import LODGED_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

Pool = tuple[int, int]  # a group and an institution: what a quota is counted over


def checkable(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries with all that `gaps` reads."""
    living = Entry.objects.filter(innovation=OuterRef("pk"), edition=OuterRef(OuterRef("edition")))
    twins = Innovation.objects.exclude(pk=OuterRef("innovation")).filter(
        Exists(living.exclude(state__in=[EntryState.WITHDRAWN, EntryState.LAPSED]).order_by()),
        institution=OuterRef("innovation__institution"),
        title__iexact=OuterRef("innovation__title"),
    )
    rows = versions.readable(rows).prefetch_related("group__document_kinds")
    return rows.annotate(has_twin=Exists(twins.order_by()))


def gaps(entry: Entry, at: datetime) -> list[str]:
    """What the form itself still lacks, in words. The entry comes from `checkable`."""
    found = precheck.of_itself(entry, at)
    missing = [str(one) for one in found if one.outcome == precheck.Outcome.FAIL]
    if entry.has_twin:  # type: ignore[attr-defined]
        missing.append("Judul: ada proposal lain instansi Anda dengan judul yang sama")
    return missing


def places_left(entries: Iterable[Entry]) -> dict[Pool, int]:
    """Free places of each group and institution of these entries; a kind without a quota has none."""
    pools = {(one.group_id, one.innovation.institution_id): one for one in entries}
    groups = {group for group, _ in pools}
    taken = Entry.objects.filter(state__in=LODGED_STATES, group__in=groups)
    taken = taken.filter(innovation__institution__in={place for _, place in pools})
    counted = taken.values_list("group", "innovation__institution").annotate(Count("pk"))
    used: Counter[Pool] = Counter({(group, place): n for group, place, n in counted.order_by()})
    quotas = Quota.objects.filter(group__in=groups)
    places = {(quota.group_id, quota.institution_kind): quota.places for quota in quotas}
    return {
        pool: places.get((pool[0], one.innovation.institution.kind), 0) - used[pool]
        for pool, one in pools.items()
    }
