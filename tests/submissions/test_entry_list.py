"""The list of entries: whose, narrowed, sorted, taken along; always with the same few queries."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from kipp.accounts.models import Role
from submissions.models import EntryState
from tests import make
from tests.make.entries import admin_of

pytestmark = pytest.mark.django_db
LIST = "/proposal/"


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def titles(answer) -> list[str]:
    return [entry.innovation.title for entry in answer.context["page"]]


def exported(client, query: str = "") -> list[list[str]]:
    answer = client.get(f"{LIST}unduh/csv/{query}")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_an_innovator_sees_his_own_and_nobody_elses(signed_in, owner):
    mine = make.draft(owner=owner)
    make.draft(owner=make.person(Role.INNOVATOR, unit=owner.acting.unit))
    make.draft()

    assert titles(signed_in.get(LIST)) == [mine.innovation.title]


def test_an_admin_lokal_sees_his_institution_and_the_secretariat_all(client, owner):
    mine = make.draft(owner=owner)
    make.draft()

    client.force_login(admin_of(mine))
    assert titles(client.get(LIST)) == [mine.innovation.title]
    client.force_login(make.person(Role.SECRETARIAT))
    assert len(titles(client.get(LIST))) == 2


def test_an_empty_list_says_what_to_do(signed_in):
    html = signed_in.get(LIST).content.decode()

    assert "Anda belum mempunyai proposal." in html
    assert "Mulai proposal baru" in html


def test_filters_narrow_and_the_counts_say_so(signed_in, owner):
    make.draft(owner=owner, title="Samsat Masuk Pasar")
    make.draft(owner=owner, title="Kader Berjalan")
    make.entry(EntryState.WITH_AGENCY, owner=owner, title="Puskesmas Terapung")

    html = signed_in.get(LIST, {"cari": "samsat"}).content.decode()
    assert "<strong>1</strong> dari 3 proposal" in html
    answer = signed_in.get(LIST, {"status": "WITH_AGENCY"})
    assert titles(answer) == ["Puskesmas Terapung"]
    assert "Tidak ada proposal yang cocok" in signed_in.get(LIST, {"cari": "zzz"}).content.decode()


@pytest.mark.parametrize("key", ["tahun", "kelompok", "kategori"])
def test_each_filter_finds_its_own_and_only_its_own(signed_in, owner, key):
    one, two = make.draft(owner=owner), make.draft(owner=owner)
    type(two.group).objects.filter(pk=two.group_id).update(code="khusus", name="Khusus")
    type(two.category).objects.filter(pk=two.category_id).update(short_name="Pangan")
    value = {"tahun": two.edition.year, "kelompok": "khusus", "kategori": "Pangan"}[key]

    assert titles(signed_in.get(LIST, {key: value})) == [two.innovation.title]
    assert len(titles(signed_in.get(LIST))) == 2
    assert one != two


def test_a_filter_that_does_not_exist_is_an_error_at_its_field(signed_in, owner):
    make.draft(owner=owner)

    answer = signed_in.get(LIST, {"status": "APA"})

    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()


def test_heads_sort_both_ways_and_nonsense_is_the_usual_order(signed_in, owner):
    for title in ("B", "A", "C"):
        make.draft(owner=owner, title=f"{title} inovasi")

    assert titles(signed_in.get(LIST, {"urut": "judul"})) == ["A inovasi", "B inovasi", "C inovasi"]
    assert titles(signed_in.get(LIST, {"urut": "-judul"}))[0] == "C inovasi"
    assert len(titles(signed_in.get(LIST, {"urut": "password"}))) == 3


def test_a_page_too_far_is_the_last(signed_in, owner):
    make.draft(owner=owner)

    assert len(titles(signed_in.get(LIST, {"halaman": "99"}))) == 1


def test_the_list_asks_as_much_for_three_rows_as_for_one(
    client, owner, django_assert_max_num_queries
):
    client.force_login(make.person(Role.SECRETARIAT))
    make.draft(owner=owner)
    client.get(LIST, {"cari": "inovasi"})
    with django_assert_max_num_queries(12) as one:
        assert len(titles(client.get(LIST, {"cari": "inovasi"}))) == 1
    for _ in range(2):
        make.draft()
    with django_assert_max_num_queries(12) as three:
        assert len(titles(client.get(LIST, {"cari": "inovasi"}))) == 3

    assert len(one) == len(three)


# --- taken along --------------------------------------------------------------------------------


def test_the_export_holds_what_the_list_shows_and_no_more(signed_in, owner):
    make.draft(owner=owner, title="Samsat Masuk Pasar")
    make.draft(owner=owner, title="Kader Berjalan")
    make.draft(title="Samsat orang lain")

    rows = exported(signed_in, "?cari=samsat")

    assert rows[0][:3] == ["Nomor", "Judul", "Instansi"]
    assert [row[1] for row in rows[1:]] == ["Samsat Masuk Pasar"]


@pytest.mark.parametrize("title", ["=1+1 Layanan", "+62 Lapor", "-Tanpa Antre", "@Desa"])
def test_a_title_never_becomes_a_formula(signed_in, owner, title):
    make.draft(owner=owner, title=title)

    assert exported(signed_in)[1][1] == f"'{title}"
    book = zipfile.ZipFile(io.BytesIO(signed_in.get(f"{LIST}unduh/xlsx/").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert title in sheet
    assert "<f>" not in sheet


def test_a_kind_of_file_that_is_not_offered_does_not_exist(signed_in):
    assert signed_in.get(f"{LIST}unduh/pdf/").status_code == 404


def test_the_export_takes_no_more_queries_for_more_rows(
    client, owner, django_assert_max_num_queries
):
    client.force_login(make.person(Role.SECRETARIAT))
    for _ in range(3):
        make.draft(owner=owner)

    with django_assert_max_num_queries(8):
        assert len(exported(client)) == 4
