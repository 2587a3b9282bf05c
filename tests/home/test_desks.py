"""Every desk says what to do next, in the order it is due, or where to look meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.home.desks import DESKS
from kipp.home.desks.parts import Desk, Task
from kipp.home.desks.welcome import LINES
from kipp.notices.models import Channel, Notice, NoticeState
from kipp.web.navigation import MENU
from submissions.models import EntryState, Remark
from tests import make
from tests import world as small_season

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def tasks_of(client, user) -> dict[str, Task]:
    client.force_login(user)
    return {task.text: task for task in client.get("/beranda/").context["tasks"]}


def test_every_role_has_a_desk_a_menu_and_a_greeting():
    assert set(DESKS) == set(MENU) == set(LINES) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_every_menu_item_leads_to_a_page(role):
    assert [reverse(name) for _, name in MENU[role]]


@pytest.mark.parametrize("role", list(Role))
def test_a_desk_without_work_says_what_comes_next(client, role):
    user = make.person(role)
    client.force_login(user)

    page = client.get("/beranda/")

    desk = page.context["desk"]
    assert desk.idle
    assert desk.url
    assert desk.action
    if not page.context["tasks"]:
        assert desk.idle in page.content.decode()
        assert client.get(desk.url).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_a_desk_asks_little_however_much_there_is(client, role, django_assert_max_num_queries):
    world = small_season.build()
    person = next(p for p in world.people.values() if p and p.role == role)
    client.force_login(person)

    with django_assert_max_num_queries(12):
        page = client.get("/beranda/")

    for task in page.context["tasks"]:
        assert client.get(task.url).status_code == 200, task


def test_tasks_stand_by_their_due_time_and_what_is_done_is_gone():
    tasks = [
        Task("kapan-kapan", "/"),
        Task("nanti", "/", 1, NOW + timedelta(days=9)),
        Task("selesai", "/", 0, NOW),
        Task("belum waktunya", "/", due=NOW + timedelta(days=1), later=True),
        Task("segera", "/", 2, NOW + timedelta(days=1)),
        Task("lewat", "/", due=NOW - timedelta(days=1)),
    ]

    ordered = Desk(tasks).in_order(NOW)

    assert [(task.text, task.is_soon) for task in ordered] == [
        ("lewat", True),
        ("segera", True),
        ("nanti", False),
        ("kapan-kapan", False),
        ("belum waktunya", False),
    ]


def test_an_innovator_begins_then_writes_then_mends(client):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    group = make.edition().groups.get()
    assert list(tasks_of(client, owner)) == ["Mulai proposal baru"]

    entry = make.draft(owner=owner, of=group)
    (task,) = tasks_of(client, owner).values()
    assert (task.text, task.count, task.due) == ("Lanjutkan menulis draf", 1, group.closes_at)
    assert task.url == entry.get_absolute_url()

    admin = make.person(Role.INSTITUTION_ADMIN, institution=owner.acting.institution)
    Remark.objects.create(entry=entry, text="Tambah data", by=admin, role=admin.role, at=NOW)
    make.draft(owner=owner, of=group)
    tasks = tasks_of(client, owner)
    assert [task.count for task in tasks.values()] == [1, 1]
    assert "Perbaiki proposal menurut catatan Admin Lokal" in tasks


def test_what_was_returned_is_due_by_its_own_date(client):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    entry = make.entry(EntryState.RETURNED, owner=owner)

    task = tasks_of(client, owner)["Lengkapi proposal yang dikembalikan Tim Sekretariat"]

    assert task.due == entry.return_due_at


def test_an_innovator_hears_nothing_of_a_colleagues_draft(client):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    make.draft(owner=owner)
    colleague = make.person(
        Role.INNOVATOR, unit=owner.acting.unit, institution=owner.acting.institution
    )

    assert list(tasks_of(client, colleague)) == ["Mulai proposal baru"]


def test_an_admin_lokal_lodges_and_reminds(client):
    owner = make.person(Role.INNOVATOR, unit=make.unit())
    group = make.edition().groups.get()
    make.with_agency(owner=owner, of=group)
    make.draft(owner=owner, of=group)
    make.with_agency()
    admin = make.person(Role.INSTITUTION_ADMIN, institution=owner.acting.institution)

    tasks = tasks_of(client, admin)

    assert tasks["Periksa dan ajukan proposal ke KemenPANRB"].count == 1
    assert tasks["Ingatkan tim yang belum mengirim draf"].due == group.closes_at
    assert "Undang inovator pertama" not in tasks
    assert "Undang inovator pertama" in tasks_of(client, make.person(Role.INSTITUTION_ADMIN))


def test_the_secretariat_screens_confirms_and_mends_letters(client):
    make.lodged_entry()
    secretariat = make.person(Role.SECRETARIAT)
    make.holding(make.person(None), Role.EVALUATOR, confirmed_by=None)
    Notice.objects.create(
        event="x",
        key="x",
        channel=Channel.MAIL,
        address="a@b.id",
        title="x",
        body="x",
        state=NoticeState.FAILED,
        created_at=NOW,
    )

    tasks = tasks_of(client, secretariat)

    assert tasks["Periksa proposal yang diajukan"].count == 1
    assert tasks["Konfirmasi peran"].count == 1
    assert tasks["Periksa surat yang gagal terkirim"].count == 1


def test_a_role_that_waits_for_its_second_person_says_so(client):
    user = make.person(None)
    make.holding(user, Role.EVALUATOR, confirmed_by=None)
    client.force_login(user)

    page = client.get("/beranda/").content.decode()

    assert "menunggu konfirmasi orang kedua" in page


def test_a_role_that_has_ended_leaves_a_desk_that_says_whom_to_ask(client):
    user = make.person(None)
    make.holding(user, Role.LEADERSHIP, ends_on=date(2021, 1, 1))
    client.force_login(user)

    assert "Hubungi Admin Lokal" in client.get("/beranda/").content.decode()
