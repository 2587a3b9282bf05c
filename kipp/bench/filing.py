"""Puts documents into the database as drafts, without the ceremony that the bench does not measure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db.models.functions import Now

from kipp.accounts.models import Institution, Role, RoleHolding, Unit, User
from kipp.bench import copies
from submissions.actions import editions, versions
from submissions.models import Answer, Category, Entry, Group, Innovation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kipp.bench.copies import Case, Document

UNIT = "Unit pengukuran"
SEASON = json.loads(copies.SEASON.read_text())


@dataclass(frozen=True, slots=True)
class Filed:
    entries: Sequence[Entry]
    pairs: Sequence[tuple[Entry, Entry]]  # the copy, the original
    reader: User


def threshold() -> int:
    """From where the season shows a text beside another."""
    return int(SEASON["near"]["text_percent"])


def file(cases: Sequence[Case], *, at_least: int) -> Filed:
    """Every document of the cases, and others until there are so many."""
    call_command("load_institutions", verbosity=0)
    edition = editions.load(SEASON)
    group = edition.groups.get(code="umum")
    reader = _reader()
    copied = _drafts((case.copy for case in cases), group)
    originals = _drafts((case.original for case in cases), group)
    rest = [other for case in cases for other in (*case.others, case.kin)]
    more, seed = len(cases) * 2 + len(rest), 2
    while more < at_least:
        added = copies.cases(min(100, at_least - more), seed=seed)
        rest += [one for case in added for one in (case.original, *case.others, case.kin)]
        more, seed = len(cases) * 2 + len(rest), seed + 1
    entries = [*copied, *originals, *_drafts(rest, group)]
    read = versions.read(Entry.objects.filter(pk__in=[one.pk for one in copied]).order_by("pk"))
    return Filed(entries, list(zip(read, originals, strict=True)), reader)


def _reader() -> User:
    """Of the secretariat, who may be told of every proposal: the most there is to look through."""
    return User(email="ukur@contoh.id").act_as(RoleHolding(role=Role.SECRETARIAT))


def _drafts(documents: Iterable[Document], group: Group) -> list[Entry]:
    """One innovation, draft and answer each, of institutions in turn."""
    given = list(documents)
    places = list(Institution.objects.order_by("pk")[:100])
    Unit.objects.bulk_create(
        [Unit(institution=place, name=UNIT) for place in places], ignore_conflicts=True
    )
    units = list(Unit.objects.filter(name=UNIT).order_by("institution"))
    category = Category.objects.filter(edition=group.edition).order_by("number")[0]
    innovations = Innovation.objects.bulk_create(
        Innovation(
            institution_id=units[number % len(units)].institution_id,
            unit=units[number % len(units)],
            title=document.title,
            started_on=date(2020, 1, 1),
            location="-",
            created_at=Now(),
        )
        for number, document in enumerate(given)
    )
    form = group.forms.latest("number")
    entries = Entry.objects.bulk_create(
        Entry(
            edition=group.edition,
            group=group,
            category=category,
            form=form,
            innovation=innovation,
            created_at=Now(),
        )
        for innovation in innovations
    )
    section = form.sections.order_by("position")[0]
    Answer.objects.bulk_create(
        Answer(entry=entry, section=section, text=document.text, updated_at=Now())
        for entry, document in zip(entries, given, strict=True)
    )
    return entries
