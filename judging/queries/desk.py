"""What a judge reads: his work, one sheet with the frozen proposal, and nothing of anybody else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from judging import scoring
from judging.models import (
    Assignment,
    Candidate,
    Criterion,
    Relevance,
    Round,
    RoundState,
    Scorecard,
    ScorecardState,
)
from judging.models.round import AT_WORK
from submissions.version import Version

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from judging.models.assignment import AssignmentQuerySet
    from kipp.accounts.models import User
    from submissions.models import Lodgement


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a judge is in one round, and the entry that comes next."""

    round: Round
    total: int
    signed: int
    undeclared: int
    next: Assignment | None

    @property
    def left(self) -> int:
        return self.total - self.signed


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a range of points means; `here` marks the one that the present value falls into."""

    low: int
    high: int
    label: str
    text: str
    here: bool


@dataclass(frozen=True)
class Sheet:
    """One sheet beside its proposal. `total` is provisional while `filled` is not all of it."""

    seat: Assignment
    card: Scorecard
    criteria: list[Criterion]
    values: Mapping[int, Decimal]

    @cached_property
    def content(self) -> dict[str, Any]:
        """The proposal, a hundred kilobytes: read where it is shown, not where a sheet is saved."""
        found: dict[str, Any] = lodgement_of(self.seat).content
        return found

    @property
    def filled(self) -> int:
        return len(self.values)

    @property
    def texts(self) -> dict[str, str]:
        return {"note": self.card.note, "feedback": self.card.feedback}

    @property
    def is_complete(self) -> bool:
        return self.filled == len(self.criteria)

    @property
    def total(self) -> Decimal | None:
        weights = {str(one.pk): one.weight for one in self.criteria if one.pk in self.values}
        values = {str(pk): value for pk, value in self.values.items()}
        return scoring.sheet_total(values, weights) if values else None

    @property
    def is_writable(self) -> bool:
        return self.card.state == ScorecardState.OPEN and self.seat.round.state in AT_WORK

    @property
    def may_withdraw(self) -> bool:
        signed = self.card.state == ScorecardState.SIGNED
        return signed and self.seat.round.state == RoundState.OPEN

    @property
    def rows(self) -> list[tuple[Criterion, Decimal | None, list[Anchor]]]:
        values = [self.values.get(one.pk) for one in self.criteria]
        return [
            (one, value, anchors(one, value))
            for one, value in zip(self.criteria, values, strict=True)
        ]

    @property
    def version(self) -> Version:
        """What its judge reads, as it was lodged."""
        seat = self.seat.pk
        return Version(
            self.content, lambda file: reverse("judging:evidence-open", args=[seat, file])
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the desk. Before the declaration, and after a recusal, it names no title."""

    seat: Assignment
    state: str
    label: str
    title: str
    url: str


def rounds_of(user: User) -> list[Round]:
    """The rounds a judge has had work in, the newest first."""
    rows = Round.objects.viewable_by(user).exclude(state=RoundState.PLANNED)
    return list(rows.select_related("edition").order_by("-edition__year", "-number"))


def row_of(seat: Assignment) -> Row:
    card = seat.scorecard
    if seat.recused_at:
        return Row(seat, "WITHDRAWN", "Dikembalikan", "", "")
    if seat.declared_at is None and card.state == ScorecardState.OPEN:
        url = address(seat) if seat.round.state in AT_WORK else ""
        return Row(seat, "PENDING", "Nyatakan benturan dahulu", "", url)
    title = seat.entry.innovation.title
    return Row(seat, card.state, card.get_state_display(), title, address(seat))


def seats_of(user: User) -> AssignmentQuerySet:
    """Everything a judge was ever given, in his own order of work."""
    begun = Assignment.objects.held_by(user).exclude(round__state=RoundState.PLANNED)
    rows = begun.select_related("round__edition", "entry__category", "scorecard")
    rows = rows.select_related("entry__innovation__institution")
    return rows.order_by("-round__edition__year", "-round__number", "position", "pk")


def progress(user: User, rounds: Iterable[Round]) -> list[Progress]:
    """Of a judge's `rounds` those at work, the first due first."""
    at_work = {one.pk: one for one in rounds if one.state in AT_WORK}
    own = Assignment.objects.held_by(user).live().filter(round__in=at_work)
    own = own.exclude(scorecard__state=ScorecardState.VOID).select_related("entry", "scorecard")
    seats: defaultdict[int, list[Assignment]] = defaultdict(list)
    for seat in own.order_by("position", "pk"):
        seats[seat.round_id].append(seat)
    found = [_progress(at_work[pk], mine) for pk, mine in seats.items()]
    return sorted(found, key=lambda one: (one.round.due_at, one.round.pk))


