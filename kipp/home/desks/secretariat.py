from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.urls import reverse

from judging.models import Award, Revocation, Round, RoundState, ScorecardState, Stage
from judging.queries import admission
from kipp.accounts.models import Invitation, Role, RoleHolding
from kipp.home.desks.parts import Desk, Figure, Task, counts_of
from kipp.jobs.models import Job
from kipp.notices.models import Notice, NoticeState
from kipp.web import indonesian
from submissions.models import (
    AccountRequest,
    Disqualification,
    Edition,
    Entry,
    EntryState,
    HelpThread,
    Profile,
    Rejection,
)
from submissions.models.entry import LODGED_STATES

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User


def secretariat(user: User, now: datetime) -> Desk:
    tasks = [_screening(user), *_rounds(user, now), *_removals(user), *_waiting(user)]
    return Desk(
        tasks,
        season_figures(),
        idle="Tidak ada yang menunggu Anda. Proposal yang diajukan muncul di sini.",
        url=reverse("submissions:entry-list"),
        action="Lihat semua proposal",
    )


def superuser(user: User, now: datetime) -> Desk:
    people = reverse("accounts:people")
    held = RoleHolding.objects.in_force().aggregate(
        people=Count("user", distinct=True),
        secretariat=Count("pk", filter=Q(role=Role.SECRETARIAT)),
    )
    tasks = _waiting(user, profiles=False)
    if not held["secretariat"]:
        why = "Musim dijalankan oleh Tim Sekretariat; perannya perlu dikonfirmasi orang kedua."
        tasks.append(Task("Undang Tim Sekretariat", reverse("accounts:invitation-send"), why=why))
    invitations = Invitation.objects.open(now).count()
    return Desk(
        tasks,
        [
            Figure("Orang dengan peran", held["people"], people),
            Figure("Undangan terbuka", invitations, people),
        ],
        idle="Tidak ada yang menunggu Anda. Orang, surat, dan pekerjaan latar berjalan baik.",
        url=people,
        action="Lihat orang dan peran",
    )


def season_figures() -> list[Figure]:
    """How many entries of the newest season stand where."""
    newest = Edition.objects.published().newest_first().values("pk")[:1]
    rows = Entry.objects.filter(edition=Subquery(newest)).order_by()
    found = list(rows.values_list("edition__name", "state").annotate(n=Count("pk")))
    if not found:
        return []
    counts = {state: n for _, state, n in found}
    return [
        Figure(f"Proposal {found[0][0]}", sum(counts.values())),
        Figure("Diajukan", sum(counts.get(state, 0) for state in LODGED_STATES)),
        Figure("Lolos seleksi administrasi", counts.get(EntryState.ACCEPTED, 0)),
    ]


def _screening(user: User) -> Task:
    waiting = (
        Entry.objects.screenable_by(user)
        .undecided()
        .aggregate(n=Count("pk"), oldest=Min("lodged_at"), due=Min("edition__judging_opens_at"))
    )
    why = f"Paling lama menunggu sejak {indonesian.day(waiting['oldest'])}."
    url = reverse("submissions:screening-queue")
    return Task("Periksa proposal yang diajukan", url, waiting["n"], waiting["due"], why)


def _rounds(user: User, now: datetime) -> list[Task]:
    """The next step of each round that is the secretariat's to take."""
    live = Q(assignments__isnull=False, assignments__recused_at=None)
    settled = Q(assignments__scorecard__state__in=[ScorecardState.SIGNED, ScorecardState.VOID])
    unawarded = Q(state=RoundState.ANNOUNCED, stage=Stage.TPI) & ~Exists(
        Award.objects.filter(entry__edition=OuterRef("edition"))
    )
    announced = Round.objects.filter(
        edition=OuterRef("edition"), number=OuterRef("number") - 1, state=RoundState.ANNOUNCED
    )
    rounds = (
        Round.objects.managed_by(user)
        .filter(~Q(state__in=[RoundState.PLENARY, RoundState.ANNOUNCED]) | unawarded)
        .annotate(
            seats=Count("assignments", filter=live),
            unsigned=Count("assignments", filter=live & ~settled),
            late=admission.waiting_here(),
            fed=Exists(announced),
        )
        .select_related("edition")
        .order_by("opens_at", "pk")
    )
    found = list(rounds)
    return [
        *(_step(one, one.seats, one.unsigned, now, fed=one.fed) for one in found),
        *(_late(one, one.late) for one in found if one.late),
    ]


def _late(one: Round, number: int) -> Task:
    """Accepted since the round was opened: without this nobody would judge them."""
    url = reverse("judging:round-admit", kwargs={"pk": one.pk})
    why = f"{one.edition.name}. Lolos seleksi administrasi setelah tahap dibuka."
    return Task(f"Masukkan proposal susulan ke {one.name}", url, number, one.due_at, why)


