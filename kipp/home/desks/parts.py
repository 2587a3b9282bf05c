"""What a desk is made of. Each role's function fills one; the page only shows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of "Yang perlu Anda kerjakan": a verb, how many, where, until when, and why.

    A task of nothing (`count` 0) is not shown; one without a count is a single thing to do.
    """

    text: str
    url: str
    count: int | None = None
    due: datetime | None = None
    why: str = ""
    is_soon: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the line of progress; a link where there is a list behind it."""

    label: str
    value: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """`idle` is said when there is nothing to do: what comes next, and where to look meanwhile."""

    tasks: list[Task] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    idle: str = "Tidak ada yang menunggu Anda sekarang."
    url: str = ""
    action: str = ""

    def in_order(self, now: datetime) -> list[Task]:
        """By due time; what has none comes last, as it was listed."""
        waiting = [task for task in self.tasks if task.count != 0]
        dated = [(task.due, task) for task in waiting if task.due]
        dated.sort(key=lambda pair: pair[0])
        marked = [replace(task, is_soon=due < now + SOON) for due, task in dated]
        return [*marked, *(task for task in waiting if not task.due)]
