"""Regions and institutions from the data files the portal carries."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from kipp.accounts.models import Institution, Region, RegionKind

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).parents[1] / "data"

REGION_TEXTS = ["name", "kind", "parent", "timezone", "java"]
INSTITUTION_TEXTS = ["name", "short_name", "kind", "region", "valid_from", "valid_to"]

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Loaded:
    regions: int
    institutions: int


@transaction.atomic
def load_institutions() -> Loaded:
    """Bring regions and institutions up to date with the files, by code, in a handful of statements.

    A code never changes and no row is removed: what has ended says so with `valid_to`.
    """
    regions = _load_regions(_rows("regions.csv"))
    institutions = _load_institutions(_rows("institutions.csv"), regions)
    return Loaded(len(regions), institutions)


def _load_regions(rows: Rows) -> dict[str, Region]:
    """Provinces first: the others point to them."""
    known: dict[str, Region] = {}
    provinces = [row for row in rows if row["kind"] == RegionKind.PROVINCE]
    others = [row for row in rows if row["kind"] != RegionKind.PROVINCE]
    for layer in (provinces, others):
        made = Region.objects.bulk_create(
            (_region(row, known) for row in layer),
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=REGION_TEXTS,
        )
        known |= {region.code: region for region in made}
    return known


def _region(row: dict[str, str], known: dict[str, Region]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        parent=known[row["parent_code"]] if row["parent_code"] else None,
        timezone=row["timezone"],
        java=row["java"] == "1",
    )


def _load_institutions(rows: Rows, regions: dict[str, Region]) -> int:
    """First the institutions themselves, then whom each belongs to and who came after it."""
    made = Institution.objects.bulk_create(
        (_institution(row, regions) for row in rows),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=INSTITUTION_TEXTS,
    )
    known = {institution.code: institution for institution in made}
    for row in rows:
        institution = known[row["code"]]
        institution.parent = known.get(row["parent_code"])
        institution.successor = known.get(row["successor_code"])
    Institution.objects.bulk_update(made, ["parent", "successor"])
    return len(made)


def _institution(row: dict[str, str], regions: dict[str, Region]) -> Institution:
    return Institution(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        region=regions[row["region_code"]] if row["region_code"] else None,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(name: str) -> Rows:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(_stripped(csv.DictReader(file)))


def _stripped(rows: Iterable[dict[str, str]]) -> Iterable[dict[str, str]]:
    return ({key: value.strip() for key, value in row.items()} for row in rows)
