"""May these be lodged? Answered for many entries at once: no query of its own for each of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject, Now

from submissions import honours
from submissions.actions import precheck, versions
from submissions.actions.precheck import Around
from submissions.models import (
    Attachment,
    Continuation,
    DocumentKind,
    Entry,
    EntryState,
    Innovation,
    Lodgement,
    Quota,
    Rule,
)
from submissions.models.entry import LODGED_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from submissions.actions.precheck import Check


def _count(rows: QuerySet[Any], *, of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


# Others of the institution by the same title that live in the same edition.
_LIVING = Entry.objects.filter(innovation=OuterRef("pk"), edition=OuterRef(OuterRef("edition")))
_TWINS = Innovation.objects.exclude(pk=OuterRef("innovation")).filter(
    Exists(_LIVING.exclude(state__in=[EntryState.WITHDRAWN, EntryState.LAPSED]).order_by()),
    institution=OuterRef("innovation__institution"),
    title__iexact=OuterRef("innovation__title"),
)
_GIVEN = Attachment.objects.present().filter(entry=OuterRef(OuterRef("pk")), kind=OuterRef("pk"))
_MISSING = DocumentKind.objects.filter(group=OuterRef("group"), required=True, of_section=False)
# A kind of institution without a quota has no place.
_QUOTA = Quota.objects.filter(
    group=OuterRef("group"), institution_kind=OuterRef("innovation__institution__kind")
)
_LODGED_BESIDE = Entry.objects.filter(
    group=OuterRef("group"),
    innovation__institution=OuterRef("innovation__institution"),
    state__in=LODGED_STATES,
).exclude(pk=OuterRef("pk"))
_DECREES = Rule.objects.filter(group=OuterRef("group")).values(
    said=JSONObject(code="code", decree="decree")
)
_MEASURES: dict[str, Any] = {
    "now": Now(),
    "has_twin": Exists(_TWINS.order_by()),
    "missing_documents": ArraySubquery(
        _MISSING.exclude(Exists(_GIVEN.order_by())).order_by("position", "pk").values("name")
    ),
    "places": Coalesce(Subquery(_QUOTA.values("places")), 0),
    "taken": _count(_LODGED_BESIDE, of="group"),
    "changes_words": Subquery(
        Continuation.objects.filter(entry=OuterRef("pk")).order_by("pk").values("counted")[:1]
    ),
    "lodged_before": _count(Lodgement.objects.filter(entry=OuterRef("pk")), of="entry"),
}


def around(entries: Iterable[Entry], *, at: datetime | None = None) -> dict[int, Around]:
    """What each of them is measured by besides itself, by its key: one query for all.

    Under the lock of its entry it is asked after the lock is held, as the clock is (kipp.clock), and
    reads that clock in the same statement; `at` stands in for it.
    """
    found = _measured().filter(pk__in=[entry.pk for entry in entries])
    given: dict[str, Any] = {"now": at} if at else {}
    return {row.pop("pk"): Around(**row | given) for row in found}


@cache
def _measured() -> QuerySet[Entry, Any]:
    """The question of every entry. Built once: that costs more than to ask it."""
    won = {"won": honours.won_before(), "source_won": honours.won_before("source")}
    measures = _MEASURES | won
    rows: QuerySet[Entry, Any] = Entry.objects.order_by().values("pk", **measures)
    return rows


def checks(entry: Entry) -> list[Check]:
    """Every rule about one entry, as a page shows them, each with the clause it stands on."""
    versions.fill([entry])
    row = _measured().annotate(decrees=ArraySubquery(_DECREES)).get(pk=entry.pk)
    decrees = {one["code"]: one["decree"] for one in row.pop("decrees")}
    found = precheck.check(entry, Around(**{name: row[name] for name in row.keys() - {"pk"}}))
    return [replace(one, decree=decrees.get(one.code, entry.edition.decree)) for one in found]


def gaps(entry: Entry, around: Around) -> list[str]:
    """What the form itself still lacks, in words. The entry comes from `versions.measure`."""
    return [str(one) for one in precheck.gaps(precheck.bars(entry, around))]
