from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse

from judging.models import Advancement, RoundState
from kipp.accounts.models import Role, RoleHolding
from kipp.home.desks.parts import Desk, Figure, Task
from kipp.home.desks.scaling import gate_tasks, innovation_tasks, replication_tasks
from submissions.models import Entry, EntryState, Group, Remark

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from kipp.accounts.models import User

_S = EntryState
FORTNIGHT = timedelta(days=14)
SHOWN = (_S.DRAFT, _S.WITH_AGENCY, _S.RETURNED, _S.LODGED, _S.ACCEPTED)
Row = Mapping[str, Any]


def innovator(user: User, now: datetime) -> Desk:
    mine = Entry.objects.viewable_by(user)
    asked = Remark.objects.open().exclude(role=Role.INNOVATOR)
    open_remarks = asked.filter(entry=OuterRef("pk"))
    found = _counted(mine.annotate(remarked=Exists(open_remarks)), "state", "remarked")
    given_back = {row["state"]: row for row in found if row["remarked"]}
    untouched = {row["state"]: row for row in found if not row["remarked"]}
    states = _by_state(found)
    tasks = [
        _of_entries(
            states.get(_S.RETURNED, {}),
            "Lengkapi proposal yang dikembalikan Tim Sekretariat",
            "Setelah lengkap, Admin Lokal mengajukannya kembali.",
            due="return_due",
        ),
        _of_entries(
            given_back.get(_S.DRAFT, {}),
            "Perbaiki proposal menurut catatan Admin Lokal",
            "Setelah itu kirim kembali kepadanya.",
        ),
        _of_entries(
            untouched.get(_S.DRAFT, {}),
            "Lanjutkan menulis draf",
            "Draf yang tidak dikirim gugur saat pendaftaran ditutup.",
        ),
        *_invitation_to_start(states, now),
        *gate_tasks(user),
        *replication_tasks(user, now),
        *innovation_tasks(user, now),
    ]
    return Desk(
        tasks,
        [*_figures(states, reverse("submissions:entry-list")), *_results(mine)],
        idle="Tidak ada yang menunggu Anda. Hasil setiap tahap dikabarkan lewat surel dan lonceng.",
        url=reverse("submissions:entry-list"),
        action="Lihat proposal Anda",
    )


def institution_admin(user: User, now: datetime) -> Desk:
    administered = Entry.objects.administered_by(user)
    states = _by_state(_counted(administered, "state"))
    desk = reverse("submissions:agency-desk")
    drafts = states.get(_S.DRAFT, {})
    closing = drafts.get("closes_at")
    near = closing is not None and closing < now + FORTNIGHT
    tasks = [
        Task(
            "Periksa dan ajukan proposal ke KemenPANRB",
            f"{desk}?status={_S.WITH_AGENCY}",
            states.get(_S.WITH_AGENCY, {}).get("n", 0),
            states.get(_S.WITH_AGENCY, {}).get("closes_at"),
            "Yang belum diajukan sampai penutupan gugur.",
        ),
        Task(
            "Ajukan kembali proposal yang dilengkapi",
            f"{desk}?status={_S.RETURNED}",
            states.get(_S.RETURNED, {}).get("n", 0),
            states.get(_S.RETURNED, {}).get("return_due"),
            "Lewat batas, proposal kembali sebagaimana adanya.",
        ),
        Task(
            "Ingatkan tim yang belum mengirim draf",
            f"{desk}?status={_S.DRAFT}",
            drafts.get("n", 0) if near else 0,
            closing,
            "Pendaftaran segera ditutup.",
        ),
        *_first_innovator(user),
        *gate_tasks(user),
        *replication_tasks(user, now),
        *innovation_tasks(user, now),
    ]
    return Desk(
        tasks,
        [*_figures(states, desk), *_results(administered)],
        idle="Tidak ada yang menunggu Anda. Proposal yang dikirim tim muncul di sini.",
        url=desk,
        action="Lihat meja proposal",
    )


def _counted(rows: QuerySet[Entry], *kind: str) -> list[Row]:
    """Of each kind how many, one of them, and when they are due."""
    found = rows.order_by().values(*kind)
    return list(
        found.annotate(
            n=Count("pk", distinct=True),
            one=Min("pk"),
            closes_at=Min("group__closes_at"),
            return_due=Min("return_due_at"),
        )
    )


def _by_state(found: Sequence[Row]) -> dict[str, Row]:
    """The same for each state as a whole."""
    states: dict[str, Row] = {}
    for row in found:
        before = states.get(row["state"])
        states[row["state"]] = _together(before, row) if before else row
    return states


def _together(one: Row, other: Row) -> Row:
    least = {
        name: min((row[name] for row in (one, other) if row[name] is not None), default=None)
        for name in ("one", "closes_at", "return_due")
    }
    return {**one, **least, "n": one["n"] + other["n"]}


def _of_entries(row: Row, text: str, why: str, *, due: str = "closes_at") -> Task:
    alone = row.get("n") == 1 and row["one"]
    url = (
        reverse("submissions:entry-detail", kwargs={"pk": row["one"]})
        if alone
        else f"{reverse('submissions:entry-list')}?status={row.get('state', '')}"
    )
    return Task(text, url, row.get("n", 0), row.get(due), why)


def _invitation_to_start(states: dict[str, Row], now: datetime) -> list[Task]:
    if _S.DRAFT in states:
        return []
    group = Group.objects.accepting(now).order_by("closes_at", "pk").first()
    if group is None:
        return []
    why = f"Kelompok {group.name} sedang dibuka."
    return [
        Task("Mulai proposal baru", reverse("submissions:entry-choose"), None, group.closes_at, why)
    ]


def _first_innovator(user: User) -> list[Task]:
    people = RoleHolding.objects.viewable_by(user).filter(role=Role.INNOVATOR)
    if people.exists():
        return []
    why = "Proposal ditulis oleh inovator di unit pelayanan (UPP)."
    return [Task("Undang inovator pertama", reverse("accounts:invitation-send"), why=why)]


def _results(mine: QuerySet[Entry]) -> list[Figure]:
    """Entries with an announced result: the page of the only one, or the list that leads there."""
    announced = Advancement.objects.filter(round__state=RoundState.ANNOUNCED)
    told = mine.filter(pk__in=announced.values("entry")).order_by()
    found = told.aggregate(n=Count("pk", distinct=True), one=Min("pk"))
    if not found["n"]:
        return []
    url = f"{reverse('submissions:entry-list')}?status={_S.ACCEPTED}"
    if found["n"] == 1:
        url = reverse("judging:result", kwargs={"pk": found["one"]})
    return [Figure("Hasil penilaian diumumkan", found["n"], url)]


def _figures(states: dict[str, Row], url: str) -> list[Figure]:
    return [
        Figure(state.label, states[state]["n"], f"{url}?status={state}")
        for state in SHOWN
        if state in states
    ]
