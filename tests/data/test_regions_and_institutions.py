from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "kipp" / "accounts" / "data"
CABINET_AT = date(2025, 6, 1)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def regions() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("regions.csv")}


@pytest.fixture(scope="module")
def institutions() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("institutions.csv")}


def valid_on(row: dict[str, str], day: date) -> bool:
    starts = row["valid_from"] or "0001-01-01"
    ends = row["valid_to"] or "9999-12-31"
    return date.fromisoformat(starts) <= day <= date.fromisoformat(ends)


def test_there_are_38_provinces_416_regencies_and_98_cities(regions):
    kinds = Counter(row["kind"] for row in regions.values())
    assert kinds == {"province": 38, "regency": 416, "city": 98}
    assert len(regions) == len(rows("regions.csv"))


def test_each_regency_lies_in_the_province_of_its_code_and_in_its_time_zone(regions):
    for row in regions.values():
        if row["kind"] == "province":
            assert row["parent_code"] == ""
            continue
        province = regions[row["parent_code"]]
        assert row["code"].startswith(f"{province['code']}.")
        assert (row["timezone"], row["java"]) == (province["timezone"], province["java"])


@pytest.mark.parametrize(
    ("code", "timezone", "java"),
    [
        ("11", "Asia/Jakarta", "0"),
        ("33", "Asia/Jakarta", "1"),
        ("61", "Asia/Jakarta", "0"),
        ("63", "Asia/Makassar", "0"),
        ("51", "Asia/Makassar", "0"),
        ("82", "Asia/Jayapura", "0"),
    ],
)
def test_time_zones_follow_the_provinces(regions, code, timezone, java):
    assert (regions[code]["timezone"], regions[code]["java"]) == (timezone, java)


def test_every_province_has_one_tile_and_no_tile_is_shared(regions):
    tiles = rows("provinces-tiles.csv")
    assert {tile["code"] for tile in tiles} == {c for c in regions if len(c) == 2}
    assert len({(tile["column"], tile["row"]) for tile in tiles}) == 38


def test_546_regional_governments_and_none_inside_jakarta(institutions, regions):
    governments = {c: r for c, r in institutions.items() if c.startswith("PEMDA-")}
    assert Counter(r["kind"] for r in governments.values()) == {
        "PROVINSI": 38,
        "KABUPATEN": 415,
        "KOTA": 93,
    }
    regions_of_governments = {r["region_code"] for r in governments.values()}
    assert set(regions) - regions_of_governments == {c for c in regions if c.startswith("31.")}


def test_the_cabinet_had_48_ministries_while_registration_was_open(institutions):
    ministries = [r for r in institutions.values() if r["kind"] == "KEMENTERIAN"]
    assert sum(valid_on(r, CABINET_AT) for r in ministries) == 48


def test_codes_and_names_are_unique_and_references_exist(institutions, regions):
    table = rows("institutions.csv")
    for column in ("code", "name", "short_name"):
        assert len({row[column] for row in table}) == len(table)
    for row in table:
        assert row["region_code"] in {"", *regions}
        assert row["parent_code"] in {"", *institutions}
        assert row["successor_code"] in {"", *institutions}


def test_an_institution_that_ended_names_its_successor_who_begins_the_next_day(institutions):
    ended = [row for row in institutions.values() if row["valid_to"]]
    assert {row["code"] for row in ended} == {"KL-BUMN", "KL-BP2MI"}
    for row in ended:
        heir = institutions[row["successor_code"]]
        gap = date.fromisoformat(heir["valid_from"]) - date.fromisoformat(row["valid_to"])
        assert gap.days == 1


def test_only_central_institutions_have_no_region(institutions):
    without = {row["kind"] for row in institutions.values() if not row["region_code"]}
    within = {row["kind"] for row in institutions.values() if row["region_code"]}
    assert without == {"KEMENTERIAN", "LEMBAGA", "BUMN"}
    assert within == {"PROVINSI", "KABUPATEN", "KOTA", "BUMD", "PERGURUAN_TINGGI"}


def test_a_regional_company_belongs_to_the_government_of_its_region(institutions):
    companies = [row for row in institutions.values() if row["kind"] == "BUMD"]
    assert len(companies) == 12
    for row in companies:
        assert institutions[row["parent_code"]]["region_code"] == row["region_code"]


def test_state_universities_belong_to_their_ministry_and_private_ones_to_nobody(institutions):
    parents = Counter(
        row["parent_code"] for row in institutions.values() if row["kind"] == "PERGURUAN_TINGGI"
    )
    assert parents == {"KL-KEMDIKTISAINTEK": 13, "": 3}
