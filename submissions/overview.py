"""How a season fills: the ministry's three counts, by where they come from and day by day, each beside
the season before. Counts only: nobody's draft is read here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Count, Exists, Max, Min, OuterRef, Q, Value
from django.db.models.functions import Coalesce, TruncDate

from kipp.accounts.models import Institution, InstitutionKind, Role, RoleHolding
from kipp.web import tables
from submissions.models import Edition, Entry, EntryState
from submissions.models.entry import LODGED_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kipp.accounts.models.institution import InstitutionQuerySet

JAKARTA = ZoneInfo(settings.TIME_ZONE)
CENTRE = "Instansi pusat"
_PLACE = "innovation__institution"
# What the rows of a table are, by its key in the address: heading, and how to read it.
DIMENSIONS: dict[str, tuple[str, Any]] = {
    "provinsi": (
        "Provinsi",
        Coalesce(
            f"{_PLACE}__region__parent__name",
            f"{_PLACE}__region__name",
            Value(CENTRE),
            output_field=CharField(),
        ),
    ),
    "jenis": ("Jenis instansi", f"{_PLACE}__kind"),
    "kategori": ("Kategori", "category__short_name"),
    "kelompok": ("Kelompok", "group__name"),
}
# A BUMD goes through the desk of its regional government; universities lend evaluators only.
WITH_A_DESK = [
    one
    for one in InstitutionKind
    if one not in (InstitutionKind.BUMD, InstitutionKind.PERGURUAN_TINGGI)
]


@dataclass(frozen=True, slots=True)
class Row:
    """One place, kind or category: where its proposals lie now; `before` were lodged last season."""

    label: str
    drafts: int
    with_agency: int
    lodged: int
    before: int

    @property
    def total(self) -> int:
        return self.drafts + self.with_agency + self.lodged


@dataclass(frozen=True, slots=True)
class Day:
    """`left` days before the close; the sums run from the opening, `before` that of last season."""

    on: date
    left: int
    begun: int
    lodged: int
    lodged_so_far: int
    before: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Two lines of 0..100 x 0..40, for the polyline of a small drawing; y grows downwards."""

    now: str
    before: str


TABLE = (
    tables.Column("Di UPP", lambda row: row.drafts),
    tables.Column("Di Admin Lokal", lambda row: row.with_agency),
    tables.Column("Diajukan", lambda row: row.lodged),
    tables.Column("Diajukan musim sebelumnya", lambda row: row.before),
)
ABSENT = (
    tables.Column("Instansi", lambda one: one.name, width=50),
    tables.Column("Jenis", lambda one: one.get_kind_display(), width=24),
    tables.Column("Wilayah", lambda one: one.region.name if one.region else CENTRE, width=30),
    tables.Column("Admin Lokal", lambda one: "ada" if one.has_admin else "belum ada"),
)


def seasons() -> list[Edition]:
    """All that were published, the newest first, each with its window: `opened`, `closed`."""
    rows = Edition.objects.published().newest_first()
    return list(rows.annotate(opened=Min("groups__opens_at"), closed=Max("groups__closes_at")))


def previous(edition: Edition, among: Sequence[Edition]) -> Edition | None:
    """The season before, of those that `seasons` found."""
    return next((one for one in among if one.year < edition.year), None)


def rows_by(dimension: str, edition: Edition, before: Edition | None) -> list[Row]:
    """One row for each value that either season knows, most lodged first; one query."""
    _, what = DIMENSIONS[dimension]
    here, there = Q(edition=edition), Q(edition=before) if before else Q(pk=None)
    lodged = Q(state__in=LODGED_STATES)
    counted = (
        Entry.objects.filter(here | there)
        .order_by()
        .annotate(label=_read(what))
        .values("label")
        .annotate(
            drafts=Count("pk", filter=here & Q(state=EntryState.DRAFT)),
            with_agency=Count("pk", filter=here & Q(state=EntryState.WITH_AGENCY)),
            lodged=Count("pk", filter=here & lodged),
            before=Count("pk", filter=there & lodged),
        )
    )
    kinds = dict(InstitutionKind.choices) if dimension == "jenis" else {}
    found = [Row(**one | {"label": kinds.get(one["label"], one["label"])}) for one in counted]
    return sorted(found, key=lambda row: (-row.lodged, -row.total, row.label))


def sum_of(rows: Iterable[Row]) -> Row:
    rows = list(rows)
    names = ("drafts", "with_agency", "lodged", "before")
    return Row("Seluruhnya", *(sum(getattr(row, name) for row in rows) for name in names))


def days_of(edition: Edition, before: Edition | None, until: datetime) -> list[Day]:
    """From the opening to the close, or to `until` where that is earlier; of seasons from `seasons`, three queries."""
    window, past = _window(edition), _window(before)
    if window is None:
        return []
    opened, closed = window
    last = min(closed, until.astimezone(JAKARTA).date())
    begun, lodged = _by_day(edition, "created_at"), _by_day(edition, "lodged_at")
    earlier = _by_left(before, past[1]) if before and past else Counter()
    days = [opened + timedelta(days=n) for n in range((last - opened).days + 1)]
    sums = accumulate(lodged[day] for day in days)
    return [
        Day(
            on=day,
            left=(closed - day).days,
            begun=begun[day],
            lodged=lodged[day],
            lodged_so_far=total,
            before=sum(n for left, n in earlier.items() if left >= (closed - day).days),
        )
        for day, total in zip(days, sums, strict=True)
    ]


def trend_of(days: list[Day]) -> Trend | None:
    """None for fewer than two days: a point is no line."""
    if len(days) < 2:
        return None
    most = max(1, *(max(day.lodged_so_far, day.before) for day in days))

    def line(values: list[int]) -> str:
        step = 100 / (len(values) - 1)
        return " ".join(
            f"{n * step:.2f},{40 - 38 * one / most:.2f}" for n, one in enumerate(values)
        )

    return Trend(line([day.lodged_so_far for day in days]), line([day.before for day in days]))


def absent(edition: Edition) -> InstitutionQuerySet:
    """Institutions that could take part and have no proposal in the season, in whatever state."""
    entered = Entry.objects.filter(edition=edition, innovation__institution=OuterRef("pk"))
    admins = RoleHolding.objects.in_force().filter(
        role=Role.INSTITUTION_ADMIN, institution=OuterRef("pk")
    )
    rows = Institution.objects.current().filter(kind__in=WITH_A_DESK)
    rows = rows.exclude(Exists(entered.order_by())).annotate(has_admin=Exists(admins.order_by()))
    return rows.select_related("region").order_by("kind", "name", "pk")


def _read(what: Any) -> Any:
    return Coalesce(what, Value("")) if isinstance(what, str) else what


def _window(edition: Any) -> tuple[date, date] | None:
    """First and last day of a season from `seasons`; None for none, or one without groups."""
    if edition is None or edition.opened is None:
        return None
    return edition.opened.astimezone(JAKARTA).date(), edition.closed.astimezone(JAKARTA).date()


def _by_day(edition: Edition, column: str) -> Counter[date]:
    rows = Entry.objects.filter(edition=edition, **{f"{column}__isnull": False})
    if column == "lodged_at":
        rows = rows.filter(state__in=LODGED_STATES)
    found = rows.order_by().annotate(day=TruncDate(column, tzinfo=JAKARTA)).values("day")
    return Counter(dict(found.annotate(n=Count("pk")).values_list("day", "n")))


def _by_left(edition: Edition, closed: date) -> Counter[int]:
    found = _by_day(edition, "lodged_at")
    return Counter({(closed - day).days: n for day, n in found.items()})
