"""A round of judging and what hangs on it, in any state, walked there through its MOVES."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import transaction

from judging.models import (
    Assignment,
    AssignmentSource,
    Candidate,
    Criterion,
    Round,
    RoundState,
    Score,
    Scorecard,
    ScoreRun,
    Stage,
)
from judging.models.scorecard import ScorecardState
from kipp.accounts.models import InstitutionKind, Role, User
from kipp.journal import moves
from submissions.models import Edition, Entry, Lodgement
from tests.make.entries import DAY, accepted_entry, edition, now
from tests.make.people import institution, person

if TYPE_CHECKING:
    from collections.abc import Iterable

_numbers = count(1)
WEIGHTS = {"impact": 60, "novelty": 40}
STEPS = (
    ("round.open", RoundState.OPEN, Role.SECRETARIAT),
    ("round.consolidate", RoundState.CONSOLIDATION, Role.SECRETARIAT),
    ("round.convene", RoundState.PLENARY, Role.SECRETARIAT),
    ("round.close", RoundState.CLOSED, Role.PLENARY_CHAIR),
    ("round.announce", RoundState.ANNOUNCED, Role.SECRETARIAT),
)
ANCHORS = [
    {"low": 0, "high": 69, "label": "Kurang", "text": "Tanpa bukti."},
    {"low": 70, "high": 100, "label": "Baik", "text": "Terukur dan terbukti."},
]


def round(
    state: RoundState = RoundState.OPEN,
    *,
    of: Edition | None = None,
    entries: int = 1,
    weights: dict[str, int] = WEIGHTS,
    **given: Any,
) -> Round:
    """A round of `entries` accepted entries with two criteria, in `state`. `of` brings its own
    accepted entries along."""
    of = of or edition()
    for _ in range(entries):
        candidate_entry(of)
    number = given.pop("number", of.rounds.count() + 1)
    defaults = {
        "stage": Stage.TE,
        "name": f"Tahap {number}",
        "opens_at": now() - DAY,
        "due_at": now() + 7 * DAY,
        "judges_per_entry": 2,
        "minimum_judges": 1,
        "passing_grade": Decimal(85),
        "disagreement_gap": Decimal(20),
        "tie_break": list(weights),
    }
    made = Round.objects.create(edition=of, number=number, **defaults | given)
    _criteria(made, weights)
    return walk_round(made, state)


def candidate_entry(of: Edition, **given: Any) -> Entry:
    """An accepted entry with the version that was lodged."""
    made = accepted_entry(of=given.pop("group", None) or of.groups.order_by("pk")[0], **given)
    lodgement(made)
    return made


def lodgement(of: Entry, **content: Any) -> Lodgement:
    frozen = {
        "title": of.innovation.title,
        "institution": of.innovation.institution.name,
        "unit": of.innovation.unit.name,
        "group": of.group.name,
        "category": of.category.name,
        "started_on": "2020-01-01",
        "location": "Seluruh wilayah kerja",
        "source": "",
        "video_url": "",
        "answers": [{"code": "1", "title": "Bagian 1", "text": "Waktu layanan turun."}],
        "attachments": [],
    }
    number = of.lodgements.count() + 1
    return Lodgement.objects.create(
        entry=of, number=number, content=frozen | content, sha256="0" * 64, at=now()
    )


def walk_round(made: Round, state: RoundState) -> Round:
    """On from where it is, by the moves of the model."""
    names = [RoundState.PLANNED, *(to for _, to, _ in STEPS)]
    for verb, to, role in STEPS[names.index(RoundState(made.state)) : names.index(state)]:
        changes: dict[str, Any] = {}
        if to == RoundState.OPEN:
            changes = {"opened_at": now()}
        if to == RoundState.CLOSED:
            changes = {"closed_at": now(), "current_run": made.current_run or run(made)}
        with transaction.atomic():
            moves.move(made, verb, by=person(role), at=now(), changes=changes)
        if to == RoundState.OPEN:
            _take_in(made, made.edition.entries.accepted().order_by("pk"))
    return made


def run(of: Round) -> ScoreRun:
    n = next(_numbers)
    return ScoreRun.objects.create(
        round=of,
        seq=of.dirty_seq,
        input_sha256=f"{n:064}",
        config_sha256="0" * 64,
        code_version="test",
        sheets=0,
        started_at=now(),
        finished_at=now(),
    )


def judge(role: Role = Role.EVALUATOR, **given: Any) -> User:
    """A judge of an institution of his own that is near to nobody."""
    given.setdefault("institution", institution(kind=InstitutionKind.LEMBAGA))
    return person(role, **given)


def assignment(
    of: Round | None = None,
    entry: Entry | None = None,
    judge: User | None = None,
    *,
    declared: bool = True,
    **given: Any,
) -> Assignment:
    """A seat with its empty sheet; `judge` and the first entry of the round where none is named."""
    of = of or round()
    by = judge or _judge(of)
    defaults = {
        "source": AssignmentSource.PLAN,
        "assigned_at": now(),
        "position": next(_numbers),
        "declared_at": now() if declared else None,
        "institution_id": by.acting.institution_id,
    }
    entry = entry or of.candidates.order_by("pk")[0].entry
    _take_in(of, [entry])
    made = Assignment.objects.create(
        round=of,
        entry=entry,
        holding=by.acting,
        **defaults | given,
    )
    Scorecard.objects.create(assignment=made)
    return made


def signed_sheet(
    of: Round | Assignment | None = None, *, value: Any = 80, values: Any = None, **given: Any
) -> Scorecard:
    """A sheet with the same `value` everywhere, or `values` by the code of the criterion."""
    seat = of if isinstance(of, Assignment) else assignment(of, **given)
    card = fill_sheet(seat.scorecard, value=value, values=values)
    with transaction.atomic():
        signing = {"signed_at": now(), "first_signed_at": now()}
        moves.move(card, "scorecard.sign", by=judge_of(card), at=now(), changes=signing)
    return card


def fill_sheet(card: Scorecard, *, value: Any = 80, values: Any = None) -> Scorecard:
    for criterion in rubric(card):
        points = Decimal(str(values[criterion.code] if values else value))
        Score.objects.create(scorecard=card, criterion=criterion, value=points, first_value=points)
    return card


def rubric(card: Scorecard) -> list[Criterion]:
    seat = card.assignment
    return list(seat.round.criteria.filter(group=seat.entry.group).order_by("position"))


def judge_of(card: Scorecard) -> User:
    holding = card.assignment.holding
    return holding.user.act_as(holding)


def sheet(state: ScorecardState = ScorecardState.OPEN, **given: Any) -> Scorecard:
    """A filled sheet in any state."""
    if state == ScorecardState.OPEN:
        return fill_sheet(assignment(**given).scorecard)
    card = signed_sheet(**given)
    if state == ScorecardState.VOID:
        with transaction.atomic():
            moves.move(card, "scorecard.void", by=judge_of(card), at=now())
    return card


def _criteria(of: Round, weights: dict[str, int]) -> None:
    for group in of.edition.groups.order_by("pk"):
        for position, (code, weight) in enumerate(weights.items(), start=1):
            Criterion.objects.create(
                round=of,
                group=group,
                code=code,
                position=position,
                name=code.capitalize(),
                description="Seberapa jelas buktinya?",
                anchors=ANCHORS,
                weight=weight,
            )


def _take_in(of: Round, entries: Iterable[Entry]) -> None:
    for entry in entries:
        last = entry.lodgements.order_by("-number").first() or lodgement(entry)
        Candidate.objects.get_or_create(round=of, entry=entry, defaults={"lodgement": last})


def _judge(of: Round) -> User:
    return judge(Role.PANELIST if of.stage == Stage.TPI else Role.EVALUATOR)
