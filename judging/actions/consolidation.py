"""Consolidation: where two sheets of an entry lie far apart, each judge looks again, blind."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from judging import scoring
from judging.actions import recount
from judging.models import Assignment, Revision, Round, RoundState, Score, Scorecard
from judging.models.scorecard import ScorecardState
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from kipp.accounts.models import User


def flagged(round: Round, among: Collection[int] | None = None) -> set[int]:
    """Entries (of `among`, or of the whole round) whose sheets lie further apart than the round
    allows. One where a judge has answered already stays, or his answer would close the page to the
    other."""
    return {entry for _, entry in _flagged({round.pk: round.disagreement_gap}, among)}


def sheets_of(round: Round, entries: Collection[int]) -> QuerySet[Scorecard]:
    """The signed sheets that consolidation asks about."""
    mine = Scorecard.objects.signed().filter(assignment__round=round)
    return mine.filter(assignment__entry__in=entries, assignment__recused_at=None)


def seats_asked(user: User) -> dict[int, bool]:
    """The seats of a judge that a consolidation under way asks about: answered, or not yet. As many
    queries for many rounds as for one."""
    own = Assignment.objects.readable_by(user).filter(round__state=RoundState.CONSOLIDATION)
    answered = Exists(Revision.objects.filter(scorecard=OuterRef("pk")))
    cards = Scorecard.objects.signed().filter(assignment__in=own).order_by("assignment")
    seats = [f"assignment{name}" for name in ("", "__round", "__entry")]
    rows = list(cards.values_list(*seats, "assignment__round__disagreement_gap", answered))
    if not rows:
        return {}
    gaps = {round: gap for _, round, _, gap, _ in rows}
    pairs = _flagged(gaps, {entry for _, _, entry, _, _ in rows})
    return {seat: done for seat, round, entry, _, done in rows if (round, entry) in pairs}


def answers_of(user: User) -> dict[int, Revision]:
    """What the judge has answered, by seat."""
    own = Assignment.objects.readable_by(user).filter(round__state=RoundState.CONSOLIDATION)
    rows = Revision.objects.filter(scorecard__assignment__in=own).select_related("scorecard")
    return {row.scorecard.assignment_id: row for row in rows.order_by("pk")}


def awaiting(user: User) -> int:
    """How many sheets the judge is still asked about."""
    return sum(not answered for answered in seats_asked(user).values())


@transaction.atomic
def confirm(card: Scorecard, *, by: User, at: datetime | None = None) -> Revision:
    """My values are right as they stand."""
    _, card = _locked(card, by)
    at = moment(at)
    record("scorecard.confirm", card, by=by, at=at)
    return Revision.objects.create(scorecard=card, changed=False, by=by, at=at)


@transaction.atomic
def revise(
    card: Scorecard,
    values: Mapping[int, Decimal],
    reason: str,
    *,
    by: User,
    at: datetime | None = None,
) -> Revision:
    """Correct what was misread or mistyped, with the reason. The values first signed are kept."""
    round, card = _locked(card, by)
    reason = reason.strip()
    if not reason:
        raise Refused("Tulis alasan perbaikan nilai.")
    scores = {score.criterion_id: score for score in card.scores.order_by("criterion")}
    changed = [pk for pk in sorted(scores) if values.get(pk, scores[pk].value) != scores[pk].value]
    if not changed:
        raise Refused("Belum ada nilai yang Anda ubah. Bila nilai sudah benar, pilih Konfirmasi.")
    at = moment(at)
    for pk in changed:
        scores[pk].value = values[pk]
    Score.objects.bulk_update([scores[pk] for pk in changed], ["value"])
    record("scorecard.revise", card, by=by, at=at, criteria=changed)
    recount.due(round)
    return Revision.objects.create(scorecard=card, reason=reason, changed=True, by=by, at=at)


def _flagged(gaps: Mapping[int, Decimal], among: Collection[int] | None) -> set[tuple[int, int]]:
    """(round, entry) of what `flagged` says, in rounds that allow these gaps."""
    where: dict[str, Any] = {"scorecard__assignment__round__in": list(gaps)}
    if among is not None:
        where["scorecard__assignment__entry__in"] = among
    totals: defaultdict[tuple[int, int], list[Decimal]] = defaultdict(list)
    for round, entry, total in _totals(where):
        totals[round, entry].append(total)
    apart = {
        (round, entry)
        for (round, entry), all_of_it in totals.items()
        if (max(all_of_it) - min(all_of_it)).quantize(scoring.SEEN) > gaps[round]
    }
    answered = Revision.objects.filter(**where).values_list(
        "scorecard__assignment__round", "scorecard__assignment__entry"
    )
    return apart | set(answered)


def _totals(where: Mapping[str, Any]) -> list[tuple[int, int, Decimal]]:
    """(round, entry, total) of each signed sheet, exact."""
    rows = Score.objects.filter(scorecard__state=ScorecardState.SIGNED, **where).values_list(
        "scorecard__assignment__round",
        "scorecard__assignment__entry",
        "scorecard",
        "criterion__code",
        "criterion__weight",
        "value",
    )
    values: defaultdict[tuple[int, int, int], dict[str, Decimal]] = defaultdict(dict)
    weights: defaultdict[tuple[int, int, int], dict[str, Decimal]] = defaultdict(dict)
    for round, entry, card, code, weight, value in rows.order_by("pk"):
        values[round, entry, card][code] = value
        weights[round, entry, card][code] = weight
    return [(*key[:2], scoring.sheet_total(values[key], weights[key])) for key in values]


def _locked(card: Scorecard, by: User) -> tuple[Round, Scorecard]:
    """The judge's own sheet of an entry that consolidation asks about, once."""
    mine = Scorecard.objects.filter(assignment__in=Assignment.objects.readable_by(by))
    found = mine.filter(pk=card.pk).select_related("assignment__round").first()
    if found is None:
        raise Refused("Lembar ini bukan penugasan Anda.")
    round = recount.locked(found.assignment.round)
    card = mine.select_for_update(of=("self",)).select_related("assignment").get(pk=card.pk)
    if round.state != RoundState.CONSOLIDATION:
        raise Refused("Konsolidasi tahap ini tidak sedang berlangsung.")
    if card.state != ScorecardState.SIGNED or not flagged(round, [card.assignment.entry_id]):
        raise Refused("Lembar ini tidak perlu dikonfirmasi.")
    if card.revisions.exists():
        raise Refused("Anda sudah menjawab konsolidasi lembar ini.")
    return round, card
