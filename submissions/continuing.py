"""What an entry that continues an earlier one shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from submissions.queries import Readiness, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from submissions.models import Entry


def with_task(entry: Entry, tasks: Sequence[Task]) -> list[Task]:
    """The task list with "what has changed" after the identity. The entry comes with its
    `continuation`, where it has one."""
    said = getattr(entry, "continuation", None)
    if said is None:
        return list(tasks)
    most = entry.edition.changes_words
    state = Readiness.COMPLETE if said.counted else Readiness.EMPTY
    state = Readiness.OVERDUE if said.counted > most else state
    hint = f"{said.counted} dari {most} kata" if said.counted else "belum ada tulisan"
    url = reverse("submissions:continuation", kwargs={"pk": entry.pk})
    return [tasks[0], Task("Apa yang berubah", url, state, hint), *tasks[1:]]
