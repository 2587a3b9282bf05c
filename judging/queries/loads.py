"""Who judges how much in a round, and what is still missing: the page of assignments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from judging import assigning
from judging.models import Assignment, Candidate, Round, ScorecardState, Stage
from kipp.accounts.models import RoleHolding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Load:
    """One judge: what he got, how far he is, how much is closed to him."""

    judge: RoleHolding
    total: int
    signed: int
    undeclared: int
    recused: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The round in figures. `groups`: judges that no common entry joins; one is wanted."""

    entries: int
    seats: int
    judges: int
    least: int
    most: int
    groups: int
    lacking: int

    @property
    def is_dealt(self) -> bool:
        return self.seats > 0


def entries_of(round: Round) -> list[int]:
    return list(Candidate.objects.filter(round=round).values_list("entry", flat=True))


def judges_in(round: Round) -> QuerySet[RoleHolding]:
    """Whoever has or had work in the round."""
    held = Assignment.objects.filter(round=round).values("holding")
    return RoleHolding.objects.filter(pk__in=held).select_related("user", "institution")


def rows_of(
    round: Round, judges: Sequence[RoleHolding], excluded: Iterable[tuple[int, int]]
) -> list[Load]:
    """Every judge of the round and everybody who could be one, the fullest first."""
    barred = Counter(holding for holding, _ in excluded)
    figures = _figures(round)
    known = {one.pk: one for one in [*judges_in(round), *judges]}
    rows = [
        Load(one, *figures.get(pk, (0, 0, 0, 0)), excluded=barred[pk]) for pk, one in known.items()
    ]
    return sorted(rows, key=lambda row: (-row.total, row.judge.user.name, row.judge.pk))


def _figures(round: Round) -> dict[int, tuple[int, int, int, int]]:
    """Holding -> entries, signed, undeclared, given back."""
    live = Q(recused_at=None)
    counts = (
        Assignment.objects.filter(round=round)
        .values_list("holding")
        .annotate(
            total=Count("pk", filter=live),
            signed=Count("pk", filter=live & Q(scorecard__state=ScorecardState.SIGNED)),
            undeclared=Count("pk", filter=live & Q(declared_at=None)),
            recused=Count("pk", filter=~live),
        )
    )
    return {holding: tuple(row) for holding, *row in counts.order_by()}


def picture_of(round: Round) -> Picture:
    seats = list(Assignment.objects.filter(round=round).live().values_list("holding", "entry"))
    loads = Counter(holding for holding, _ in seats)
    return Picture(
        entries=Candidate.objects.filter(round=round).count(),
        seats=len(seats),
        judges=len(loads),
        least=min(loads.values(), default=0),
        most=max(loads.values(), default=0),
        groups=assigning.components(seats),
        lacking=lacking(round).count(),
    )


def lacking(round: Round) -> QuerySet[Candidate]:
    """Entries with fewer judges than wanted; for the panel, fewer than the minimum."""
    wanted = round.minimum_judges if round.stage == Stage.TPI else round.judges_per_entry
    live = Assignment.objects.live().filter(round=round, entry=OuterRef("entry"))
    counted = live.order_by().values("entry").annotate(n=Count("pk")).values("n")
    rows = Candidate.objects.filter(round=round).annotate(seats=Coalesce(Subquery(counted), 0))
    rows = rows.filter(seats__lt=wanted)
    return rows.select_related("entry__innovation__institution", "entry__category").order_by(
        "seats", "entry__code", "pk"
    )


def recusals_of(round: Round) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(round=round, recused_at__isnull=False)
    return rows.select_related("entry", "holding__user", "holding__institution").order_by(
        "-recused_at", "-pk"
    )


def seats_of(round: Round, holding: int) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(round=round, holding=holding)
    return rows.select_related(
        "entry__innovation__institution", "entry__category", "scorecard"
    ).order_by("position", "pk")
