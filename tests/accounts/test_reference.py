from __future__ import annotations

import pytest
from django.core.management import call_command

from kipp.accounts.actions import reference
from kipp.accounts.models import Institution, InstitutionKind, Region, RegionKind

pytestmark = pytest.mark.django_db


def everything() -> tuple[list, list]:
    return list(Region.objects.order_by("pk").values()), list(
        Institution.objects.order_by("pk").values()
    )


def test_the_regions_and_institutions_of_the_country_are_loaded(capsys):
    call_command("load_institutions")

    kinds = dict.fromkeys(RegionKind.values, 0)
    for kind in Region.objects.values_list("kind", flat=True):
        kinds[kind] += 1
    assert kinds == {"province": 38, "regency": 416, "city": 98}
    governments = Institution.objects.filter(kind__in=["PROVINSI", "KABUPATEN", "KOTA"])
    assert governments.count() == 546
    assert capsys.readouterr().out == f"552 regions, {Institution.objects.count()} institutions\n"


def test_an_institution_knows_its_region_its_parent_and_its_successor():
    reference.load_institutions()

    cilacap = Institution.objects.get(code="PEMDA-33.01")
    assert (cilacap.region.name, cilacap.region.parent.name) == ("Kabupaten Cilacap", "Jawa Tengah")
    bumd = Institution.objects.get(code="BUMD-PADANG")
    assert (bumd.kind, bumd.parent.code) == (InstitutionKind.BUMD, "PEMDA-13.71")
    ended = Institution.objects.exclude(successor=None)
    assert ended.exists()
    assert all(one.valid_to for one in ended)


def test_loading_twice_changes_nothing():
    reference.load_institutions()
    before = everything()

    reference.load_institutions()

    assert everything() == before


def test_loading_mends_a_name_and_keeps_what_the_files_do_not_know():
    reference.load_institutions()
    Institution.objects.filter(code="PEMDA-33.01").update(name="Salah tulis")
    ours = Institution.objects.create(
        code="BARU", name="Lembaga Baru", short_name="LB", kind=InstitutionKind.LEMBAGA
    )

    reference.load_institutions()

    assert Institution.objects.get(code="PEMDA-33.01").name == "Pemerintah Kabupaten Cilacap"
    assert Institution.objects.filter(pk=ours.pk).exists()


def test_loading_takes_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        reference.load_institutions()
