"""Reads over several models: who has said nothing, what is due, and how far an innovation reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils.timezone import localdate

from judging import queries as judging
from kipp.accounts.models import Region, RegionKind
from kipp.accounts.tilemap import spots
from scaling.models import CaseState, Replication, ReplicationState, ScalingCase, StatusReport
from scaling.models.replication import LIVING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kipp.accounts.models import User
    from submissions.models import Innovation, Lodgement

# Days at the end of a half year in which nothing new has to be reported yet.
GRACE_OF_A_BEGINNING = 30


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """How many replications are living and done in a province, its regencies and cities included."""

    code: str
    name: str
    living: int
    done: int
    label: str
    column: int
    row: int

    @property
    def total(self) -> int:
        return self.living + self.done

    @property
    def value(self) -> int:
        """What the map colours."""
        return self.total


def by_province(user: User) -> list[ProvinceRow]:
    """One row per province, by code, of the replications this user may see."""
    seen = Replication.objects.viewable_by(user).values("pk")
    counted = Replication.objects.filter(pk__in=seen, adopter__region__isnull=False)
    rows = counted.values_list("adopter__region__code").annotate(
        living=Count("pk", filter=Q(state__in=LIVING)),
        done=Count("pk", filter=Q(state=ReplicationState.DONE)),
    )
    totals: dict[str, tuple[int, int]] = {}
    for code, living, done in rows:
        before = totals.get(code[:2], (0, 0))
        totals[code[:2]] = (before[0] + living, before[1] + done)
    provinces = Region.objects.filter(kind=RegionKind.PROVINCE).order_by("code")
    return [_province(p, totals.get(p.code, (0, 0))) for p in provinces if p.code in spots()]


def _province(region: Region, counts: tuple[int, int]) -> ProvinceRow:
    spot = spots()[region.code]
    return ProvinceRow(region.code, region.name, *counts, spot.label, spot.column, spot.row)


def reach_of(innovation: Innovation) -> dict[str, int]:
    """Public counts of one innovation: institutions that have it running or done, and interested."""
    states = Replication.objects.filter(source=innovation).values_list("state")
    counts = dict(states.annotate(n=Count("pk")))
    return {
        "taken_over": counts.get("RUNNING", 0) + counts.get("DONE", 0),
        "on_the_way": sum(counts.get(state, 0) for state in ("INTEREST", "AGREED", "APPROVED")),
    }


def silent_replications(period: str) -> QuerySet[Replication]:
    """Running ones that owe the report of the half year: begun early enough to have something to
    tell."""
    told = StatusReport.objects.filter(replication=OuterRef("pk"), period=period)
    running = Replication.objects.filter(~Exists(told), state=ReplicationState.RUNNING)
    return running.filter(started_on__lte=_last_to_begin(period))


def silent_innovations(period: str) -> QuerySet[Innovation]:
    """Awarded ones that owe the report of the half year, `awarded_at` by their first award that
    stands: the announcement is the first their owners know of."""
    told = StatusReport.objects.filter(innovation=OuterRef("pk"), period=period)
    awarded = judging.awarded_innovations().filter(~Exists(told))
    standing = Q(awards__published_at__isnull=False, awards__revoked_at=None)
    rows = awarded.annotate(awarded_at=Min("awards__published_at", filter=standing))
    return rows.filter(awarded_at__date__lte=_last_to_begin(period))


def silent_subjects(period: str) -> list[tuple[Replication | Innovation, date]]:
    """Whoever still owes the update of a half year, and since when: its first day, or the day on which
    the replication or the award began, where that is later."""
    running = silent_replications(period).select_related("source", "adopter")
    awarded = silent_innovations(period).select_related("institution")
    start = start_of(period)
    return [
        *((one, max(start, one.started_on or start)) for one in running.order_by("pk")),
        *((one, max(start, _awarded_on(one))) for one in awarded.order_by("pk")),
    ]


def _awarded_on(innovation: Innovation) -> date:
    return localdate(innovation.awarded_at)  # type: ignore[attr-defined]


def _last_to_begin(period: str) -> date:
    """Whoever begins in the last days of a half year first reports on the next one."""
    return end_of(period) - timedelta(days=GRACE_OF_A_BEGINNING)


def overdue_cases(on: date) -> QuerySet[ScalingCase]:
    return ScalingCase.objects.overdue(on).for_table()


def expiring_agreements(on: date, *, within_days: int = 60) -> QuerySet[Replication]:
    """Living replications whose agreement ends within so many days."""
    soon = Replication.objects.living().filter(
        agreement_ends_on__range=(on, on + timedelta(days=within_days))
    )
    return soon.select_related("source__institution", "adopter").order_by("agreement_ends_on", "pk")


def published_cases() -> QuerySet[ScalingCase]:
    """Cases the public may know of: committed or further, of an innovation with a published award."""
    further = [CaseState.COMMITTED, CaseState.PILOTED, CaseState.ADOPTED, CaseState.MONITORED]
    rows = ScalingCase.objects.filter(
        state__in=further, innovation__in=judging.awarded_innovations()
    )
    return rows.select_related("institution", "innovation").order_by(F("entered_at").desc(), "pk")


def replications_in(case: ScalingCase, user: User) -> QuerySet[Replication]:
    """All that a case has gathered; `opens` says whether this user may read one as a whole."""
    open_ones = Replication.objects.viewable_by(user).filter(pk=OuterRef("pk"))
    rows = case.replications.annotate(opens=Exists(open_ones.order_by()))
    return rows.select_related("adopter").order_by("adopter__name", "pk")


def proposal_of(case: ScalingCase) -> Lodgement | None:
    """The version that was judged, as it was lodged."""
    entry = judging.entry_behind(case.relevance_id, case.innovation)
    return entry.lodgements.order_by("-number").first() if entry else None


def period_of(day: date) -> str:
    """ "2026-1" for January to June of 2026, "2026-2" for the rest."""
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def period_before(day: date) -> str:
    return f"{day.year - 1}-2" if day.month <= 6 else f"{day.year}-1"


def start_of(period: str) -> date:
    year, half = period.split("-")
    return date(int(year), 1 if half == "1" else 7, 1)


def end_of(period: str) -> date:
    year, half = period.split("-")
    return date(int(year), 6, 30) if half == "1" else date(int(year), 12, 31)