def _step(one: Round, seats: int, unsigned: int, now: datetime, *, fed: bool) -> Task:
    url, season = one.get_absolute_url(), one.edition.name
    if one.state == RoundState.PLANNED:
        early = now < one.opens_at or (one.stage == Stage.TPI and not fed)
        why = f"{season}. Aturan dibekukan saat tahap dibuka."
        return Task(f"Buka {one.name}", url, due=one.opens_at, why=why, later=early)
    if one.state == RoundState.OPEN:
        return _open_step(one, seats, unsigned, now)
    if one.state == RoundState.CONSOLIDATION:
        why = f"{season}. Konsolidasi sedang berlangsung."
        return Task(f"Bawa {one.name} ke sidang pleno", url, why=why)
    if one.state == RoundState.CLOSED:
        why = f"{season}. Ketua sidang sudah menutup tahap ini."
        return Task(f"Umumkan hasil {one.name}", url, why=why)
    awards = reverse("judging:award-list", kwargs={"pk": one.pk})
    why = f"{season}. Hasil sudah diumumkan."
    return Task(f"Catat keputusan dan penghargaan {one.name}", awards, why=why)


def _open_step(one: Round, seats: int, unsigned: int, now: datetime) -> Task:
    url, season = one.get_absolute_url(), one.edition.name
    if not seats:
        deal = reverse("judging:assignment-plan", kwargs={"pk": one.pk})
        why = f"{season}. Belum ada penugasan."
        return Task(f"Bagi tugas {one.name}", deal, due=one.due_at, why=why)
    if unsigned and now < one.due_at:
        why = f"{season}. Lembar penilaian belum ditandatangani."
        return Task(f"Pantau {one.name}", url, unsigned, one.due_at, why, later=True)
    ready = "Batas penilaian sudah lewat." if unsigned else "Semua lembar sudah ditandatangani."
    return Task(f"Mulai konsolidasi {one.name}", url, due=one.due_at, why=f"{season}. {ready}")


def _removals(user: User) -> list[Task]:
    """What a colleague wants put out or taken back: this person may be the second."""
    why = "Diusulkan rekan Anda; belum ada yang berubah sampai orang kedua memutuskan."
    disqualifications = Disqualification.objects.decidable_by(user).for_table()
    read = list(Rejection.objects.decidable_by(user).for_table())
    title = "Baca usul tidak lolos sebagai pembaca kedua"
    second = [Task(title, one.get_absolute_url(), len(read), why=why) for one in read[:1]]
    return (
        second
        + [
            Task(f"Putuskan usul diskualifikasi {one.entry}", one.get_absolute_url(), why=why)
            for one in disqualifications
        ]
        + [
            Task(f"Putuskan usul pencabutan {one.award.entry}", one.get_absolute_url(), why=why)
            for one in Revocation.objects.decidable_by(user).for_table()
        ]
    )


def _waiting(user: User, *, profiles: bool = True) -> list[Task]:
    """What waits for whoever keeps the portal running, whatever the season."""
    letters = Notice.objects.viewable_by(user).filter(state=NoticeState.FAILED)
    jobs = Job.objects.viewable_by(user).waiting_for_people()
    n = counts_of(
        people=RoleHolding.objects.confirmable_by(user),
        profiles=Profile.objects.filter(released_at=None),
        letters=letters,
        jobs=jobs,
        questions=HelpThread.objects.viewable_by(user).waiting(),
        requests=AccountRequest.objects.viewable_by(user).pending(),
    )
    people = f"{reverse('accounts:people')}?status=PENDING"
    why = "Peran ini baru berlaku setelah Anda, orang kedua, mengonfirmasinya."
    filled = "Diisi pemiliknya, menunggu Anda."
    release = Task(
        "Terbitkan profil inovasi", reverse("submissions:profile-list"), n["profiles"], why=filled
    )
    return [
        Task("Konfirmasi peran", people, n["people"], why=why),
        *([release] if profiles else []),
        *_asked(n["questions"], n["requests"]),
        _failed("surat yang gagal terkirim", "notices:outbox", n["letters"]),
        _failed("pekerjaan latar yang gagal", "jobs:job-list", n["jobs"]),
    ]


def _asked(questions: int, requests: int) -> list[Task]:
    """What institutions wait for."""
    why = "Instansi ini menunggu jawaban; yang paling lama ada di atas."
    letter = "Instansi meminta meja Admin Lokal; periksa surat penunjukannya."
    return [
        Task("Jawab pertanyaan instansi", reverse("submissions:help-desk"), questions, why=why),
        Task(
            "Putuskan permintaan akun",
            reverse("submissions:account-request-list"),
            requests,
            why=letter,
        ),
    ]


def _failed(what: str, page: str, count: int) -> Task:
    why = "Portal tidak mencobanya lagi dengan sendirinya."
    return Task(f"Periksa {what}", f"{reverse(page)}?status=FAILED", count, why=why)
