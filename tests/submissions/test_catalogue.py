"""The lists of seasons before the portal: whose a line is, and what it means for a proposal of today."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kipp.accounts.models import Institution
from submissions.actions import catalogue, readiness
from submissions.models import PastAward, PastInnovation
from tests import make

pytestmark = pytest.mark.django_db


def past(title: str, institution: Institution | None, level: str = "Terpuji", **given) -> PastAward:
    name = institution.name if institution else "Instansi lama"
    given = {"institution_name": name, "year": 2019, "source": "uji"} | given
    line = PastInnovation.objects.create(title=title, institution=institution, **given)
    return PastAward.objects.create(innovation=line, year=2019, level=level, source="uji")


def won(entry) -> list[str]:
    return list(readiness.around([entry])[entry.pk].won)


def test_loading_again_adds_nothing():
    make.institution(code="PEMDA-33")
    assert catalogue.load() == len(PastInnovation.objects.all()) > 40
    awards = PastAward.objects.count()
    assert catalogue.load() == 0
    assert PastAward.objects.count() == awards


def test_a_line_finds_the_institution_that_is_known_later():
    catalogue.load()
    before = PastInnovation.objects.count()
    home = make.institution(code="PEMDA-33")
    catalogue.load()
    assert PastInnovation.objects.count() == before
    assert PastInnovation.objects.get(title="Hetero Space").institution == home


@pytest.mark.parametrize("title", ["Layanan Jemput Bola", " LAYANAN,  jemput-bola! "])
def test_an_award_is_found_under_any_spelling_of_the_title(title):
    entry = make.draft(title="Layanan Jemput Bola")
    past(title, entry.innovation.institution)
    assert won(entry) == ["Terpuji 2019"]


def test_an_award_stays_with_who_has_been_renamed_since():
    entry = make.draft(title="Layanan Jemput Bola")
    old = make.institution()
    Institution.objects.filter(pk=old.pk).update(
        valid_to=date(2020, 1, 1), successor=entry.innovation.institution
    )
    past("Layanan Jemput Bola", old)
    assert won(entry) == ["Terpuji 2019"]


def test_an_award_of_nobody_known_is_nobodys():
    entry = make.draft(title="Layanan Jemput Bola")
    past("Layanan Jemput Bola", None)
    assert won(entry) == []


def test_the_question_costs_one_query_for_any_number(django_assert_num_queries):
    entries = [make.draft(title="Layanan Jemput Bola") for _ in range(3)]
    for entry in entries:
        past("Layanan Jemput Bola", entry.innovation.institution)
    with django_assert_num_queries(1):
        found = readiness.around(entries)
    assert [list(one.won) for one in found.values()] == [["Terpuji 2019"]] * 3


def test_the_same_line_does_not_stand_twice():
    past("Layanan Jemput Bola", None)
    with pytest.raises(IntegrityError, match="past_innovation_once_per_year"), transaction.atomic():
        past("layanan  JEMPUT bola", None, institution_name="INSTANSI LAMA")


def test_the_public_reads_award_year_and_decree(client):
    award = past("Layanan Jemput Bola", None, institution_name="Kementerian Lama")
    PastAward.objects.filter(pk=award.pk).update(decree="Kepmen 10/2019")
    PastInnovation.objects.create(title="Tidak Menang", source="uji")
    page = client.get("/inovasi/riwayat/").content.decode()
    for words in ("Layanan Jemput Bola", "Kementerian Lama", "Terpuji, 2019", "Kepmen 10/2019"):
        assert words in page
    assert "Tidak Menang" not in page
