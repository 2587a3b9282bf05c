"""Which `luck` fits? Judges the finished season in the database again and again, writing nothing.

Entries and seats stay as the build has made them, so this takes the place of a build only where the
draw of the readings is what changes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from judging import assigning, scoring
from judging.actions import conflicts
from judging.models import Assignment, PanelDuty, Round
from judging.queries import loads
from kipp.accounts.models import Role, RoleHolding
from kipp.demo.seasons import finished
from kipp.demo.seasons.bench import Bench
from kipp.demo.seasons.crowd import Crowd
from kipp.demo.seasons.scales import SCALES
from kipp.demo.seasons.schedule import Schedule, at_hour
from kipp.demo.seasons.season import SEED, Season, Stage
from submissions.models import Edition, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from kipp.accounts.models import User

YEAR = 2025
Scores = dict[int, "Decimal"]  # official score by entry


@dataclass(frozen=True, slots=True)
class Outcome:
    te: Scores
    finalists: list[int]
    tpi: Scores
    awarded: list[int]


class Rehearsal:
    def __init__(self, scale: str) -> None:
        edition = Edition.objects.get(year=YEAR)
        schedule = Schedule(until=at_hour(date(YEAR, 1, 1), 0))
        stage = Stage(SCALES[scale], SEED, Crowd(Random(0)), schedule, print)
        self.season = Season(stage, edition, finished.read("submissions"))
        self.season.proposals = finished.proposed(self.season)
        self.entries = self._meet_entries()
        self.judges = self._seat_judges()
        self.te, self.tpi = Round.objects.filter(edition=edition).order_by("number")
        seats = Assignment.objects.filter(round=self.te).live().select_related("entry")
        self.seats = list(seats.order_by("pk"))
        held = loads.judges_of(self.tpi)
        self.panel = {one.pk: one.institution_id for one in held}
        self.conflicts = frozenset(conflicts.hard_conflicts(held, list(self.entries)))
        self.duties = self._duties()

    def play(self, luck: int) -> Outcome:
        stage = self.season.stage
        stage.scale = replace(stage.scale, luck=luck)
        te = _officials(Bench(self.season, self.te), self.seats, self.judges)
        finalists = _at_or_above(te, self.te)
        tpi = _officials(Bench(self.season, self.tpi), self._of_the_panel(finalists), self.judges)
        return Outcome(te, finalists, tpi, _at_or_above(tpi, self.tpi))

    def _meet_entries(self) -> dict[int, Entry]:
        """Each proposal that was drawn with the entry that the build has made of it."""
        rows = Entry.objects.filter(edition=self.season.edition).select_related("innovation")
        found = {(row.innovation.institution_id, row.innovation.title): row for row in rows}
        for one in self.season.proposals:
            one.entry = found[one.place.pk, " ".join(one.text.title.split())]
        return {row.pk: row for row in rows}

    def _seat_judges(self) -> dict[int, User]:
        """By holding; the body of judges is the one that was there before the season began."""
        crowd, judges = self.season.stage.crowd, {}
        held = RoleHolding.objects.filter(role__in=[Role.EVALUATOR, Role.PANELIST])
        for holding in held.filter(starts_on__year=YEAR).select_related("user").order_by("pk"):
            crowd.of_role[Role(holding.role)].append(holding.user)
            judges[holding.pk] = holding.user
        return judges

    def _duties(self) -> dict[int, set[int] | None]:
        rows = PanelDuty.objects.filter(round=self.tpi).prefetch_related("categories")
        return {
            row.institution_id: None if row.all_categories else {c.pk for c in row.categories.all()}
            for row in rows.order_by("pk")
        }

    def _of_the_panel(self, finalists: Iterable[int]) -> list[Assignment]:
        categories = {pk: self.entries[pk].category_id for pk in finalists}
        seats = assigning.by_duty(categories, self.panel, self.duties, conflicts=self.conflicts)
        return [Assignment(entry=self.entries[pk], holding_id=judge) for judge, pk in seats]


def _officials(bench: Bench, seats: Iterable[Assignment], judges: Mapping[int, User]) -> Scores:
    """After consolidation, as the round would end."""
    of_entry: defaultdict[int, list[Assignment]] = defaultdict(list)
    for seat in seats:
        of_entry[seat.entry_id].append(seat)
    scores = {}
    for pk, ours in of_entry.items():
        weights = _by_code(bench.rubrics[ours[0].entry.group_id])
        sheets = [_by_code(bench.values(seat, judges[seat.holding_id])) for seat in ours]
        totals = [scoring.sheet_total(sheet, weights) for sheet in sheets]
        if (max(totals) - min(totals)).quantize(scoring.SEEN) > bench.round.disagreement_gap:
            again = [bench.second_look(seat, judges[seat.holding_id]) for seat in ours]
            sheets = [_by_code(new) if new else old for old, new in zip(sheets, again, strict=True)]
        if len(sheets) >= bench.round.minimum_judges:
            scores[pk] = scoring.official(sheets, weights)
    return scores


def _by_code(values: Mapping[int, Decimal]) -> dict[str, Decimal]:
    return {str(key): value for key, value in values.items()}


def _at_or_above(scores: Scores, round: Round) -> list[int]:
    grade = round.passing_grade
    return [pk for pk, score in scores.items() if grade is None or score >= grade]
