"""May these be lodged? Answered for many entries at once: no query of its own for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now

from submissions.actions import precheck, versions
from submissions.actions.precheck import Around
from submissions.models import (
    Attachment,
    DocumentKind,
    Entry,
    EntryState,
    Innovation,
    Lodgement,
    Quota,
)
from submissions.models.entry import LODGED_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from submissions.actions.precheck import Check


def around(entries: Iterable[Entry], *, at: datetime | None = None) -> dict[int, Around]:
    """What each of them is measured by besides itself, by its key: one query for all.

    Under the lock of its entry it is asked after the lock is held, as the clock is (kipp.clock), and
    reads that clock in the same statement; `at` stands in for it.
    """
    rows = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).order_by()
    found = rows.values(
        "pk",
        now=Now(),
        has_twin=Exists(_twins()),
        missing_documents=ArraySubquery(_missing_documents().values("name")),
        places=Coalesce(Subquery(_quota().values("places")), 0),
        taken=_count(_lodged_beside(), of="group"),
        lodged_before=_count(Lodgement.objects.filter(entry=OuterRef("pk")), of="entry"),
    )
    return {row.pop("pk"): Around(**row | ({"now": at} if at else {})) for row in found}


def checks(entry: Entry) -> list[Check]:
    """Every rule about one entry, as a page shows them."""
    versions.fill([entry])
    return precheck.check(entry, around([entry])[entry.pk])


def gaps(entry: Entry, around: Around) -> list[str]:
    """What the form itself still lacks, in words. The entry comes from `versions.readable`."""
    return [str(one) for one in precheck.gaps(precheck.but_the_quota(entry, around))]


def _twins() -> QuerySet[Innovation]:
    """Others of the institution by the same title that live in the same edition."""
    living = Entry.objects.filter(innovation=OuterRef("pk"), edition=OuterRef(OuterRef("edition")))
    living = living.exclude(state__in=[EntryState.WITHDRAWN, EntryState.LAPSED])
    others = Innovation.objects.exclude(pk=OuterRef("innovation")).filter(
        Exists(living.order_by()),
        institution=OuterRef("innovation__institution"),
        title__iexact=OuterRef("innovation__title"),
    )
    return others.order_by()


def _missing_documents() -> QuerySet[DocumentKind]:
    wanted = DocumentKind.objects.filter(group=OuterRef("group"), required=True, of_section=False)
    given = Attachment.objects.present().filter(entry=OuterRef(OuterRef("pk")), kind=OuterRef("pk"))
    return wanted.exclude(Exists(given.order_by())).order_by("position", "pk")


def _quota() -> QuerySet[Quota]:
    """A kind of institution without a quota has no place."""
    kind = OuterRef("innovation__institution__kind")
    return Quota.objects.filter(group=OuterRef("group"), institution_kind=kind)


def _lodged_beside() -> QuerySet[Entry]:
    """The others of the institution that have a place of the quota."""
    lodged = Entry.objects.filter(group=OuterRef("group"), state__in=LODGED_STATES)
    lodged = lodged.filter(innovation__institution=OuterRef("innovation__institution"))
    return lodged.exclude(pk=OuterRef("pk"))


def _count(rows: QuerySet[Any], *, of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
