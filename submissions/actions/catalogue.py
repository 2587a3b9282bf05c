"""The catalogue of the past: the published lists that come with the portal, brought in."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction
from django.db.models import Value

from kipp.accounts.models import Institution
from submissions import honours
from submissions.models import PastAward, PastInnovation
from submissions.models.catalogue import plain

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "published-awards.csv"
PUBLISHED = "Diumumkan kepada umum; daftar awal portal"


@transaction.atomic
def load() -> int:
    """Bring in the published awards that come with the portal; again, only what is new. How many."""
    with SHIPPED.open(newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row["institution_code"] for row in rows}
    places = {one.code: one for one in Institution.objects.filter(code__in=codes)}
    return sum(_load(row, places.get(row["institution_code"])) for row in rows)


def _load(row: dict[str, str], place: Institution | None) -> bool:
    name = place.name if place else ""
    year = int(row["year"]) if row["year"] else None
    same = PastInnovation.objects.filter(title_key=plain(Value(row["title"])), year=year)
    same = same.order_by("pk")
    innovation = same.filter(institution=place).first()
    if innovation is None and place:
        # Before its institution was known here, the line stood without one.
        innovation = same.filter(institution=None, institution_name="").first()
    made = innovation is None
    innovation = innovation or PastInnovation(title=row["title"], year=year)
    if made or innovation.institution is None:
        innovation.institution, innovation.institution_name = place, name
        innovation.unit, innovation.source = row["unit"], PUBLISHED
        innovation.save()
    level = honours.LEVELS.get(row["level"], honours.KNOWN)
    PastAward.objects.get_or_create(
        innovation=innovation, year=year, level=level, defaults={"source": PUBLISHED}
    )
    return made
