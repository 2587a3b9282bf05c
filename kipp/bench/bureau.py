"""A season with thousands of drafts, a hundred of them at each desk, put in by a few statements."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pgtrigger
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from kipp.accounts.models import Institution, Role, RoleHolding, Unit, User
from kipp.clock import moment
from kipp.journal import moves
from submissions import words
from submissions.actions import editions
from submissions.models import Entry, Group, Innovation, Section, TeamMember

SEASON = Path("submissions/data/kipp-2025.json")
STARTED = date(2020, 1, 1)
SAID = "Warga mengurus layanan di satu meja dan pulang membawa hasilnya pada hari yang sama. "
_ANSWERS = """
    INSERT INTO submissions_answer (entry_id, section_id, text, counted, version, updated_at)
    SELECT entry.id, %s, %s, %s, 1, entry.created_at
    FROM submissions_entry entry WHERE (entry.id = ANY(%s)) = %s
"""


def build(entries: int, rows: int) -> User:
    """The Admin Lokal of one of the desks; half of its proposals lie with him, half with their teams."""
    call_command("load_institutions", verbosity=0)
    group = _season()
    places = list(Institution.objects.current().exclude(kind="BUMD").order_by("pk"))
    places = places[: -(-entries // rows)]
    units = Unit.objects.bulk_create(Unit(institution=one, name="Dinas") for one in places)
    admin = _person("admin", Role.INSTITUTION_ADMIN, units[0])
    writer = _person("inovator", Role.INNOVATOR, units[0])
    made = _entries(group, [units[n // rows] for n in range(entries)], writer)
    ours = [entry.pk for entry in made[:rows]]
    # Whole answers at our desk, counted as the portal counts; elsewhere a sentence holds the place.
    with pgtrigger.ignore(), connection.cursor() as cursor:
        for section in Section.objects.filter(form__entries__group=group).distinct():
            for said, is_ours in ((SAID * 30, True), (SAID, False)):
                text = f"{section.title} {said}"
                counted = words.count(text)
                cursor.execute(_ANSWERS, [section.pk, text, counted, ours, is_ours])
        cursor.execute("ANALYZE")
    _send(made[: rows // 2], writer)
    return admin


def _season() -> Group:
    data = json.loads((settings.BASE_DIR / SEASON).read_text())
    now = moment()
    data["dates"] |= {
        "registration_opens_at": (now - timedelta(days=20)).isoformat(),
        "registration_closes_at": (now + timedelta(days=2)).isoformat(),
        "eligibility_reference_on": now.date().isoformat(),
        "judging_opens_at": (now + timedelta(days=30)).isoformat(),
    }
    found: Group = editions.load(data).groups.get(code="umum")
    return found


def _person(name: str, role: Role, unit: Unit) -> User:
    user = User.objects.create_user(f"{name}@bench.contoh.id", None, name=name.title())
    place = {"institution": unit.institution, "unit": unit if role == Role.INNOVATOR else None}
    held = RoleHolding.objects.create(user=user, role=role, starts_on=STARTED, **place)
    return user.act_as(held)


def _entries(group: Group, units: list[Unit], writer: User) -> list[Entry]:
    now, category = moment() - timedelta(days=9), group.edition.categories.get(number=1)
    innovations = Innovation.objects.bulk_create(
        Innovation(
            institution_id=unit.institution_id,
            unit=unit,
            title=f"Layanan Satu Hari Nomor {n} untuk Warga Kampung",
            started_on=STARTED,
            location="Seluruh wilayah kerja",
            created_at=now,
        )
        for n, unit in enumerate(units)
    )
    entries = Entry.objects.bulk_create(
        Entry(
            edition=group.edition,
            group=group,
            category=category,
            form=group.forms.latest("number"),
            innovation=one,
            created_at=now,
        )
        for one in innovations
    )
    TeamMember.objects.bulk_create(
        TeamMember(entry=entry, user=writer, is_pic=True) for entry in entries
    )
    return entries


@transaction.atomic
def _send(entries: list[Entry], writer: User) -> None:
    now = moment()
    changes = {"sent_at": now}
    moves.move_many(
        entries, "entry.send", by=writer, at=now, about=entries[0].edition, changes=changes
    )
