"""Looking at secret numbers leaves a line: who read which ranking or whose sheets, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kipp.clock import moment
from kipp.journal.record import record

if TYPE_CHECKING:
    from datetime import datetime

    from judging.models import Round
    from kipp.accounts.models import User
    from submissions.models import Entry


def ranking_viewed(round: Round, *, by: User, at: datetime | None = None) -> None:
    _note("round.ranking_viewed", round, by, at)


def ranking_exported(round: Round, kind: str, *, by: User, at: datetime | None = None) -> None:
    _note("round.ranking_exported", round, by, at, kind=kind)


def assignments_exported(round: Round, kind: str, *, by: User, at: datetime | None = None) -> None:
    _note("round.assignments_exported", round, by, at, kind=kind)


def sheets_viewed(round: Round, entry: Entry, *, by: User, at: datetime | None = None) -> None:
    _note("round.sheets_viewed", round, by, at, entry=entry.pk)


def scores_viewed(round: Round, *, by: User, at: datetime | None = None) -> None:
    _note("round.scores_viewed", round, by, at)


def plenary_viewed(round: Round, *, by: User, at: datetime | None = None) -> None:
    _note("round.plenary_viewed", round, by, at)


def minutes_viewed(round: Round, *, by: User, at: datetime | None = None) -> None:
    _note("round.minutes_viewed", round, by, at)


def _note(verb: str, round: Round, by: User, at: datetime | None, **detail: Any) -> None:
    record(verb, round, by=by, at=moment(at), run=round.current_run_id, **detail)
