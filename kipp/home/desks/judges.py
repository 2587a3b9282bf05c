from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse

from judging.actions import consolidation
from judging.models import Assignment, Round, RoundState, ScorecardState
from judging.models.round import AT_WORK
from kipp.home.desks.parts import Desk, Figure, Task
from kipp.home.desks.scaling import gate_tasks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kipp.accounts.models import User

SIGNED = Q(scorecard__state=ScorecardState.SIGNED)
DECLARED = Q(declared_at__isnull=False)


def judge(user: User, now: datetime) -> Desk:
    """Evaluator and panelist: their own sheets, nobody else's."""
    rounds = list(
        Assignment.objects.held_by(user)
        .live()
        .filter(round__state__in=AT_WORK)
        .exclude(scorecard__state=ScorecardState.VOID)
        .order_by()
        .values("round", "round__name", "round__due_at")
        .annotate(
            undeclared=Count("pk", filter=~DECLARED),
            unsigned=Count("pk", filter=DECLARED & ~SIGNED),
            signed=Count("pk", filter=SIGNED),
            total=Count("pk"),
        )
        .order_by("round__due_at", "round")
    )
    tasks = [task for row in rounds for task in _of_round(row)]
    figures = [
        figure
        for row in rounds
        for figure in (
            Figure("Lembar Anda", row["total"]),
            Figure("Sudah ditandatangani", row["signed"]),
        )
    ]
    asked = Task(
        "Periksa ulang lembar Anda dalam konsolidasi",
        reverse("judging:consolidation"),
        consolidation.awaiting(user),
        why="Pertahankan nilainya, atau perbaiki dengan alasan.",
    )
    return Desk(
        [*tasks, asked, *gate_tasks(user)],
        figures,
        idle="Tidak ada lembar yang menunggu Anda. Penugasan berikutnya dikabarkan lewat surel.",
        url=reverse("judging:desk"),
        action="Lihat lembar penilaian",
    )


def plenary_chair(user: User, now: datetime) -> Desk:
    rounds = Round.objects.viewable_by(user).order_by("due_at", "pk")
    tasks = [
        Task(
            f"Pimpin sidang pleno {one.name}",
            reverse("judging:plenary", kwargs={"pk": one.pk}),
            why="Catat kuorum, putuskan yang di batas, lalu tutup tahap ini.",
        )
        for one in rounds
        if one.state == RoundState.PLENARY
    ]
    return Desk(
        tasks,
        idle="Belum ada sidang pleno yang menunggu Anda.",
        url=reverse("judging:round-list"),
        action="Lihat tahap penilaian",
    )


def _of_round(row: Mapping[str, Any]) -> list[Task]:
    url, due = reverse("judging:desk"), row["round__due_at"]
    why = "Proposal terbuka setelah Anda menyatakannya."
    return [
        Task("Nyatakan bebas benturan kepentingan", url, row["undeclared"], due, why),
        Task("Nilai dan tandatangani proposal", url, row["unsigned"], due, row["round__name"]),
    ]
