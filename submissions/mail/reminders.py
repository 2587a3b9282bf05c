"""The letter by which an Admin Lokal asks teams to go on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.journal.models import JournalLine
    from kipp.notices.models import Notice
    from submissions.models import Entry

REMINDED = event(
    "entry.reminded",
    "Pengingat dari Admin Lokal",
    recipients="Tim penyusun proposal yang dicentang Admin Lokal",
    timing="seketika, sekali sehari untuk satu proposal: satu surat untuk setiap orang",
)


def reminded(
    entries: Sequence[Entry],
    team: Mapping[int, Sequence[User]],
    words: str,
    line: JournalLine,
    by: User,
    *,
    at: datetime,
) -> None:
    """One letter to each person with all of his, people of the same proposals together."""
    theirs: dict[User, list[Entry]] = defaultdict(list)
    for entry in entries:
        for person in team[entry.pk]:
            theirs[person].append(entry)
    audiences: dict[tuple[int, ...], tuple[list[User], list[Entry]]] = {}
    for person, ours in theirs.items():
        people, _ = audiences.setdefault(tuple(one.pk for one in ours), ([], ours))
        people.append(person)
    letters: list[Notice] = []
    for people, ours in audiences.values():
        url = ours[0].get_absolute_url() if len(ours) == 1 else reverse("submissions:entry-list")
        context = {"entries": ours, "words": words, "sender": by, "moment_of": at}
        key = f"line:{line.pk}"
        letters += outbox.compose(REMINDED, to=people, key=key, at=at, url=url, **context)
    outbox.queue(letters)
