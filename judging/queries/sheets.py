"""How far the sheets of a round are: counts, judges, and the sheets of one entry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef, Q

from judging import scoring
from judging.models import (
    Assignment,
    Criterion,
    Round,
    Score,
    Scorecard,
    ScorecardState,
)
from kipp.accounts.models import Role, RoleHolding, User
from kipp.journal.models import pseudonym_of

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from submissions.models import Entry

VOID_REASON = "Belum ditandatangani ketika tahap ditutup."
SIGNED = Q(scorecard__state=ScorecardState.SIGNED)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One sheet of an entry, its `judge` by name or by pseudonym; `total` is None until it is
    signed. `values`: each criterion with what counts and what was first signed."""

    card: Scorecard
    judge: str
    values: list[tuple[Criterion, Decimal | None, Decimal | None]]
    total: Decimal | None


def named_to(user: User) -> QuerySet[Round]:
    """Rounds of which this user may read who judges what: the secretariat, and the chair from the
    consolidation on."""
    rounds = Round.objects
    return rounds.managed_by(user) if user.role == Role.SECRETARIAT else rounds.chaired_by(user)


def counted(round: Round) -> QuerySet[Assignment]:
    """Seats that a sheet is expected from: neither recused nor void."""
    seats = Assignment.objects.live().filter(round=round)
    return seats.exclude(scorecard__state=ScorecardState.VOID)


def unsigned(round: Round) -> QuerySet[Assignment]:
    seats = counted(round).exclude(SIGNED).select_related("holding__user", "entry")
    return seats.order_by("entry__code", "holding__user__name", "pk")


def voided_at_closing(round: Round) -> int:
    """Sheets that nobody had signed when the chair closed the round."""
    void = Scorecard.objects.filter(assignment__round=round, state=ScorecardState.VOID)
    return void.filter(void_reason=VOID_REASON).count()


def sheet_counts(round: Round) -> tuple[int, int]:
    """Signed sheets, and all that are expected."""
    counts = counted(round).aggregate(signed=Count("pk", filter=SIGNED), total=Count("pk"))
    return counts["signed"], counts["total"]


def sheets_left(round: Round) -> dict[User, int]:
    """Judges who still have sheets to sign, with how many. Whose role has ended cannot."""
    seats = unsigned(round).filter(holding__in=RoleHolding.objects.in_force()).order_by()
    rows = seats.values("holding__user").annotate(left=Count("pk"))
    left = {row["holding__user"]: row["left"] for row in rows}
    return {user: left[user.pk] for user in User.objects.filter(pk__in=left).order_by("pk")}


def judges(round: Round) -> list[dict[str, Any]]:
    """One row per judge: how many sheets, how many signed, when last written; the silent first."""
    rows = counted(round).values("holding__user__name", "holding__institution__short_name")
    rows = rows.annotate(
        total=Count("pk"), signed=Count("pk", filter=SIGNED), last=Max("scorecard__saved_at")
    ).order_by("holding__user__name", "holding")
    found = [
        row | {"left": row["total"] - row["signed"], "silent": not (row["signed"] or row["last"])}
        for row in rows
    ]
    return sorted(found, key=lambda row: (not row["silent"], -row["left"]))


def missing(round: Round) -> ArraySubquery:
    """For rows with an `entry_id`: the names of the judges who have not signed for it."""
    seats = counted(round).exclude(SIGNED).filter(entry=OuterRef("entry_id"))
    return ArraySubquery(seats.order_by("holding__user__name", "pk").values("holding__user__name"))


def criteria_of(round: Round, entry: Entry) -> list[Criterion]:
    rows = Criterion.objects.filter(round=round, group_id=entry.group_id)
    return list(rows.order_by("position", "pk"))


def sheets_of(
    round: Round, entry: Entry, criteria: list[Criterion], *, named: bool
) -> list[SheetRow]:
    """Every sheet of an entry that is not void, signed ones with their totals, in the order of what
    the judges are called here."""
    cards = Scorecard.objects.filter(assignment__round=round, assignment__entry=entry)
    cards = cards.exclude(state=ScorecardState.VOID).select_related("assignment__holding__user")
    scores: defaultdict[int, dict[str, Score]] = defaultdict(dict)
    for score in Score.objects.filter(scorecard__in=cards).select_related("criterion"):
        scores[score.scorecard_id][score.criterion.code] = score
    rows = [_row(card, _called(card, named), scores[card.pk], criteria) for card in cards]
    return sorted(rows, key=lambda row: (row.judge, row.card.pk))


def _called(card: Scorecard, named: bool) -> str:
    judge = card.assignment.holding.user
    return str(judge) if named else pseudonym_of(judge.pk)


def _row(
    card: Scorecard, judge: str, scores: dict[str, Score], criteria: list[Criterion]
) -> SheetRow:
    """A sheet in the making is its judge's own affair: its values are not shown."""
    if card.state != ScorecardState.SIGNED:
        return SheetRow(card, judge, [(one, None, None) for one in criteria], None)
    values = {code: score.value for code, score in scores.items()}
    first = {code: score.first_value for code, score in scores.items()}
    weights = {one.code: one.weight for one in criteria}
    whole = values.keys() == weights.keys()
    total = scoring.sheet_total(values, weights) if whole else None
    rows = [(one, values.get(one.code), first.get(one.code)) for one in criteria]
    return SheetRow(card, judge, rows, total)
