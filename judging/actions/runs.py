"""Scoring a round: always from scratch, in one transaction, the pointer of the round last."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from judging import scoring
from judging.models import Criterion, Round, RoundState, ScoreRun, Standing
from kipp.clock import moment
from kipp.jobs import running
from kipp.jobs.models import Job, JobState
from submissions.models import EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import QuerySet

KIND = "judging.score"
LOCK = 5_502  # advisory, with the id of the round: one run of a round at a time
UNDER_WAY = (RoundState.OPEN, RoundState.CONSOLIDATION, RoundState.PLENARY)
BATCH = 1000
STORED = ("entry_id", "official", "rank", "judges", "spread", "criterion_means", "flags")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The sheets of a round at one moment, and the `dirty_seq` they stand for."""

    seq: int
    groups: dict[int, int]  # entry -> group
    sheets: tuple[scoring.Sheet, ...]


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of counting a run again. `rows` and `stored` are digests of all its standings."""

    same_input: bool
    rows: str
    stored: str

    @property
    def sound(self) -> bool:
        return self.same_input and self.rows == self.stored


def score(*, round_id: int, at: datetime | None = None) -> bool:
    """Score a round; True when sheets were signed meanwhile and it must be scored again.

    Does nothing while another run of the round is at work: that one looks again when it has ended.
    A failure is kept where the secretariat sees it.
    """
    try:
        counted = _score(round_id, at)
    except Exception as failure:
        _remember(round_id, failure, at)
        raise
    return counted and stale().filter(pk=round_id).exists()


def due(at: datetime | None = None) -> list[int]:
    """Stale rounds whose turn it is: where counting fails, the clock tries less and less often, and
    then not before somebody says so. A new signature still has its round counted at once."""
    held = Job.objects.held_back(moment(at)).filter(kind__startswith=f"{KIND}:")
    waiting = set(held.values_list("kind", flat=True))
    rounds = stale().order_by("pk").values_list("pk", flat=True)
    return [pk for pk in rounds if _kind(pk) not in waiting]


def failure_of(round: Round) -> Job | None:
    """Why a round is not counted, as long as it is not."""
    return Job.objects.filter(kind=_kind(round.pk), state=JobState.FAILED).order_by("pk").first()


def stale() -> QuerySet[Round]:
    """Rounds whose run is behind their sheets, or ranks an entry that is in no longer."""
    gone = Standing.objects.filter(run=OuterRef("current_run"), rank__isnull=False)
    behind = Q(current_run=None, dirty_seq__gt=0) | Q(current_run__seq__lt=F("dirty_seq"))
    rounds = Round.objects.filter(state__in=UNDER_WAY)
    return rounds.filter(behind | Exists(gone.exclude(entry__state=EntryState.ACCEPTED)))


def hold(round_id: int) -> None:
    """Wait until no run of this round is at work, and let none begin before the transaction ends.

    Take it before the row of the round: a run takes them in this order.
    """
    _take(round_id, wait=True)


def compute(round: Round, at: datetime | None = None) -> ScoreRun:
    """Count all signed sheets and point the round at the result. The caller holds the lock.

    The same sheets at the same `dirty_seq` give the run that is there already.
    """
    started = moment(at)
    rules, snapshot = _rules(round), _snapshot(round.pk)
    identity = _identity(rules, snapshot)
    run = ScoreRun.objects.filter(round=round, **identity).first()
    if run is None:
        rows = scoring.tally(snapshot.groups, snapshot.sheets, rules)
        columns = identity | {"started_at": started, "finished_at": moment(at)}
        run = _write(round, snapshot, rows, columns)
    _point(round, run)
    running.mended(_kind(round.pk), at)
    return run


def reproduce(run: ScoreRun) -> Reproduction:
    """Count the sheets of today as `run` did and compare every standing, byte by byte.

    A run is reproducible as long as its sheets stand: always, once the round is closed.
    """
    rules, now = _rules(run.round), _snapshot(run.round_id)
    snapshot = Snapshot(run.seq, now.groups, now.sheets)
    rows = scoring.tally(snapshot.groups, snapshot.sheets, rules)
    identity = _identity(rules, snapshot)
    return Reproduction(
        same_input=all(getattr(run, name) == value for name, value in identity.items()),
        rows=_digest([_columns(row) for row in rows]),
        stored=_digest(_stored(run)),
    )


@transaction.atomic
def _score(round_id: int, at: datetime | None) -> bool:
    if not _take(round_id, wait=False):
        return False
    round = Round.objects.filter(pk=round_id, state__in=UNDER_WAY).first()
    if round is None:
        return False
    compute(round, at)
    return True


def _remember(round_id: int, failure: Exception, at: datetime | None) -> None:
    round = Round.objects.get(pk=round_id)
    title, url = f"Menghitung nilai {round.name}", round.get_absolute_url()
    # The first line says what is wrong; those after it may quote rows, and so scores.
    reason = f"{type(failure).__name__}: {failure}".partition("\n")[0]
    running.fell(_kind(round_id), title, reason, url=url, at=at)


def _kind(round_id: int) -> str:
    return f"{KIND}:{round_id}"


def _take(round_id: int, *, wait: bool) -> bool:
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK, round_id])
        return cursor.fetchone()[0] is not False


def _rules(round: Round) -> scoring.Rules:
    weights: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in Criterion.objects.filter(round=round).order_by("group_id", "position", "pk"):
        weights[row.group_id][row.code] = row.weight
    return scoring.Rules(
        weights=dict(weights),
        minimum_judges=round.minimum_judges,
        tie_break=tuple(round.tie_break),
        gap=round.disagreement_gap,
        floor=round.passing_grade,
    )


# One statement sees one state of the database: the number and all its sheets belong together,
# whoever signs meanwhile. A repeatable-read transaction would say the same, but could not move
# the pointer on a row that a signature has just raised.
_SHEETS = """
    SELECT round.dirty_seq, entry.id, entry.group_id, assignment.holding_id,
           array_agg(criterion.code ORDER BY criterion.code) FILTER (WHERE score.id IS NOT NULL),
           array_agg(score.value ORDER BY criterion.code) FILTER (WHERE score.id IS NOT NULL)
    FROM judging_round round
    LEFT JOIN judging_candidate candidate ON candidate.round_id = round.id
    LEFT JOIN submissions_entry entry ON entry.id = candidate.entry_id AND entry.state = 'ACCEPTED'
    LEFT JOIN (judging_assignment assignment
               JOIN judging_scorecard card
                 ON card.assignment_id = assignment.id AND card.state = 'SIGNED')
           ON assignment.round_id = round.id AND assignment.entry_id = entry.id
    LEFT JOIN judging_score score ON score.scorecard_id = card.id
    LEFT JOIN judging_criterion criterion ON criterion.id = score.criterion_id
    WHERE round.id = %s
    GROUP BY round.dirty_seq, entry.id, assignment.holding_id
    ORDER BY entry.id, assignment.holding_id
