"""Lists as files: what the page shows and no more, of nobody else, and nothing that would run."""

from __future__ import annotations

import csv
import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from scaling.actions import reports
from scaling.models import ReplicationState
from tests import make
from tests.doors import sign_in

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://contoh.id")'
NAMES = ("case", "replication", "innovation")


def rows(client, name, **asked):
    answer = client.get(reverse(f"scaling:{name}-export", args=["csv"]), asked)
    assert answer["Content-Disposition"].endswith('.csv"')
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_cases_are_exported_as_the_filter_shows_them(client):
    late = make.scaling_case(due_on=date(2026, 1, 3))
    make.scaling_case()
    sign_in(client, make.person(Role.SCALING_OFFICER))

    [row] = rows(client, "case", waiting="overdue")

    assert row == {
        "Inovasi": late.innovation.title,
        "Pemilik inovasi": late.innovation.institution.name,
        "Kementerian/lembaga": late.institution.short_name,
        "Tahap": "Teridentifikasi",
        "Sejak": f"{timezone.localdate(late.entered_at)}",
        "Batas tahap": "2026-01-03",
    }
    assert len(rows(client, "case")) == 2


def test_replications_are_exported_as_the_filter_shows_them(client):
    running = make.replication(ReplicationState.RUNNING)
    make.replication()
    sign_in(client, make.person(Role.SCALING_OFFICER))

    [row] = rows(client, "replication", state="RUNNING")

    assert row["Inovasi asal"] == running.source.title
    assert row["Instansi replikator"] == running.adopter.name
    assert row["Status"] == "Berjalan"
    assert set(row) == {
        *("Inovasi asal", "Pemilik inovasi", "Instansi replikator", "Status", "Diusulkan")
    }


def test_an_owner_exports_his_awarded_innovations_with_the_last_word(client):
    innovation = make.award().innovation
    make.award()
    owner = make.person(Role.INSTITUTION_ADMIN, institution=innovation.institution)
    sign_in(client, owner)
    assert rows(client, "innovation")[0]["Keadaan"] == ""
    reports.report_innovation(innovation, "GROWING", by=owner)

    [row] = rows(client, "innovation")

    assert (row["Inovasi"], row["Keadaan"]) == (innovation.title, "Berlanjut, berkembang")
    page = client.get(reverse("scaling:innovation-list")).content.decode()
    assert "Berlanjut, berkembang" in page


def test_nobody_exports_what_his_list_does_not_show(client):
    make.scaling_case()
    make.replication()
    for role in (Role.KL_CONTACT, Role.ADOPTER, Role.INSTITUTION_ADMIN, Role.EVALUATOR):
        sign_in(client, make.person(role))
        assert [rows(client, name) for name in NAMES] == [[], [], []]


def test_a_title_that_is_a_formula_stays_text(client):
    case = make.scaling_case()
    make.rename(case.innovation, FORMULA)
    sign_in(client, make.person(Role.SCALING_OFFICER))

    assert rows(client, "case")[0]["Inovasi"] == f"'{FORMULA}"
    book = client.get(reverse("scaling:case-export", args=["xlsx"]))
    with ZipFile(io.BytesIO(book.content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet


@pytest.mark.parametrize("name", NAMES)
def test_the_page_offers_both_kinds_with_its_filter_and_there_is_no_third(client, name):
    innovation = make.scaling_case().innovation
    make.replication(source=innovation)
    admin = make.person(Role.INSTITUTION_ADMIN, institution=innovation.institution)
    sign_in(client, admin)
    lines = JournalLine.objects.count()
    page = client.get(reverse(f"scaling:{name}-list"), {"state": ""}).content.decode()
    for kind in ("xlsx", "csv"):
        url = reverse(f"scaling:{name}-export", args=[kind])
        assert f'href="{url}?state="' in page
        assert client.get(url).status_code == 200
    assert client.get(reverse(f"scaling:{name}-export", args=["pdf"])).status_code == 404
    assert JournalLine.objects.count() == lines  # no score, no person: no line
