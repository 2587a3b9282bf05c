"""What every rule passes: lodged entries whose checklist is met throughout, and what still hinders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now

from submissions.actions import nearness, readiness, versions
from submissions.models import ChecklistItem, CheckMark, Entry, EntryState, Rejection, Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kipp.accounts.models import User
    from submissions.models.entry import EntryQuerySet

# So many stand on one page and are accepted with one push; the next ones with the next.
MOST = 500

_MET = CheckMark.objects.filter(entry=OuterRef(OuterRef("pk")), verdict=Verdict.MET)
_ITEMS = ChecklistItem.objects.filter(group=OuterRef("group"))
_OPEN = _ITEMS.exclude(Exists(_MET.filter(item=OuterRef("pk")).order_by()))
_PENDING = Rejection.objects.filter(entry=OuterRef("pk"), decided_at=None)


def candidates(user: User) -> EntryQuerySet:
    """Oldest first: no item of their checklist is open or unmet, and no second reader is asked."""
    rows = Entry.objects.screenable_by(user).filter(Exists(_ITEMS.order_by()))
    rows = rows.exclude(Exists(_OPEN.order_by())).exclude(Exists(_PENDING.order_by()))
    return rows.order_by("lodged_at", "pk")


def hindered(rows: QuerySet[Entry], by: User) -> list[tuple[Entry, str]]:
    """Each with what keeps it from passing now, "" where nothing does. Eight queries at most,
    whatever their number."""
    found = list(_read(rows))
    versions.measure(found)
    around = readiness.around(found)
    own = {entry.pk for entry in nearness.own_of(by, found)}
    return [
        (
            one,
            _own(one, own) or _in_hand(one, by) or "; ".join(readiness.gaps(one, around[one.pk])),
        )
        for one in found
    ]


def _read(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    counted: QuerySet[Any, Any] = _OPEN.order_by().values("group").annotate(n=Count("pk"))
    held = When(Q(claim__until__gt=Now()), then=F("claim__by"))
    return rows.select_related(*versions.RELATED).annotate(
        open_items=Coalesce(Subquery(counted.values("n")), 0),
        has_items=Exists(_ITEMS.order_by()),
        read_twice=Exists(_PENDING.order_by()),
        held=Case(held, default=None),
        held_by=Case(When(Q(claim__until__gt=Now()), then=F("claim__by__name")), default=Value("")),
    )


def _own(entry: Entry, own: set[int]) -> str:
    return "dari instansi Anda sendiri atau tim yang Anda ikuti" if entry.pk in own else ""


def _in_hand(entry: Any, by: User) -> str:
    if entry.state != EntryState.LODGED:
        return f"statusnya sekarang “{entry.get_state_display()}”"
    if entry.read_twice:
        return "usul tidak lolos menunggu pembaca kedua"
    if entry.held and entry.held != by.pk:
        return f"sedang diperiksa {entry.held_by}"
    if not entry.has_items:
        return "kelompoknya belum mempunyai daftar periksa"
    if entry.open_items:
        return f"{entry.open_items} butir daftar periksa belum diperiksa atau belum memenuhi"
    return ""