"""


def _snapshot(round_id: int) -> Snapshot:
    with connection.cursor() as cursor:
        cursor.execute(_SHEETS, [round_id])
        rows = cursor.fetchall()
    return Snapshot(
        seq=rows[0][0],
        groups={entry: group for _, entry, group, *_ in rows if entry},
        sheets=tuple(
            scoring.Sheet(entry, judge, dict(zip(codes or (), values or (), strict=True)))
            for _, entry, _, judge, codes, values in rows
            if judge
        ),
    )


def _identity(rules: scoring.Rules, snapshot: Snapshot) -> dict[str, str]:
    """What makes a run this run: the sheets, the rules and the code, each by its digest."""
    sheets = [[one.entry_id, one.judge_id, sorted(one.values.items())] for one in snapshot.sheets]
    config = [
        sorted((group, sorted(of.items())) for group, of in rules.weights.items()),
        [rules.minimum_judges, rules.tie_break, rules.gap, rules.floor],
    ]
    return {
        "input_sha256": _digest([snapshot.seq, sorted(snapshot.groups.items()), sheets]),
        "config_sha256": _digest(config),
        "code_version": scoring.CODE_VERSION,
    }


def _digest(content: Any) -> str:
    """SHA-256 of canonical JSON; decimals in their stored form."""
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _write(
    round: Round, snapshot: Snapshot, rows: Iterable[scoring.Row], columns: dict[str, Any]
) -> ScoreRun:
    sheets = len(snapshot.sheets)
    run = ScoreRun.objects.create(round=round, seq=snapshot.seq, sheets=sheets, **columns)
    standings = [Standing(run=run, **_columns(row)) for row in rows]
    Standing.objects.bulk_create(standings, batch_size=BATCH)
    return run


def _point(round: Round, run: ScoreRun) -> None:
    """Only forward: a late run never takes the place of a newer one."""
    older = Q(current_run=None) | Q(current_run__seq__lte=run.seq)
    Round.objects.filter(older, pk=round.pk).update(current_run=run)
    round.current_run = run


def _columns(row: scoring.Row) -> dict[str, Any]:
    return {
        "entry_id": row.entry_id,
        "official": row.official,
        "rank": row.rank,
        "judges": row.judges,
        "spread": row.spread,
        "criterion_means": {code: str(mean) for code, mean in row.means.items()},
        "flags": list(row.flags),
    }


def _stored(run: ScoreRun) -> list[dict[str, Any]]:
    """The standings as they were written, in the order of `scoring.tally`."""
    order = ("entry__group_id", F("rank").asc(nulls_last=True), "entry_id")
    return list(run.standings.order_by(*order).values(*STORED))
