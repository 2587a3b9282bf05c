"""The secretariat's lists of judging as files: what the page shows; names of judges leave a line."""

from __future__ import annotations

import csv
import io
from zipfile import ZipFile

import pytest
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from tests import make
from tests.doors import sign_in
from tests.judging import season

pytestmark = pytest.mark.django_db
FORMULA = "+cmd|' /C calc'!A0"


@pytest.fixture
def secretariat(client):
    person = make.person(Role.SECRETARIAT)
    sign_in(client, person)
    return person


def url(name, round, kind="csv"):
    return reverse(f"judging:{name}", kwargs={"pk": round.pk, "kind": kind})


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_progress_of_every_judge_is_exported_and_leaves_a_line(client, secretariat):
    round = make.round(entries=2)
    first, second = season.entries_of(round)
    busy = make.judge(name=FORMULA)
    make.signed_sheet(round, entry=first, judge=busy, value="81.37")
    make.assignment(round, entry=second, judge=busy, declared=False)
    idle = make.judge()

    answer = client.get(url("assignment-export", round))

    by_name = {row["Penilai"]: row for row in rows(answer)}
    assert by_name[f"'{FORMULA}"] == {
        "Penilai": f"'{FORMULA}",
        "Instansi": busy.acting.institution.short_name,
        "Lembar": "2",
        "Ditandatangani": "1",
        "Belum menyatakan": "1",
        "Dikembalikan": "0",
        "Tertutup karena benturan": "0",
    }
    assert by_name[idle.name]["Lembar"] == "0"
    assert not any(score in answer.content.decode() for score in ("81.37", "81,37"))
    line = JournalLine.objects.get(verb="round.assignments_exported")
    assert (line.by, line.subject) == (secretariat, f"judging.Round:{round.pk}")
    assert line.detail["kind"] == "csv"


def test_a_file_that_does_not_exist_leaves_no_line(client, secretariat):
    round = make.round()
    assert client.get(url("assignment-export", round, "pdf")).status_code == 404
    assert not JournalLine.objects.filter(verb="round.assignments_exported").exists()


def test_awards_are_exported_as_the_page_shows_them(client, secretariat):
    round = season.closed("87.31", 90, stage="TPI")
    waiting, public = season.entries_of(round)
    make.award(waiting, published_at=None)
    shown = make.award(public)
    make.rename(shown.innovation, FORMULA)
    make.revoked(shown)

    answer = client.get(url("award-export", round))

    found = {row["Nomor proposal"]: row for row in rows(answer)}
    assert found[waiting.code]["Keadaan"] == "Menunggu pengumuman"
    assert found[public.code]["Keadaan"].endswith(": Data palsu.")
    assert found[public.code]["Inovasi"] == f"'{FORMULA}"
    assert found[public.code]["Keputusan"] == shown.decree.number
    assert not any(score in answer.content.decode() for score in ("87.31", "87,31"))
    with ZipFile(io.BytesIO(client.get(url("award-export", round, "xlsx")).content)) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("page", "name"), [("assignment-plan", "assignment-export"), ("award-list", "award-export")]
)
def test_the_page_offers_both_kinds(client, secretariat, page, name):
    round = season.closed(90, stage="TPI")
    make.award(season.entries_of(round)[0])
    body = client.get(reverse(f"judging:{page}", args=[round.pk])).content.decode()
    for kind in ("xlsx", "csv"):
        assert f'href="{url(name, round, kind)}?"' in body
