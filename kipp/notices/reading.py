from __future__ import annotations

from typing import TYPE_CHECKING

from kipp.clock import moment
from kipp.notices.models import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.notices.models import NoticeQuerySet


def read(notices: NoticeQuerySet, *, by: User, at: datetime | None = None) -> int:
    """Mark these of one's own as read; the first reading counts. No journal: nobody else is touched."""
    mine = Notice.objects.addressed_to(by).unread().filter(pk__in=notices.values("pk"))
    return mine.order_by().update(read_at=moment(at))