def _progress(round: Round, seats: Sequence[Assignment]) -> Progress:
    """`seats` in the judge's own order of work."""
    todo = [seat for seat in seats if seat.scorecard.state == ScorecardState.OPEN]
    return Progress(
        round=round,
        total=len(seats),
        signed=len(seats) - len(todo),
        undeclared=sum(seat.declared_at is None for seat in todo),
        next=todo[0] if todo else None,
    )


def sheet_of(seat: Assignment) -> Sheet:
    """The sheet of a seat that the caller found readable."""
    criteria = Criterion.objects.filter(round=seat.round_id, group=seat.entry.group_id)
    card = seat.scorecard
    return Sheet(
        seat=seat,
        card=card,
        criteria=list(criteria.order_by("position", "pk")),
        values=dict(card.scores.values_list("criterion", "value")),
    )


def lodgement_of(seat: Assignment) -> Lodgement:
    """The version this round judges."""
    rows = Candidate.objects.select_related("lodgement")
    return rows.get(round=seat.round_id, entry=seat.entry_id).lodgement


def anchors(criterion: Criterion, value: Decimal | None) -> list[Anchor]:
    """Ranges are written in whole numbers: 84,5 still belongs to 70 to 84."""
    rows = criterion.anchors
    reached = [row["low"] for row in rows if value is not None and row["low"] <= value]
    return [Anchor(**row, here=bool(reached) and row["low"] == max(reached)) for row in rows]


def neighbours(seat: Assignment) -> dict[str, Any]:
    """Where a seat stands in the judge's own order, what lies beside it, and what to do next."""
    own = Assignment.objects.filter(round=seat.round_id, holding=seat.holding_id).live()
    order = list(
        own.order_by("position", "pk").values_list("pk", "declared_at", "scorecard__state")
    )
    keys = [pk for pk, _, _ in order]
    place = keys.index(seat.pk) if seat.pk in keys else 0
    round_about = order[place + 1 :] + order[:place]
    todo = [row for row in round_about if row[2] == ScorecardState.OPEN]
    return {
        "number": place + 1,
        "count": len(order),
        "before": _link(order[place - 1]) if place else "",
        "after": _link(order[place + 1]) if place + 1 < len(order) else "",
        "todo": _link(todo[0]) if todo else "",
    }


def address(seat: Assignment) -> str:
    """A seat opens at its sheet, or first at the declaration."""
    return _link((seat.pk, seat.declared_at, ""))


def relevance_of(seat: Assignment) -> Relevance | None:
    """What the judge's institution has said of this entry, by whoever of it."""
    said = Relevance.objects.filter(round=seat.round_id, entry=seat.entry_id)
    return said.filter(institution=seat.holding.institution_id).first()


def sheets(seats: Iterable[Assignment]) -> list[Sheet]:
    """Sheets of several seats, of whatever rounds, without their proposals: a list of totals."""
    rows = list(seats)
    rubrics = _rubrics({seat.round_id for seat in rows})
    values: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    cards = Scorecard.objects.filter(assignment__in=rows)
    for card, criterion, value in cards.filter(scores__isnull=False).values_list(
        "pk", "scores__criterion", "scores__value"
    ):
        values[card][criterion] = value
    return [_bare(seat, rubrics, values[seat.scorecard.pk]) for seat in rows]


def _bare(
    seat: Assignment,
    rubrics: Mapping[tuple[int, int], list[Criterion]],
    values: Mapping[int, Decimal],
) -> Sheet:
    return Sheet(seat, seat.scorecard, rubrics[seat.round_id, seat.entry.group_id], values)


def _rubrics(rounds: Collection[int]) -> Mapping[tuple[int, int], list[Criterion]]:
    """The criteria of each round and group, in order."""
    found: defaultdict[tuple[int, int], list[Criterion]] = defaultdict(list)
    for one in Criterion.objects.filter(round__in=rounds).order_by("position", "pk"):
        found[one.round_id, one.group_id].append(one)
    return found


def _link(row: tuple[Any, ...]) -> str:
    name = "judging:scorecard" if row[1] else "judging:assignment-declare"
    return reverse(name, kwargs={"pk": row[0]})
