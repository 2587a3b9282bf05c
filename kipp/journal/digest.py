from __future__ import annotations

from typing import TYPE_CHECKING

from kipp.clock import moment
from kipp.journal import mail, seals

if TYPE_CHECKING:
    from datetime import datetime


def send_head(*, at: datetime | None = None) -> None:
    """Seal what is open and tell the auditors the digest that stands for everything up to now.

    Once a day however often it is called: the occasion is the day.
    """
    seals.seal(everything=True)
    sealed, unsealed = seals.counts()
    mail.head(digest=seals.head(), sealed=sealed, unsealed=unsealed, at=moment(at))
