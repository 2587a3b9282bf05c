"""The letters within the secretariat about what it screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import Entry, Rejection

TAKEN_OVER = event(
    "entry.taken_over",
    "Pemeriksaan diambil alih",
    recipients="Tim Sekretariat yang sedang memeriksa proposal itu",
    timing="seketika, saat rekannya mengambil alih",
)
REJECTION_DECLINED = event(
    "entry.rejection_declined",
    "Usul tidak lolos ditolak pembaca kedua",
    recipients="Pengusul penolakan",
    timing="seketika, saat pembaca kedua menolaknya",
)


def taken_over(entry: Entry, before: User, by: User, reason: str, *, at: datetime) -> None:
    outbox.send(
        TAKEN_OVER,
        to=[before],
        key=f"entry:{entry.pk}:claim:{at.isoformat()}",
        at=at,
        url=_screen(entry),
        entry=entry,
        by=by,
        reason=reason,
        moment_of=at,
    )


def rejection_declined(found: Rejection, *, at: datetime) -> None:
    outbox.send(
        REJECTION_DECLINED,
        to=[found.proposed_by],
        key=f"rejection:{found.pk}",
        at=at,
        url=_screen(found.entry),
        entry=found.entry,
        rejection=found,
        moment_of=at,
    )


def _screen(entry: Entry) -> str:
    return reverse("submissions:screening-entry", kwargs={"pk": entry.pk})
