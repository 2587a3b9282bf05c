"""The timeline of a record: its journal lines in words (components/timeline.html)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kipp.accounts.models import Role
from kipp.journal.models import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.journal.models import JournalLine

# Outside the ministry its people are spoken of by their office.
OFFICES = {Role.SECRETARIAT: "Tim Sekretariat", Role.SCALING_OFFICER: "KemenPANRB"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: what happened, who did it, when, and why."""

    at: datetime
    sentence: str
    by: str
    note: str = ""


def timeline(
    lines: Iterable[JournalLine],
    words: Mapping[str, str],
    user: User,
    *,
    notes: Mapping[int, str] | None = None,
) -> list[Line]:
    """Lines whose verb has words, newest first; `notes` are reasons by line id."""
    notes = notes or {}
    told = [line for line in lines if line.verb in words]
    return [
        Line(line.at, words[line.verb], who(line, user), notes.get(line.pk, ""))
        for line in reversed(told)
    ]


def who(line: JournalLine, user: User) -> str:
    if line.role == SYSTEM:
        return "Portal KIPP"
    if line.role in OFFICES and user.role not in OFFICES:
        return OFFICES[Role(line.role)]
    role = line.holding.get_role_display() if line.holding else ""
    return f"{line.by}, {role}" if role else str(line.by)
