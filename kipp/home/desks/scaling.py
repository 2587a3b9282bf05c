from __future__ import annotations

from datetime import datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from kipp.home.desks.parts import Desk, Figure, Task
from scaling import queries
from scaling.models import Gate, Replication, ReplicationState, ScalingCase
from scaling.models.case import CONFIRMS, FILLS, PATH
from scaling.models.replication import LIVING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kipp.accounts.models import User

_S = ReplicationState


def scaling_officer(user: User, now: datetime) -> Desk:
    cases, replications = reverse("scaling:case-list"), reverse("scaling:replication-list")
    today = timezone.localdate(now)
    tasks = [
        *gate_tasks(user),
        Task(
            "Dorong perluasan yang lewat batas tahapnya",
            cases,
            queries.overdue_cases(today).count(),
        ),
        _replications(user, _S.AGREED, "Setujui replikasi yang disepakati"),
    ]
    counts = ScalingCase.objects.viewable_by(user).open().aggregate(n=Count("pk", distinct=True))
    living = Replication.objects.viewable_by(user).living().count()
    return Desk(
        tasks,
        [
            Figure("Perluasan berjalan", counts["n"], cases),
            Figure("Replikasi hidup", living, replications),
        ],
        idle="Tidak ada yang menunggu Anda. Minat K/L yang baru muncul di sini.",
        url=cases,
        action="Lihat perluasan",
    )


def kl_contact(user: User, now: datetime) -> Desk:
    return Desk(
        gate_tasks(user),
        idle="Tidak ada yang menunggu Anda. Lihat inovasi terbaik yang cocok bagi K/L Anda.",
        url=reverse("public:award-list"),
        action="Lihat inovasi terbaik",
    )


def adopter(user: User, now: datetime) -> Desk:
    mine = Replication.objects.adopted_by(user)
    tasks = [
        _replications(user, _S.APPROVED, "Mulai replikasi yang sudah disetujui"),
        *gate_tasks(user),
    ]
    running = mine.filter(state__in=LIVING).count()
    url = reverse("scaling:replication-list")
    return Desk(
        tasks,
        [Figure("Replikasi instansi Anda", running, url)],
        idle="Tidak ada yang menunggu Anda. Cari inovasi yang menjawab masalah daerah Anda.",
        url=reverse("public:award-list"),
        action="Lihat inovasi terbaik",
    )


def gate_tasks(user: User) -> list[Task]:
    """Evidence this role has to fill, and evidence filled by the other side that it confirms."""
    sides = (
        (FILLS, "Isi bukti tahap perluasan", False),
        (CONFIRMS, "Konfirmasi bukti tahap perluasan", True),
    )
    return [
        _gates(user, who, text, filled=filled)
        for who, text, filled in sides
        if any(user.role in roles for roles in who.values())
    ]


def _gates(user: User, who: Mapping[str, frozenset[str]], text: str, *, filled: bool) -> Task:
    wanted = Q(pk=None)
    for before, stage in pairwise(PATH):
        if user.role in who[stage]:
            gate = Q(Exists(Gate.objects.filter(case=OuterRef("pk"), stage=stage)))
            wanted |= Q(state=before) & (gate if filled else ~gate)
    cases = ScalingCase.objects.viewable_by(user).filter(wanted).order_by()
    found = cases.aggregate(n=Count("pk", distinct=True), one=Min("pk"), due=Min("due_on"))
    url = reverse("scaling:case-list")
    if found["n"] == 1:
        url = reverse("scaling:case-detail", kwargs={"pk": found["one"]})
    return Task(text, url, found["n"], _end_of(found["due"]))


def _replications(user: User, state: ReplicationState, text: str) -> Task:
    waiting = Replication.objects.viewable_by(user).filter(state=state).count()
    return Task(text, f"{reverse('scaling:replication-list')}?state={state}", waiting)


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
