"""The secretariat's own words to many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import Circular

CIRCULAR = event(
    "season.circular",
    "Edaran Tim Sekretariat",
    recipients="Kelompok penerima yang dipilih, dihitung sebelum dikirim",
    timing="setelah dikonfirmasi, oleh pekerja latar",
)


def circular(found: Circular, to: Iterable[User], *, at: datetime) -> None:
    url = reverse("home")
    outbox.send(CIRCULAR, to=to, key=f"circular:{found.pk}", at=at, url=url, circular=found)
