"""The judges of a season at their sheets: free of conflict or not, strict or lenient, in sessions."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from judging.actions import assignments, planning, relevances, scorecards
from judging.models import Assignment, Criterion, Relevance, Scorecard, Stage
from kipp.accounts.models import Role
from kipp.demo.seasons import quality
from kipp.demo.seasons.schedule import waking
from kipp.demo.texts import remarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from judging.models import Round
    from kipp.accounts.models import User
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season

ROLE = {Stage.TE: Role.EVALUATOR, Stage.TPI: Role.PANELIST}
SESSIONS = 4
EARLY = timedelta(days=2)  # by then everybody has declared himself free of conflicts
PRAISED = 0.3  # share of sheets that say something to the innovator
REVISED = 0.4  # share of the judges asked to look again who correct their sheet
RELEVANT, TICKED = 78.0, 0.4


class Bench:
    """One round, one body of judges. `severity` belongs to the person, in whatever season."""

    def __init__(self, season: Season, round: Round) -> None:
        self.season, self.round = season, round
        self.known = season.known()
        role = ROLE[Stage(round.stage)]
        judges = season.people(role)
        severities = quality.severities(season.rng("severity", role), len(judges))
        self.severity = dict(zip((judge.pk for judge in judges), severities, strict=True))
        rubrics: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
        for row in Criterion.objects.filter(round=round).order_by("position", "pk"):
            rubrics[row.group_id][row.pk] = row.weight
        self.rubrics: Mapping[int, Mapping[int, Decimal]] = rubrics

    def sit(self, start: datetime, end: datetime, *, only: Sequence[int] = ()) -> None:
        """Plan the declarations and signatures of all who have seats and have not declared."""
        seats = Assignment.objects.filter(round=self.round, declared_at=None).live()
        seats = seats.filter(pk__in=only) if only else seats
        work: defaultdict[int, list[Assignment]] = defaultdict(list)
        for seat in seats.select_related("scorecard", "entry").order_by("holding", "position"):
            work[seat.holding_id].append(seat)
        for holding, ours in work.items():
            self._sessions(self._judge(holding), ours, start, end)

    def recuse(self, number: int, at: datetime) -> None:
        """Some know a team too well; their seats go to others."""
        rng = self.season.rng("recuse", self.round.number)
        seats = list(Assignment.objects.filter(round=self.round, declared_at=None).order_by("pk"))
        for seat in rng.sample(seats, min(number, len(seats) // 20)):
            reason = remarks.conflict_reason(rng)
            assignments.recuse(seat, reason, by=self._judge(seat.holding_id), at=at)
        if number and len(seats) >= 20:
            planning.top_up(self.round, by=self.season.one(Role.SECRETARIAT), at=at)

    def values(self, seat: Assignment, judge: User) -> dict[int, Decimal]:
        """This judge's points for this entry, the same whenever he is asked."""
        one = self.known[seat.entry_id]
        base = one.quality if self.round.stage == Stage.TE else one.fitness
        seed = self._seed(one, judge)
        total = quality.reading(seed, base, self.severity[judge.pk])
        return quality.sheet(f"{seed}:sheet", total, self.rubrics[seat.entry.group_id])

    def second_look(self, seat: Assignment, judge: User) -> dict[int, Decimal] | None:
        """What he gives when he looks again without knowing the other's points: the same, or half of
        the way to what the proposal is worth, at least a point."""
        one = self.known[seat.entry_id]
        rng = self.season.rng("revision", self.round.number, one.number, judge.email)
        if rng.random() >= REVISED:
            return None
        worth = one.quality if self.round.stage == Stage.TE else one.fitness
        read = self.values(seat, judge)
        mean = float(sum(read.values())) / len(read)
        step = round((worth - mean) / 2) or (1 if worth > mean else -1)
        return {
            key: min(max(value + step, Decimal(0)), Decimal(100)) for key, value in read.items()
        }

    def _sessions(
        self, judge: User, seats: Sequence[Assignment], start: datetime, end: datetime
    ) -> None:
        """Declarations come first; the sheets are signed a pile at a time. In a round that goes on, a
        visitor's own judge has one entry that he has not declared himself free of yet."""
        schedule = self.season.stage.schedule
        rng = self.season.rng("sessions", self.round.number, judge.email)
        waits = end > schedule.until and self._is_login(judge) and len(seats) > 1
        held = seats[:-1] if waits else seats
        done = held[: len(held) // 2] if waits else held
        number = min(SESSIONS, len(done))
        declared = start + min(end - start, EARLY) * rng.random()
        schedule.plan(declared, partial(self._declare, judge, held))
        for n in range(number):
            at = waking(declared + (end - declared) * ((n + rng.random()) / number))
            schedule.plan(max(declared, min(at, end)), partial(self._sign, judge, done[n::number]))
        if waits:
            eve = schedule.until - timedelta(hours=10)
            schedule.plan(eve, partial(self._begin_next, judge, held))

    def _begin_next(self, judge: User, seats: Sequence[Assignment], at: datetime) -> None:
        """The first sheet that is still open, half of it."""
        cards = Scorecard.objects.writable_by(judge).filter(assignment__in=seats)
        card = cards.order_by("assignment__position").first()
        if card is not None:
            seat = next(one for one in seats if one.pk == card.assignment_id)
            values = list(self.values(seat, judge).items())
            scorecards.save(card, dict(values[: len(values) // 2]), by=judge, at=at)

    def _declare(self, judge: User, seats: Sequence[Assignment], at: datetime) -> None:
        mine = Assignment.objects.filter(pk__in=[seat.pk for seat in seats]).live()
        assignments.declare_many(list(mine), by=judge, at=at)

    def _sign(self, judge: User, seats: Sequence[Assignment], at: datetime) -> None:
        live = set(
            Assignment.objects.filter(pk__in=[seat.pk for seat in seats])
            .live()
            .values_list("pk", flat=True)
        )
        pile = [(seat, self.values(seat, judge)) for seat in seats if seat.pk in live]
        for seat, values in pile:
            self._advise(seat.scorecard, self.known[seat.entry_id], values, judge, at)
        cards = [(seat.scorecard, values) for seat, values in pile]
        scorecards.sign_many(cards, by=judge, at=at)
        if self.round.stage == Stage.TPI:
            self._tick(judge, pile, at)

    def _advise(
        self,
        card: Scorecard,
        proposal: Proposal,
        values: Mapping[int, Decimal],
        judge: User,
        at: datetime,
    ) -> None:
        rng = self.season.rng("advice", self._seed(proposal, judge))
        if rng.random() < PRAISED:
            words = remarks.feedback(rng, sum(values.values()) // len(values))
            scorecards.save(card, {}, by=judge, feedback=words, at=at)

    def _tick(
        self, judge: User, pile: Iterable[tuple[Assignment, Mapping[int, Decimal]]], at: datetime
    ) -> None:
        """What a ministry finds good it may find good for itself; the visitor's own always does."""
        holding = judge.acting
        if holding is None or holding.institution_id is None:
            return
        often = 1.0 if self._is_login(judge) else TICKED
        for seat, values in pile:
            one = self.known[seat.entry_id]
            rng = self.season.rng("tick", self._seed(one, judge))
            worth = sum(values.values()) / len(values) >= RELEVANT
            mine = Relevance.objects.filter(
                round=self.round, entry=seat.entry, institution=holding.institution_id
            )
            if worth and rng.random() < often and not mine.exists():
                reason = remarks.relevance(rng, one.text.category)
                relevances.tick(self.round, seat.entry, reason, by=judge, at=at)

    def _judge(self, holding_id: int) -> User:
        return self.season.stage.crowd.by_holding[holding_id]

    def _is_login(self, judge: User) -> bool:
        return judge in self.season.stage.crowd.login.values()

    def _seed(self, proposal: Proposal, judge: User) -> str:
        stage, year = self.season.stage, self.season.edition.year
        about = (year, self.round.stage, proposal.number, judge.email)
        return ":".join(map(str, (stage.seed, stage.scale.luck, *about)))
