"""The letters about who answers for a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.journal.models import JournalLine
    from submissions.models import Entry

HANDED_OVER = event(
    "entry.handed_over",
    "Penanggung jawab proposal berganti",
    recipients="Penanggung jawab yang lama dan yang baru",
    timing="seketika",
)


def handed_over(
    entry: Entry, before: User, after: User, line: JournalLine, reason: str, *, at: datetime
) -> None:
    outbox.send(
        HANDED_OVER,
        to=[before, after],
        key=f"entry:{entry.pk}:pic:{line.pk}",
        at=at,
        url=entry.get_absolute_url(),
        entry=entry,
        before=before,
        after=after,
        reason=reason,
        moment_of=at,
    )
