"""What a desk is made of. Each role's function fills one; the page only shows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Value

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of "Yang perlu Anda kerjakan": a verb, how many, where, until when, and why.

    A task of nothing (`count` 0) is not shown; one without a count is a single thing to do.
    What is `later` cannot be done yet: it is told apart, after all that can.
    """

    text: str
    url: str
    count: int | None = None
    due: datetime | None = None
    why: str = ""
    is_soon: bool = False
    later: bool = False


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
        """What can be done, then what is to come; each by due time, the undated last as listed."""
        waiting = [task for task in self.tasks if task.count != 0]
        waiting.sort(key=lambda task: (task.later, task.due is None, task.due or now))
        return [
            replace(task, is_soon=not task.later and task.due < now + SOON) if task.due else task
            for task in waiting
        ]


def counts_of(**sets: QuerySet[Any]) -> dict[str, int]:
    """How many rows each of these sets has, in one query."""
    first, *others = (
        rows.order_by().annotate(of=Value(name)).values("of").annotate(n=Count("pk"))
        for name, rows in sets.items()
    )
    found = {row["of"]: row["n"] for row in first.union(*others, all=True)}
    return {name: found.get(name, 0) for name in sets}
