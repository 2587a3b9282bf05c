"""Who judges how much in a round, and what is still missing: the page of assignments."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef, Q

from judging import assigning
from judging.models import Assignment, Candidate, Round, ScorecardState, Stage
from kipp.accounts.models import Role, RoleHolding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

ROLE_OF = {Stage.TE: Role.EVALUATOR, Stage.TPI: Role.PANELIST}


class Contender(NamedTuple):
    """An entry that the round judges, in the words of a table."""

    entry: int
    code: str
    title: str
    institution: str
    category: str


class Seat(NamedTuple):
    """One assignment, given back or not; `state` is that of its sheet."""

    holding: int
    entry: int
    state: str
    declared_at: datetime | None
    recused_at: datetime | None
    reason: str
    gone: bool  # unsigned, and its judge's role has ended


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
class Short:
    """An entry with fewer judges than wanted."""

    entry: Contender
    seats: int


@dataclass(frozen=True, slots=True)
class Recusal:
    code: str
    judge: RoleHolding
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """The round in figures. `groups`: judges that no common entry joins; one is wanted."""

    entries: int
    seats: int
    judges: int
    least: int
    most: int
    groups: int

    @property
    def is_dealt(self) -> bool:
        return self.seats > 0


@dataclass(frozen=True, slots=True)
class Deal:
    """A round as it is dealt, read once: everything the page says of it is counted from here."""

    round: Round
    entries: dict[int, Contender]  # by code
    seats: list[Seat]

    @property
    def live(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.recused_at is None]

    @property
    def picture(self) -> Picture:
        pairs = [(seat.holding, seat.entry) for seat in self.live]
        loads = Counter(holding for holding, _ in pairs)
        return Picture(
            entries=len(self.entries),
            seats=len(pairs),
            judges=len(loads),
            least=min(loads.values(), default=0),
            most=max(loads.values(), default=0),
            groups=assigning.components(pairs),
        )

    @property
    def lacking(self) -> list[Short]:
        """Entries with fewer judges than wanted, the emptiest first; for the panel, fewer than the
        minimum."""
        round = self.round
        seats = Counter(seat.entry for seat in self.live if not seat.gone)
        wanted = round.minimum_judges if round.stage == Stage.TPI else round.judges_per_entry
        short = [Short(one, seats[pk]) for pk, one in self.entries.items() if seats[pk] < wanted]
        return sorted(short, key=lambda row: row.seats)


def deal_of(round: Round) -> Deal:
    entries = Candidate.objects.filter(round=round).values_list(
        "entry",
        "entry__code",
        "entry__innovation__title",
        "entry__innovation__institution__short_name",
        "entry__category__short_name",
    )
    seats = Assignment.objects.filter(round=round).values_list(
        "holding",
        "entry",
        "scorecard__state",
        "declared_at",
        "recused_at",
        "recusal_reason",
        Exists(Assignment.objects.abandoned().filter(pk=OuterRef("pk"))),
    )
    found = map(Contender._make, entries.order_by("entry__code", "pk"))
    return Deal(round, {one.entry: one for one in found}, list(map(Seat._make, seats)))


def judges_of(round: Round) -> list[RoleHolding]:
    """Who may judge this round today, each person once; the named panelist of a K/L comes first."""
    held = _eligible(round).select_related("user", "institution").order_by("pk")
    return _first_of_each(held)


def people_of(round: Round) -> tuple[list[RoleHolding], list[RoleHolding]]:
    """Who may judge this round today, and everybody on its page: those, and whoever else has or
    had work in it."""
    eligible, seated = _eligible(round), Assignment.objects.filter(round=round)
    wanted = Q(pk__in=eligible.values("pk")) | Q(pk__in=seated.values("holding"))
    rows = RoleHolding.objects.filter(wanted).annotate(
        free=Exists(eligible.filter(pk=OuterRef("pk"))),
        seated=Exists(seated.filter(holding=OuterRef("pk"))),
    )
    found = list(rows.select_related("user", "institution").order_by("pk"))
    judges = {one.pk: one for one in _first_of_each(one for one in found if one.free)}
    return list(judges.values()), [one for one in found if one.seated or one.pk in judges]


def judges_in(round: Round) -> QuerySet[RoleHolding]:
    """Whoever has or had work in the round."""
    held = Assignment.objects.filter(round=round).values("holding")
    return RoleHolding.objects.filter(pk__in=held).select_related("user", "institution")


def rows_of(
    deal: Deal, people: Iterable[RoleHolding], excluded: Iterable[tuple[int, int]]
) -> list[Load]:
    """Every judge of the round and everybody who could be one, the fullest first."""
    barred = Counter(holding for holding, _ in excluded)
    seats: defaultdict[int, list[Seat]] = defaultdict(list)
    for seat in deal.seats:
        seats[seat.holding].append(seat)
    rows = [_load(one, seats[one.pk], barred[one.pk]) for one in people]
    return sorted(rows, key=lambda row: (-row.total, row.judge.user.name, row.judge.pk))


def recusals_of(deal: Deal, people: Iterable[RoleHolding]) -> list[Recusal]:
    """What was given back, the last first."""
    known = {one.pk: one for one in people}
    found = [
        Recusal(deal.entries[seat.entry].code, known[seat.holding], seat.reason, seat.recused_at)
        for seat in deal.seats
        if seat.recused_at
    ]
    return sorted(found, key=lambda row: row.at, reverse=True)


def seats_of(round: Round, holding: int) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(round=round, holding=holding)
    return rows.select_related(
        "entry__innovation__institution", "entry__category", "scorecard"
    ).order_by("position", "pk")


def _eligible(round: Round) -> QuerySet[RoleHolding]:
    return RoleHolding.objects.in_force().filter(role=ROLE_OF[Stage(round.stage)])


def _first_of_each(holdings: Iterable[RoleHolding]) -> list[RoleHolding]:
    first: dict[int, RoleHolding] = {}
    for holding in holdings:
        first.setdefault(holding.user_id, holding)
    return list(first.values())


def _load(judge: RoleHolding, seats: Sequence[Seat], excluded: int) -> Load:
    live = [seat for seat in seats if seat.recused_at is None]
    return Load(
        judge,
        total=len(live),
        signed=sum(seat.state == ScorecardState.SIGNED for seat in live),
        undeclared=sum(seat.declared_at is None for seat in live),
        recused=len(seats) - len(live),
        excluded=excluded,
    )
