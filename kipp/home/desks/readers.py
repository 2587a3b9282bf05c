"""Desks of those who look on: counts and the record, no names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from judging.models import Round, RoundState
from kipp.home.desks.parts import Desk, Figure, Task
from kipp.home.desks.secretariat import season_figures
from kipp.journal import seals
from scaling.models import Replication, ScalingCase

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User


def leadership(user: User, now: datetime) -> Desk:
    closed = Round.objects.ranking_viewable_by(user).filter(state=RoundState.CLOSED)
    tasks = [
        Task(f"Baca hasil {one.name}", one.get_absolute_url(), why="Ditutup, belum diumumkan.")
        for one in closed.order_by("closed_at", "pk")
    ]
    cases = ScalingCase.objects.viewable_by(user).open().count()
    living = Replication.objects.viewable_by(user).living().count()
    return Desk(
        tasks,
        [
            *season_figures(),
            Figure("Perluasan berjalan", cases, reverse("scaling:case-list")),
            Figure("Replikasi berlangsung", living, reverse("scaling:replication-list")),
        ],
        idle="Tidak ada yang menunggu Anda. Angka di bawah ini selalu yang terbaru.",
        url=reverse("scaling:case-list"),
        action="Lihat perluasan",
    )


def auditor(user: User, now: datetime) -> Desk:
    sealed, unsealed = seals.counts()
    announced = Round.objects.viewable_by(user).count()
    return Desk(
        figures=[
            Figure("Tahap penilaian yang diumumkan", announced, reverse("judging:round-list")),
            Figure("Baris bersegel", sealed, reverse("journal:line-list")),
            Figure("Menunggu segel", unsealed),
        ],
        idle="Sidik kepala riwayat dikirim kepada Anda setiap pagi. Simpan surat-surat itu.",
        url=reverse("journal:line-list"),
        action="Baca riwayat",
    )
