"""The queue of the screening and the desk of an Admin Lokal as files: what the page shows, no more."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.web import listing
from submissions.models import EntryState
from tests import make
from tests.make.entries import admin_of
from tests.submissions.test_screening import checked, lodged

pytestmark = pytest.mark.django_db

QUEUE, DESK = "/proposal/seleksi/", "/proposal/meja/"


def exported(client, page: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{page}unduh/csv/{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def screener(client):
    screener = make.person(Role.SECRETARIAT)
    client.force_login(screener)
    return screener


# --- the queue ----------------------------------------------------------------------------------


def test_the_queue_as_it_stands_oldest_first(client, screener):
    first, second = lodged(), checked(lodged(), by=screener)
    lodged_but_gone = make.accepted_entry()

    rows = exported(client, QUEUE)

    assert [row["Nomor"] for row in rows] == [first.code, second.code]
    assert lodged_but_gone.code not in str(rows)
    done = rows[1]
    assert (done["Butir memenuhi"], done["Butir seluruhnya"]) == ("1", "1")
    assert done["Menunggu (hari)"] == "0"
    assert done["Status"] == EntryState.LODGED.label


@pytest.mark.parametrize("sort", ["nomor", "-nomor", "judul", "-judul", "-diajukan", "x"])
def test_the_queue_in_the_order_and_with_the_filters_of_the_page(client, screener, sort):
    one, two = lodged(title="Samsat Masuk Pasar"), lodged(title="Samsat Terapung")
    lodged(title="Kader Berjalan")
    query = f"?q=samsat&kelompok={one.group_id}&urut={sort}"
    assert [row["Nomor"] for row in exported(client, QUEUE, query)] == [one.code]

    query = f"?q=samsat&urut={sort}"
    page = client.get(f"{QUEUE}{query}")
    assert {one.code, two.code} == {row.code for row in page.context["page"]}
    assert [row["Nomor"] for row in exported(client, QUEUE, query)] == [
        row.code for row in page.context["page"]
    ]


def test_all_pages_of_the_queue_are_in_it(client, screener, monkeypatch):
    for _ in range(3):
        lodged()
    monkeypatch.setattr(listing, "SIZE", 1)

    assert len(exported(client, QUEUE, "?halaman=2")) == 3


def test_decided_ones_wait_no_more(client, screener):
    entry = make.accepted_entry()

    (row,) = exported(client, QUEUE, "?status=ACCEPTED")

    assert (row["Nomor"], row["Menunggu (hari)"]) == (entry.code, "")


def test_the_page_leads_to_its_own_rows(client, screener):
    lodged(title="Samsat Masuk Pasar")

    page = client.get(f"{QUEUE}?q=samsat&urut=-judul").content.decode()

    assert f'href="{QUEUE}unduh/xlsx/?q=samsat&amp;urut=-judul"' in page


# --- the desk -----------------------------------------------------------------------------------


@pytest.fixture
def mine(client):
    """A proposal at the desk of an Admin Lokal who is signed in."""
    entry = make.with_agency(title="Samsat Masuk Pasar")
    client.force_login(admin_of(entry))
    return entry


def test_the_desk_says_what_each_waits_for_and_what_blocks_it(client, mine):
    owner = mine.created_by.act_as(mine.created_by.holdings.get())
    make.draft(owner=owner, of=mine.group, title="Kader Berjalan").answers.all().delete()
    make.with_agency(title="Milik instansi lain", of=mine.group)

    ready, draft = exported(client, DESK)

    assert (ready["Judul"], ready["Menunggu"]) == ("Samsat Masuk Pasar", "Menunggu Anda")
    assert ready["Yang menghambat"] == "Tidak ada: siap diajukan"
    assert (draft["Judul"], draft["Menunggu"]) == ("Kader Berjalan", "Ditulis tim")
    assert "belum diisi: bagian 1, 2" in draft["Yang menghambat"]


def test_the_desk_with_the_filters_and_order_of_the_page(client, mine):
    owner = mine.created_by.act_as(mine.created_by.holdings.get())
    for title in ("Kader Berjalan", "Samsat Terapung"):
        make.draft(owner=owner, of=mine.group, title=title)

    for query in (
        "?urut=-judul",
        "?urut=judul",
        "?status=DRAFT",
        "?status=WITH_AGENCY",
        "?q=samsat",
    ):
        page = client.get(f"{DESK}{query}")
        assert [row["Judul"] for row in exported(client, DESK, query)] == [
            row.entry.innovation.title for row in page.context["rows"]
        ]


def test_the_desk_page_leads_to_its_own_rows(client, mine):
    page = client.get(f"{DESK}?urut=-judul").content.decode()

    assert f'href="{DESK}unduh/csv/?urut=-judul"' in page


# --- both ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [QUEUE, DESK])
def test_no_person_is_in_it_so_the_journal_is_not_asked(client, page):
    """Every export of personal data would be a line of the journal: these hold none."""
    entry = lodged()
    admin = admin_of(entry)
    screener = make.person(Role.SECRETARIAT)
    client.force_login(screener if page == QUEUE else admin)
    lines = JournalLine.objects.count()

    rows = str(exported(client, page))

    people = [entry.created_by, admin, screener, entry.last_line.by]
    assert [one for one in people if one.name in rows or one.email in rows] == []
    assert JournalLine.objects.count() == lines


@pytest.mark.parametrize("page", [QUEUE, DESK])
def test_as_a_workbook_and_as_nothing_else(client, page):
    entry = lodged(title="=1+1 Layanan")
    client.force_login(make.person(Role.SECRETARIAT) if page == QUEUE else admin_of(entry))

    book = zipfile.ZipFile(io.BytesIO(client.get(f"{page}unduh/xlsx/").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()

    assert "=1+1 Layanan" in sheet
    assert "<f>" not in sheet
    assert client.get(f"{page}unduh/pdf/").status_code == 404


@pytest.mark.parametrize("page", [QUEUE, DESK])
def test_it_asks_as_much_for_three_rows_as_for_one(client, page, django_assert_max_num_queries):
    first = lodged()
    owner = first.created_by.act_as(first.created_by.holdings.get())
    client.force_login(make.person(Role.SECRETARIAT) if page == QUEUE else admin_of(first))
    counts = []
    for more in (0, 2):
        for _ in range(more):
            make.lodged_entry(owner=owner, of=first.group)
        with django_assert_max_num_queries(12) as asked:
            rows = exported(client, page)
        assert len(rows) == more + 1
        counts.append(len(asked))
    assert counts[0] == counts[1]
