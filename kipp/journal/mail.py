from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kipp.accounts.models import Role, RoleHolding, User
from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from datetime import datetime

HEAD = event(
    "journal.head",
    "Sidik kepala riwayat",
    recipients="Auditor",
    timing="setiap hari pukul 06.00 WIB",
)


def head(*, digest: str, sealed: int, unsealed: int, at: datetime) -> None:
    """The digest leaves the house once a day: whoever cuts the tail cannot fetch these letters back."""
    auditors = RoleHolding.objects.in_force().filter(role=Role.AUDITOR)
    people = User.objects.filter(holdings__in=auditors).distinct().order_by("pk")
    figures: dict[str, Any] = {
        "digest": digest,
        "sealed": sealed,
        "unsealed": unsealed,
        "moment_of": at,
    }
    outbox.send(HEAD, to=people, key=f"head:{at:%Y-%m-%d}", at=at, **figures)
