"""What belongs to the field of a round: what it judges, what it would miss, what it still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When

from judging.models import (
    Advancement,
    Candidate,
    Criterion,
    Round,
    RoundState,
    ScorecardState,
    Stage,
)
from judging.queries import sheets
from submissions.models import Entry, EntryState

if TYPE_CHECKING:
    from django.db.models import QuerySet

UNSCREENED = (EntryState.LODGED, EntryState.RETURNED)


@dataclass(frozen=True, slots=True)
class Unscreened:
    """Entries of a group that the screening has not decided: they would miss the round."""

    group: str
    lodged: int
    returned: int


def source_of(round: Round) -> QuerySet[Round]:
    """The round whose finalists this one judges."""
    return Round.objects.filter(edition=round.edition_id, number=round.number - 1)


def to_judge(round: Round) -> QuerySet[Entry]:
    """An entry is judged once at each stage: a later round of the stage takes in what was accepted
    since. The panel judges who advanced."""
    before = Candidate.objects.exclude(round=round).filter(round__edition=round.edition_id)
    before = before.filter(round__stage=round.stage)
    entries = Entry.objects.filter(edition=round.edition_id).accepted()
    entries = entries.exclude(pk__in=before.values("entry"))
    if round.stage == Stage.TPI:
        passed = Advancement.objects.filter(round__in=source_of(round), advanced=True)
        entries = entries.filter(pk__in=passed.values("entry"))
    return entries


def unscreened(round: Round) -> list[Unscreened]:
    """By group. The panel's field is closed: the announcement of the finalists names it."""
    if round.stage == Stage.TPI:
        return []
    ruled = Criterion.objects.filter(round=round).values("group")
    rows = Entry.objects.filter(edition=round.edition_id, group__in=ruled, state__in=UNSCREENED)
    counts = {
        name: Count("pk", filter=Q(state=state))
        for name, state in (("lodged", EntryState.LODGED), ("returned", EntryState.RETURNED))
    }
    found = rows.order_by("group__name").values("group__name").annotate(**counts)
    return [Unscreened(*row) for row in found.values_list("group__name", *counts)]


def waiting(round: Round) -> QuerySet[Entry]:
    """Accepted after the round was opened: of its groups, and judged by no round of the stage."""
    if round.state != RoundState.OPEN or round.stage != Stage.TE:
        return Entry.objects.none()
    ruled = Criterion.objects.filter(round=round).values("group")
    judged = Candidate.objects.filter(entry=OuterRef("pk"), round__stage=round.stage)
    rows = Entry.objects.filter(edition=round.edition_id, group__in=ruled).accepted()
    rows = rows.filter(~Exists(judged)).select_related("innovation__institution", "category")
    return rows.order_by("code", "pk")


def waiting_here() -> Case:
    """For annotating rounds: how many entries each has not taken in, without a query for each."""
    ruled = Criterion.objects.filter(round=OuterRef(OuterRef("pk"))).values("group")
    judged = Candidate.objects.filter(entry=OuterRef("pk"), round__stage=Stage.TE)
    rows = Entry.objects.filter(edition=OuterRef("edition"), group__in=ruled).accepted()
    counts = rows.filter(~Exists(judged)).order_by().values("edition").annotate(n=Count("pk"))
    takes = When(state=RoundState.OPEN, stage=Stage.TE, then=Subquery(counts.values("n")))
    return Case(takes, default=Value(None), output_field=IntegerField(null=True))


def short(round: Round) -> QuerySet[Candidate]:
    """Candidates still in with fewer signed sheets than the round needs: `signed`, how many there
    are; `missing`, who of the seated has not signed."""
    seats = Q(entry__assignments__round=round, entry__assignments__recused_at=None)
    signed = seats & Q(entry__assignments__scorecard__state=ScorecardState.SIGNED)
    rows = Candidate.objects.filter(round=round, entry__state=EntryState.ACCEPTED)
    rows = rows.annotate(signed=Count("entry__assignments", filter=signed, distinct=True))
    rows = rows.filter(signed__lt=round.minimum_judges).annotate(missing=sheets.missing(round))
    return rows.select_related("entry__innovation").order_by("entry__code", "pk")
