from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from kipp.home.desks.parts import Desk, Figure, Task
from scaling import queries
from scaling.models import Replication, ReplicationState, ScalingCase
from scaling.models.case import CONFIRMS, FILLS
from scaling.models.replication import LIVING

if TYPE_CHECKING:
    from datetime import date

    from kipp.accounts.models import User
    from scaling.models.case import CaseQuerySet
    from scaling.models.replication import ReplicationQuerySet

_S = ReplicationState


def scaling_officer(user: User, now: datetime) -> Desk:
    cases, replications = reverse("scaling:case-list"), reverse("scaling:replication-list")
    today = timezone.localdate(now)
    tasks = [
        *gate_tasks(user),
        Task(
            "Dorong perluasan yang lewat batas tahapnya",
            f"{cases}?waiting=overdue",
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
            Figure("Replikasi berlangsung", living, replications),
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
        _updates(mine, now),
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
    """Evidence this role has to fill, and evidence filled by somebody else that it confirms."""
    cases = ScalingCase.objects
    tasks = []
    if any(user.role in roles for roles in FILLS.values()):
        tasks.append(_gates(cases.fillable_by(user), "Isi bukti tahap perluasan", "fill"))
    if any(user.role in roles for roles in CONFIRMS.values()):
        waiting = cases.confirmable_by(user)
        tasks.append(_gates(waiting, "Konfirmasi bukti tahap perluasan", "confirm"))
    return tasks


def _gates(waiting: CaseQuerySet, text: str, kind: str) -> Task:
    found = waiting.order_by().aggregate(
        n=Count("pk", distinct=True), one=Min("pk"), due=Min("due_on")
    )
    url = f"{reverse('scaling:case-list')}?waiting={kind}"
    if found["n"] == 1:
        url = reverse("scaling:case-detail", kwargs={"pk": found["one"]})
    return Task(text, url, found["n"], _end_of(found["due"]))


def _replications(user: User, state: ReplicationState, text: str) -> Task:
    waiting = Replication.objects.viewable_by(user).filter(state=state).count()
    return Task(text, f"{reverse('scaling:replication-list')}?state={state}", waiting)


def _updates(mine: ReplicationQuerySet, now: datetime) -> Task:
    """The update of this half year, of every replication that runs and has sent none."""
    period = queries.period_of(timezone.localdate(now))
    silent = mine.filter(pk__in=queries.silent_replications(period).values("pk"))
    found = silent.order_by().aggregate(n=Count("pk", distinct=True), one=Min("pk"))
    url = f"{reverse('scaling:replication-list')}?state={_S.RUNNING}"
    if found["n"] == 1:
        url = reverse("scaling:replication-report", kwargs={"pk": found["one"]})
    due = _end_of(queries.end_of(period))
    why = "Tanpa pembaruan, replikasi ditandai tidak terkonfirmasi."
    return Task("Kirim pembaruan semester", url, found["n"], due, why)


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
