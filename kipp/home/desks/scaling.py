from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from judging import queries as judging
from kipp.accounts.models import Role
from kipp.home.desks.parts import Desk, Figure, Task
from scaling import queries
from scaling.models import Replication, ReplicationState, ScalingCase
from scaling.models.case import CONFIRMS, FILLS
from scaling.models.replication import LIVING
from submissions.models import Innovation

if TYPE_CHECKING:
    from datetime import date

    from kipp.accounts.models import User
    from scaling.models.case import CaseQuerySet

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
        _replications(
            Replication.objects.filter(state=_S.AGREED).count(),
            _S.AGREED,
            "Setujui replikasi yang disepakati",
        ),
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
    tasks = [*replication_tasks(user, now), *gate_tasks(user)]
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


def replication_tasks(user: User, now: datetime) -> list[Task]:
    """What the owner of a source answers and an adopting institution does next, asked at once."""
    period = queries.period_of(timezone.localdate(now))
    owned = Q(pk__in=Replication.objects.owned_by(user).values("pk"))
    adopted = Q(pk__in=Replication.objects.adopted_by(user).values("pk"))
    silent = adopted & Q(pk__in=queries.silent_replications(period).values("pk"))
    found = Replication.objects.filter(owned | adopted).aggregate(
        asked=Count("pk", filter=owned & Q(state=_S.INTEREST)),
        approved=Count("pk", filter=adopted & Q(state=_S.APPROVED)),
        silent=Count("pk", filter=silent),
        one=Min("pk", filter=silent),
    )
    running = f"{reverse('scaling:replication-list')}?state={_S.RUNNING}"
    return [
        _replications(
            found["asked"],
            _S.INTEREST,
            "Jawab instansi yang ingin mereplikasi",
            "Replikasi berjalan setelah disepakati kedua instansi.",
        ),
        _replications(found["approved"], _S.APPROVED, "Mulai replikasi yang sudah disetujui"),
        Task(
            "Kirim pembaruan semester replikasi",
            alone("scaling:replication-report", found["silent"], found["one"]) or running,
            found["silent"],
            _end_of(queries.end_of(period)),
            "Tanpa pembaruan, replikasi ditandai tidak terkonfirmasi.",
        ),
    ]


def innovation_tasks(user: User, now: datetime) -> list[Task]:
    """What an owner owes for his awarded innovations: the profile, by the Admin Lokal, and the update
    of this half year."""
    period = queries.period_of(timezone.localdate(now))
    mine = Innovation.objects.owned_by(user).values("pk")
    bare, silent = Q(profile=None), Q(pk__in=queries.silent_innovations(period).values("pk"))
    awarded = judging.awarded_innovations().filter(pk__in=mine)
    found = awarded.aggregate(
        bare=Count("pk", filter=bare),
        bare_one=Min("pk", filter=bare),
        silent=Count("pk", filter=silent),
        silent_one=Min("pk", filter=silent),
    )
    owed = Task(
        "Kirim pembaruan semester inovasi",
        alone("scaling:innovation-report", found["silent"], found["silent_one"])
        or reverse("scaling:innovation-list"),
        found["silent"],
        _end_of(queries.end_of(period)),
        "Tanpa pembaruan, inovasi ditandai tidak terkonfirmasi.",
    )
    if user.role != Role.INSTITUTION_ADMIN:
        return [owed]
    one = found["bare_one"]
    profile = Task(
        "Isi profil terbit inovasi yang dianugerahi",
        reverse("submissions:profile-fill", kwargs={"pk": one}) if one else "",
        found["bare"],
        why="Publik membaca profil ini, bukan proposal Anda.",
    )
    return [owed, profile]


def alone(name: str, count: int, one: int | None) -> str:
    """The page of the only one there is."""
    return reverse(name, kwargs={"pk": one}) if count == 1 else ""


def _replications(waiting: int, state: ReplicationState, text: str, why: str = "") -> Task:
    url = f"{reverse('scaling:replication-list')}?state={state}"
    return Task(text, url, waiting, why=why)


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
