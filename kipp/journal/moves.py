"""How a record changes its state: only together with its journal line, and only as its MOVES say.

The same table is enforced three times: here with words for the user, in the database by the trigger
of `guarded`, and by `JournalLine`, which lets nobody write under a role he does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pgtrigger
from django.db.models import Q

from kipp.journal.models import SYSTEM
from kipp.journal.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import Model

    from kipp.accounts.models import User
    from kipp.journal.models import JournalLine


class Refused(Exception):
    """The change is not possible now. Its text is shown to the user as it is; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Move:
    """`verb` ("entry.send") takes a record from any of `source` to `target`, for these roles only."""

    verb: str
    source: frozenset[str]
    target: str
    roles: frozenset[str]


class Moving(Protocol):
    """A record with a life: its state, the line that brought it there, and its MOVES."""

    @property
    def MOVES(self) -> tuple[Move, ...]: ...  # noqa: N802 - the name of the table

    pk: Any
    state: str
    last_line: Any

    def get_state_display(self) -> str: ...

    def save(self, *, update_fields: Iterable[str]) -> None: ...


Record = TypeVar("Record", bound=Moving)


def way(
    moves: Iterable[Move], verb: str, *, role: str | None = None, to: str | None = None
) -> Move:
    """The entry of MOVES for a verb; where one verb has several, that of the target and the role."""
    rows = [move for move in moves if move.verb == verb and to in (None, move.target)]
    return next((move for move in rows if role in move.roles), rows[0])


def may_move(subject: Moving, verb: str, user: User) -> bool:
    """Does a page offer this move now? The action decides; this only spares a vain click."""
    row = way(subject.MOVES, verb, role=user.role)
    return subject.state in row.source and user.role in row.roles


def move(
    subject: Moving,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    to: str | None = None,
    changes: Mapping[str, Any] | None = None,
    **detail: Any,
) -> JournalLine:
    """Move one record, read under a lock by the caller. Raises Refused with the reason in words.

    `to` chooses among the targets of a verb that has several (a paused case resumes where it was).
    """
    role = by.role if by else SYSTEM
    row = way(subject.MOVES, verb, role=role, to=to)
    _check(subject, row, role)
    detail = {"from": subject.state, "to": row.target, **detail}
    line = record(verb, subject, by=by, at=at, **detail)  # type: ignore[arg-type]
    subject.state, subject.last_line = row.target, line
    for name, value in (changes or {}).items():
        setattr(subject, name, value)
    subject.save(update_fields=["state", "last_line", *(changes or {})])
    return line


def move_many(
    subjects: Sequence[Record],
    verb: str,
    *,
    by: User | None,
    at: datetime,
    about: Model,
    changes: Mapping[str, Any] | None = None,
    **detail: Any,
) -> JournalLine | None:
    """Move many records of one model, all locked by the caller, all or none: one line with their ids,
    one UPDATE with the same `changes`. None when there is nothing to move."""
    if not subjects:
        return None
    role = by.role if by else SYSTEM
    row = way(subjects[0].MOVES, verb, role=role)
    for subject in subjects:
        _check(subject, row, role)
    ids = sorted(subject.pk for subject in subjects)
    line = record(verb, about, by=by, at=at, ids=ids, to=row.target, **detail)
    columns = {"state": row.target, "last_line": line, **(changes or {})}
    type(subjects[0])._default_manager.filter(pk__in=ids).update(**columns)  # type: ignore[attr-defined]
    for subject in subjects:
        for name, value in columns.items():
            setattr(subject, name, value)
    return line


def _check(subject: Moving, row: Move, role: str) -> None:
    if role not in row.roles:
        raise Refused("Tindakan ini bukan wewenang peran yang sedang Anda pakai.")
    if subject.state not in row.source:
        raise Refused(
            f"Tindakan ini tidak dapat dilakukan: statusnya sekarang “{subject.get_state_display()}”."
        )


def guarded(moves: Iterable[Move], *, initial: str) -> list[pgtrigger.Trigger]:
    """The triggers of a model with a life: born in `initial`, moved only by a line of its own.

    The line must be newer than the one before, speak of this record, and its verb and role must
    stand in MOVES for this very step. Sorted, so that the migration is the same on every machine.
    """
    rows = sorted(
        (move.verb, str(source), str(move.target), str(role))
        for move in moves
        for source in move.source
        for role in move.roles
    )
    values = ", ".join(str(row) for row in rows)
    return [
        pgtrigger.Protect(
            name="born_in_its_first_state",
            operation=pgtrigger.Insert,
            condition=pgtrigger.Q(new__state__df=str(initial)),
        ),
        pgtrigger.Trigger(
            name="moves_with_its_line",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state"))
            | pgtrigger.Q(old__last_line__df=pgtrigger.F("new__last_line")),
            func=pgtrigger.Func(  # type: ignore[no-untyped-call]
                _MOVES_WITH_ITS_LINE.replace("VALUES_OF_MOVES", values)
            ),
        ),
    ]


_MOVES_WITH_ITS_LINE = """
    IF NOT EXISTS (
        SELECT FROM journal_journalline line
        JOIN (VALUES VALUES_OF_MOVES) AS allowed (verb, source, target, role)
          ON allowed.verb = line.verb AND allowed.role = line.role
        WHERE line.id = NEW.last_line_id
          AND line.id > COALESCE(OLD.last_line_id, 0)
          AND allowed.source = OLD.state AND allowed.target = NEW.state
          AND (line.subject = '{meta.label}:' || NEW.id OR NEW.id = ANY (line.ids))
    ) THEN
        RAISE EXCEPTION 'kipp: % % may not move from % to % like this',
            TG_TABLE_NAME, NEW.id, OLD.state, NEW.state;
    END IF;
    RETURN NEW;
"""


def known_state(states: Iterable[str]) -> Q:
    """For a CheckConstraint: the state is one of these."""
    return Q(state__in=sorted(states))
