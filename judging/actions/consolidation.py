"""Consolidation: where two sheets of an entry lie far apart, each judge looks again, blind."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

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
    totals: defaultdict[int, list[Decimal]] = defaultdict(list)
    for entry, total in _totals(round, among):
        totals[entry].append(total)
    apart = {
        entry
        for entry, all_of_it in totals.items()
        if (max(all_of_it) - min(all_of_it)).quantize(scoring.SEEN) > round.disagreement_gap
    }
    answered = Revision.objects.filter(scorecard__assignment__round=round)
    stay = set(answered.values_list("scorecard__assignment__entry", flat=True))
    return apart | (stay if among is None else stay & set(among))


def sheets_of(round: Round, entries: Collection[int]) -> QuerySet[Scorecard]:
    """The signed sheets that consolidation asks about."""
    mine = Scorecard.objects.signed().filter(assignment__round=round)
    return mine.filter(assignment__entry__in=entries, assignment__recused_at=None)


def seats_asked(user: User) -> dict[int, bool]:
    """The seats of a judge that a consolidation under way asks about: answered, or not yet."""
    own = Assignment.objects.readable_by(user).filter(round__state=RoundState.CONSOLIDATION)
    answered = Exists(Revision.objects.filter(scorecard=OuterRef("pk")))
    asked: dict[int, bool] = {}
    for round in Round.objects.filter(pk__in=own.values("round")).order_by("pk"):
        mine = own.filter(round=round).values_list("entry", flat=True)
        cards = sheets_of(round, flagged(round, among=list(mine))).filter(assignment__in=own)
        asked |= dict(cards.values_list("assignment", answered))
    return asked


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


def _totals(round: Round, among: Collection[int] | None) -> list[tuple[int, Decimal]]:
    """(entry, total) of each signed sheet, exact."""
    scores = Score.objects.filter(
        scorecard__assignment__round=round, scorecard__state=ScorecardState.SIGNED
    )
    if among is not None:
        scores = scores.filter(scorecard__assignment__entry__in=among)
    rows = scores.values_list(
        "scorecard__assignment__entry",
        "scorecard",
        "criterion__code",
        "criterion__weight",
        "value",
    )
    values: defaultdict[tuple[int, int], dict[str, Decimal]] = defaultdict(dict)
    weights: defaultdict[tuple[int, int], dict[str, Decimal]] = defaultdict(dict)
    for entry, card, code, weight, value in rows.order_by("pk"):
        values[entry, card][code], weights[entry, card][code] = value, weight
    return [(key[0], scoring.sheet_total(values[key], weights[key])) for key in values]


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
