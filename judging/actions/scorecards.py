"""What a judge does with his sheet: save, sign, withdraw."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from django.db import transaction
from django.db.models import F

from judging.actions import conflicts, recount
from judging.models import Assignment, Criterion, Round, RoundState, Score, Scorecard
from judging.models.round import AT_WORK
from judging.models.scorecard import ScorecardState
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from kipp.accounts.models import User


PLACES = Decimal("0.01")
GIVE_BACK = "Lembar ini tidak dapat ditandatangani: kembalikan proposalnya."
# Criterion by its key, in order; one rubric for each group.
Rubric: TypeAlias = dict[int, Criterion]
Rubrics: TypeAlias = defaultdict[int, Rubric]


@transaction.atomic
def save(
    card: Scorecard,
    values: Mapping[int, Decimal | None],
    *,
    by: User,
    note: str | None = None,
    feedback: str | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Scorecard:
    """Keep what is filled in so far; None empties a criterion, what is not named stays. History,
    not journal: the database keeps every value (rules of the portal, section 8).

    `seen` is the stamp of the sheet that the judge had before his eyes. Refused when another tab has
    saved something else since.
    """
    card = _locked([card], by)[0]
    _refuse_unwritable(card)
    if seen not in (None, card.stamp):
        _refuse_other_words(card, values, note, feedback)
    _refuse_values(_rubrics(card.assignment.round)[card.assignment.entry.group_id], values)
    _refuse_emptied(card, values)
    _write({card.pk: values})
    for name, text in (("note", note), ("feedback", feedback)):
        if text is not None:
            setattr(card, name, text)
    card.saved_at = moment(at)
    card.save(update_fields=["note", "feedback", "saved_at"])
    return card


@transaction.atomic
def sign(
    card: Scorecard, *, by: User, seen: str | None = None, at: datetime | None = None
) -> Scorecard:
    """My judgement: it counts from now on. Refused while a criterion is empty, and when the sheet is
    not the one whose stamp was `seen`: nobody signs a total that he has not read."""
    round = recount.locked(_round_of([card]))
    card = _locked([card], by)[0]
    _refuse_unwritable(card)
    if seen not in (None, card.stamp):
        raise Refused("Lembar ini diubah di tab lain. Periksa nilainya, lalu tandatangani.")
    _refuse_incomplete([card], _rubrics(round))
    conflicts.refuse_near(by, [card.assignment.entry_id], GIVE_BACK)
    at = moment(at)
    _keep_first_values([card.pk])
    changes = {"signed_at": at, "first_signed_at": card.first_signed_at or at}
    moves.move(card, "scorecard.sign", by=by, at=at, changes=changes)
    recount.due(round)
    return card


@transaction.atomic
def withdraw(card: Scorecard, *, by: User, at: datetime | None = None) -> Scorecard:
    """Take a signature back to correct something, only while the round is open."""
    round = recount.locked(_round_of([card]))
    card = _locked([card], by)[0]
    if round.state != RoundState.OPEN:
        raise Refused("Tanda tangan tidak dapat ditarik lagi: penilaian tahap ini sudah selesai.")
    moves.move(card, "scorecard.withdraw", by=by, at=moment(at), changes={"signed_at": None})
    recount.due(round)
    return card


@transaction.atomic
def sign_many(
    cards: Sequence[tuple[Scorecard, Mapping[int, Decimal]]],
    *,
    by: User,
    at: datetime | None = None,
) -> list[Scorecard]:
    """Fill and sign many sheets of one judge in one round: all or none, with one line."""
    if not cards:
        return []
    values = {card.pk: given for card, given in cards}
    round = recount.locked(_round_of([card for card, _ in cards]))
    rows, rubrics = _locked([card for card, _ in cards], by), _rubrics(round)
    for card in rows:
        _refuse_unwritable(card)
        _refuse_values(rubrics[card.assignment.entry.group_id], values[card.pk])
    _write(values)
    _refuse_incomplete(rows, rubrics)
    conflicts.refuse_near(by, [card.assignment.entry_id for card in rows], GIVE_BACK)
    at = moment(at)
    _keep_first_values(list(values))
    changes = {"signed_at": at, "saved_at": at}
    moves.move_many(rows, "scorecard.sign", by=by, at=at, about=round, changes=changes)
    Scorecard.objects.filter(pk__in=values, first_signed_at=None).update(first_signed_at=at)
    recount.due(round)
    return rows


def _round_of(cards: Collection[Scorecard]) -> Round:
    pks = [card.pk for card in cards]
    rounds = Round.objects.filter(assignments__scorecard__in=pks).distinct().order_by("pk")
    if len(rounds) != 1:
        raise Refused("Lembar-lembar ini bukan dari satu tahap penilaian.")
    return rounds[0]


def _locked(cards: Collection[Scorecard], by: User) -> list[Scorecard]:
    """Own sheets only, of entries declared free of conflict and not given back."""
    own = Scorecard.objects.filter(assignment__in=Assignment.objects.readable_by(by))
    rows = own.select_for_update(of=("self",), no_key=True).select_related(
        "assignment__round", "assignment__entry"
    )
    found = list(rows.filter(pk__in=[card.pk for card in cards]).order_by("pk"))
    if len(found) != len({card.pk for card in cards}):
        raise Refused("Lembar ini bukan penugasan Anda, atau belum Anda nyatakan bebas benturan.")
    return found


def _refuse_unwritable(card: Scorecard) -> None:
    if card.assignment.round.state not in AT_WORK:
        raise Refused("Lembar ini tidak dapat diisi: penilaian tahap ini tidak berlangsung.")
    if card.state != ScorecardState.OPEN:
        raise Refused(f"Lembar ini tidak dapat diisi: statusnya “{card.get_state_display()}”.")


def _refuse_other_words(
    card: Scorecard,
    values: Mapping[int, Decimal | None],
    note: str | None,
    feedback: str | None,
) -> None:
    """A second click on the same form sends what is there already: that is no conflict."""
    stored = dict(card.scores.values_list("criterion", "value"))
    texts = ((note, card.note), (feedback, card.feedback))
    if any(stored.get(pk) != value for pk, value in values.items()) or any(
        given is not None and given != kept for given, kept in texts
    ):
        raise Refused(
            "Lembar ini sudah disimpan dari tab atau perangkat lain. Isian Anda belum disimpan: "
            "bandingkan, lalu tekan Simpan sekali lagi untuk memakai isian ini."
        )


def _rubrics(round: Round) -> Rubrics:
    rubrics: Rubrics = defaultdict(dict)
    for one in Criterion.objects.filter(round=round).order_by("position", "pk"):
        rubrics[one.group_id][one.pk] = one
    return rubrics


def _refuse_values(rubric: Rubric, values: Mapping[int, Decimal | None]) -> None:
    if not values.keys() <= rubric.keys():
        raise Refused("Ada nilai untuk kriteria yang bukan milik lembar ini.")
    for value in values.values():
        if value is not None and not _in_range(value):
            raise Refused("Nilai diisi dengan angka 0 sampai 100, paling banyak dua desimal.")


def _in_range(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= 100 and value == value.quantize(PLACES)


def _refuse_emptied(card: Scorecard, values: Mapping[int, Decimal | None]) -> None:
    empty = [pk for pk, value in values.items() if value is None]
    if empty and card.scores.filter(criterion__in=empty, first_value__isnull=False).exists():
        raise Refused("Nilai yang pernah ditandatangani dapat diganti, tidak dapat dikosongkan.")


def _refuse_incomplete(cards: Sequence[Scorecard], rubrics: Rubrics) -> None:
    filled: defaultdict[int, set[int]] = defaultdict(set)
    scores = Score.objects.filter(scorecard__in=cards).values_list("scorecard", "criterion")
    for card_id, criterion in scores:
        filled[card_id].add(criterion)
    for card in cards:
        rubric = rubrics[card.assignment.entry.group_id]
        missing = [one.name for pk, one in rubric.items() if pk not in filled[card.pk]]
        if missing or not rubric:
            raise Refused(f"Lembar belum lengkap. Isi dahulu: {', '.join(missing)}.")


def _write(values: Mapping[int, Mapping[int, Decimal | None]]) -> None:
    rows = []
    for card, given in values.items():
        empty = [criterion for criterion, value in given.items() if value is None]
        if empty:
            Score.objects.filter(scorecard=card, criterion__in=empty).delete()
        rows += [
            Score(scorecard_id=card, criterion_id=criterion, value=value)
            for criterion, value in given.items()
            if value is not None
        ]
    Score.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["scorecard", "criterion"],
        update_fields=["value"],
    )


def _keep_first_values(cards: Collection[int]) -> None:
    unsigned = Score.objects.filter(scorecard__in=cards, first_value=None)
    unsigned.update(first_value=F("value"))
