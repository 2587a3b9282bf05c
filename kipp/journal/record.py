from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kipp.journal.models import SYSTEM, JournalLine, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import Model

    from kipp.accounts.models import User


def record(
    verb: str,
    subject: Model,
    *,
    by: User | None,
    at: datetime,
    ids: Sequence[int] = (),
    **detail: Any,
) -> JournalLine:
    """Write one line of the record, inside the transaction of the change.

    `by=None` is the portal itself. A person writes under the role he acts in; `ids` are the
    records of a bulk action, `detail` ids and names of fields, never personal data.
    """
    holding = by.acting if by else None
    return JournalLine.objects.create(
        verb=verb,
        subject=label_of(subject),
        ids=list(ids),
        by=by,
        role=SYSTEM if by is None else (holding.role if holding else ""),
        holding=holding,
        at=at,
        detail=detail,
    )
