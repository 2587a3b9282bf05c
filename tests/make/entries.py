from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pgtrigger
from django.db import transaction

from kipp.accounts.models import InstitutionKind, Role, User
from kipp.journal import moves
from submissions.models import (
    Answer,
    Category,
    ChecklistItem,
    DocumentKind,
    Edition,
    Entry,
    EntryState,
    FormVersion,
    Group,
    Innovation,
    Quota,
    Section,
    TeamMember,
)
from tests.make.people import person, unit

_numbers = count(1)
DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def edition(**given: Any) -> Edition:
    """A season in registration, with one category and the group "umum"; see `group`."""
    n = next(_numbers)
    defaults = {
        "year": 2100 + n,
        "name": f"KIPP {2100 + n}",
        "eligibility_reference_on": date(2100, 1, 1),
        "judging_opens_at": now() + 30 * DAY,
        "award_levels": ["OPSI"],
        "title_filler": ["asdf*", "contoh judul"],
        "title_unfit": ["goblok"],
        "published_at": now() - 30 * DAY,
        "rejections_need_two": False,
    }
    made = Edition.objects.create(**defaults | given)
    Category.objects.create(
        edition=made, number=1, short_name="Kesehatan", name="penyediaan pelayanan kesehatan"
    )
    group(made)
    return made


def group(of: Edition, *, code: str = "umum", sections: int = 2, **given: Any) -> Group:
    """A group open for a week either way, with a published form, a checklist and room for ten."""
    defaults = {
        "name": f"Kelompok {code}",
        "opens_at": now() - 7 * DAY,
        "closes_at": now() + 7 * DAY,
        "minimum_age_months": 24,
    }
    made = Group.objects.create(edition=of, code=code, **defaults | given)
    form = FormVersion.objects.create(group=made, number=1)
    for position in range(1, sections + 1):
        Section.objects.create(
            form=form,
            code=str(position),
            position=position,
            title=f"Bagian {position}",
            prompt="Jelaskan.",
            word_limit=50,
            weight=100 // sections,
        )
    FormVersion.objects.filter(pk=form.pk).update(published_at=now() - 8 * DAY)
    ChecklistItem.objects.create(group=made, position=1, text="Sesuai tema dan satu kategori")
    DocumentKind.objects.create(
        group=made,
        code="bukti",
        name="Bukti dukung",
        position=1,
        of_section=True,
        extensions=["pdf", "png"],
        max_bytes=2_000_000,
        max_count=3,
    )
    for kind in InstitutionKind.values:
        Quota.objects.create(group=made, institution_kind=kind, places=10)
    return made


def draft(*, owner: User | None = None, of: Group | None = None, **given: Any) -> Entry:
    """A complete draft of `owner` (an innovator acting for a unit), ready to be sent."""
    owner = owner or person(Role.INNOVATOR, unit=unit())
    of = of or edition().groups.get()
    place = owner.acting.unit or unit(owner.acting.institution)
    innovation = given.pop("innovation", None) or Innovation.objects.create(
        institution=owner.acting.institution,
        unit=place,
        title=given.pop("title", f"Inovasi Pelayanan {next(_numbers)}"),
        started_on=given.pop("started_on", date(2020, 1, 1)),
        location="Seluruh wilayah kerja",
        created_at=now(),
        created_by=owner,
    )
    made = Entry.objects.create(
        edition=of.edition,
        group=of,
        category=of.edition.categories.get(),
        form=of.forms.get(),
        innovation=innovation,
        created_at=now(),
        created_by=owner,
        **given,
    )
    TeamMember.objects.create(entry=made, user=owner, is_pic=True)
    return fill(made, by=owner)


def fill(
    made: Entry, *, by: User, text: str = "Waktu layanan turun dari tujuh hari menjadi satu hari."
) -> Entry:
    for section in made.form.sections.all():
        Answer.objects.create(
            entry=made, section=section, text=text, updated_by=by, updated_at=now()
        )
    return made


def with_agency(*, owner: User | None = None, **given: Any) -> Entry:
    owner = owner or person(Role.INNOVATOR, unit=unit())
    return walk(draft(owner=owner, **given), ("entry.send", owner, {"sent_at": now()}))


def admin_of(made: Entry) -> User:
    return person(Role.INSTITUTION_ADMIN, institution=made.innovation.institution)


def lodged_entry(**given: Any) -> Entry:
    made = with_agency(**given)
    columns = {"lodged_at": now(), "code": f"KIPP-{made.edition.year}-{next(_numbers):05}"}
    return walk(made, ("entry.lodge", admin_of(made), columns))


def accepted_entry(**given: Any) -> Entry:
    step = ("entry.accept", person(Role.SECRETARIAT), {"decided_at": now()})
    return walk(lodged_entry(**given), step)


def entry(state: EntryState = EntryState.DRAFT, **given: Any) -> Entry:
    """An entry in any state, walked there through its MOVES: the database allows no other way."""
    secretariat, system = person(Role.SECRETARIAT), None
    lodged, accepted = lodged_entry, accepted_entry
    ways = {
        EntryState.DRAFT: lambda: draft(**given),
        EntryState.WITH_AGENCY: lambda: with_agency(**given),
        EntryState.LODGED: lambda: lodged(**given),
        EntryState.ACCEPTED: lambda: accepted(**given),
        EntryState.RETURNED: lambda: walk(
            lodged(**given), ("entry.return_once", secretariat, {"return_due_at": now() + 5 * DAY})
        ),
        EntryState.REJECTED: lambda: walk(
            lodged(**given), ("entry.reject", secretariat, {"decided_at": now()})
        ),
        EntryState.LAPSED: lambda: walk(draft(**given), ("entry.lapse", system, {})),
        EntryState.DISQUALIFIED: lambda: walk(
            accepted(**given), ("entry.disqualify", secretariat, {})
        ),
        EntryState.WITHDRAWN: lambda: _withdrawn(draft(**given)),
    }
    return ways[state]()


def rename(innovation: Innovation, title: str) -> None:
    """Past the fence that keeps the name of what was lodged: for titles no form would take."""
    with pgtrigger.ignore("submissions.Innovation:identity_stays"):
        Innovation.objects.filter(pk=innovation.pk).update(title=title)


def walk(made: Entry, *steps: tuple[str, User | None, dict[str, Any]]) -> Entry:
    for verb, by, changes in steps:
        with transaction.atomic():
            moves.move(made, verb, by=by, at=now(), changes=changes)
    return made


def _withdrawn(made: Entry) -> Entry:
    return walk(made, ("entry.withdraw", admin_of(made), {}))
