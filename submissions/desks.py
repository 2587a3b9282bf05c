"""What the desk of an Admin Lokal shows: places left, and what each proposal waits for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Now

from kipp.web import indonesian, tables
from submissions import alarms, stages
from submissions.actions import readiness, versions
from submissions.alarms import Alarm
from submissions.models import Choice, Entry, EntryState, Quota, Reminder
from submissions.models.entry import LODGED_STATES, UNSENT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from kipp.accounts.models import User
    from submissions.actions.precheck import Around
    from submissions.models import Group, Preselection
    from submissions.models.entry import EntryQuerySet

_S = EntryState
# What waits for the Admin Lokal stands first, then what waits for others, then what is over.
_ORDER = (_S.WITH_AGENCY, _S.RETURNED, _S.DRAFT, _S.LODGED, _S.ACCEPTED, _S.REJECTED)
# Within what waits: the chosen first, then what nobody has decided about.
_PREFERRED = (Choice.CHOSEN, None, Choice.RESERVE, Choice.PASSED_OVER)
SORTS = {
    "judul": ("innovation__title", "pk"),
    "-judul": ("-innovation__title", "-pk"),
    "sejak": ("last_line__at", "created_at", "pk"),
    "-sejak": ("-last_line__at", "-created_at", "-pk"),
}


@dataclass(frozen=True, slots=True)
class Pool:
    """The quota of one group for one institution of the desk."""

    group: Group
    institution_id: int
    institution: str
    places: int
    used: int
    unsent: int
    now: datetime

    @property
    def left(self) -> int:
        return max(self.places - self.used, 0)

    @property
    def is_open(self) -> bool:
        return self.group.accepts_entries(self.now)

    @property
    def is_closing(self) -> bool:
        """Is there still something to send, and little time?"""
        alarm = timedelta(hours=self.group.edition.closing_alarm_hours)
        return bool(self.unsent) and self.is_open and self.group.closes_at - self.now <= alarm


@dataclass(frozen=True, slots=True)
class Row:
    """`blocks` is what must be mended before it can be lodged; `waits` whom it waits for."""

    entry: Entry
    since: datetime
    days: int
    blocks: list[str]
    waits: str
    # Days since the last word, file or move; None where nobody is expected to touch it.
    quiet_days: int | None = None
    reminded_at: datetime | None = None

    @property
    def choice(self) -> Preselection | None:
        return getattr(self.entry, "preselection", None)

    @property
    def is_ready(self) -> bool:
        return self.entry.state == _S.WITH_AGENCY and not self.blocks

    @property
    def hindrance(self) -> str:
        return "Tidak ada: siap diajukan" if self.is_ready else "; ".join(self.blocks)

    @property
    def can_be_ticked(self) -> bool:
        """To be lodged, or to have its team reminded."""
        return self.entry.state in (_S.WITH_AGENCY, _S.DRAFT, _S.RETURNED)


# The desk as a file: what the page shows of a proposal. No person is named in it.
COLUMNS = (
    tables.Column("Judul", lambda row: row.entry.innovation.title, width=60),
    tables.Column("Nomor", lambda row: row.entry.code),
    tables.Column("Kelompok", lambda row: row.entry.group.name),
    tables.Column("Unit", lambda row: row.entry.innovation.unit.name, width=40),
    tables.Column("Status", lambda row: row.entry.get_state_display(), width=30),
    tables.Column("Seleksi awal", lambda row: row.choice and row.choice.get_choice_display()),
    tables.Column("Menunggu", lambda row: row.waits, width=40),
    tables.Column("Sejak", lambda row: row.since),
    tables.Column("Hari", lambda row: row.days),
    tables.Column("Yang menghambat", lambda row: row.hindrance, width=60),
)


@dataclass(frozen=True, slots=True)
class Desk:
    pools: list[Pool]
    # Year of the edition and state -> how many; and with the alarm instead of the state.
    counts: Counter[tuple[int, str]]
    alarms: Counter[tuple[int, str]]

    def total(self, year: int) -> int:
        return sum(n for (one, _), n in self.counts.items() if one == year)

    def figures(self, year: int) -> list[dict[str, object]]:
        """The line of figures at the head of the page; each is a filter, too."""
        shown = (_S.WITH_AGENCY, _S.DRAFT, _S.RETURNED, _S.LODGED, _S.ACCEPTED)
        return [
            {
                "label": state.label,
                "value": self.counts[year, state],
                "url": f"?musim={year}&status={state}",
            }
            for state in shown
        ]

    def alarms_of(self, year: int) -> list[dict[str, object]]:
        """What stands still, each with the filter that shows it."""
        return [
            {
                "label": alarm.label,
                "value": self.alarms[year, alarm],
                "url": f"?musim={year}&perhatian={alarm.value}",
            }
            for alarm in Alarm
            if self.alarms[year, alarm]
        ]

    def pools_of(self, year: int) -> list[Pool]:
        return [pool for pool in self.pools if pool.group.edition.year == year]


def desk_of(user: User) -> Desk:
    """Two queries: what lies where, and the quotas it is held against."""
    counts: Counter[tuple[int, str]] = Counter()
    raised: Counter[tuple[int, str]] = Counter()
    used: Counter[tuple[int, int]] = Counter()
    unsent: Counter[tuple[int, int]] = Counter()
    places = dict([_own_place(user)])
    for row in _counted(Entry.objects.administered_by(user)):
        year, group, institution, name, kind, state, n, *alarmed = row
        counts[year, state] += n
        used[group, institution] += n if state in LODGED_STATES else 0
        unsent[group, institution] += n if state in UNSENT else 0
        places[institution] = (name, kind)
        raised.update({(year, one): m for one, m in zip(Alarm, alarmed, strict=True)})
    return Desk(_pools(places, used, unsent), counts, raised)


def rows_of(entries: Collection[Entry], pools: Sequence[Pool]) -> list[Row]:
    """Rows of one page. Entries come from `readable`."""
    left = {(pool.group.pk, pool.institution_id): pool for pool in pools}
    # What is frozen is not checked again, and so not read.
    versions.measure([one for one in entries if one.state in UNSENT])
    around, reached = readiness.around(entries), stages.of(entries)
    return [
        _row(
            one,
            around[one.pk],
            left.get((one.group_id, one.innovation.institution_id)),
            reached.get(one.pk),
        )
        for one in entries
    ]


def readable(rows: EntryQuerySet, sort: str) -> QuerySet[Entry]:
    """Entries as `rows_of` wants them, in the order asked for."""
    turn = Case(
        *[When(state=state, then=Value(place)) for place, state in enumerate(_ORDER)],
        default=Value(len(_ORDER)),
        output_field=IntegerField(),
    )
    reminders = Reminder.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
    preferred = Case(
        *[
            When(preselection__choice=one, then=place)
            for place, one in enumerate(_PREFERRED)
            if one
        ],
        default=_PREFERRED.index(None),
    )
    rows = alarms.touched(rows).annotate(
        turn=turn,
        preferred=preferred,
        reminded_at=Subquery(reminders.annotate(last=Max("at")).values("last")),
    )
    rows = rows.select_related(*versions.RELATED, "last_line", "preselection")
    first = F("preselection__place").asc(nulls_last=True)
    usual = ("turn", "preferred", first, "last_line__at", "created_at", "pk")
    return rows.order_by(*SORTS.get(sort, usual))


def _counted(mine: EntryQuerySet) -> QuerySet[Entry, tuple[Any, ...]]:
    of_each = {alarm.name: Count("pk", filter=alarms.raised(alarm)) for alarm in Alarm}
    return (
        alarms.touched(mine)
        .order_by()
        .values_list(
            "edition__year",
            "group",
            "innovation__institution",
            "innovation__institution__short_name",
            "innovation__institution__kind",
            "state",
        )
        .annotate(n=Count("pk"), **of_each)
    )


def _own_place(user: User) -> tuple[int, tuple[str, str]]:
    institution = user.acting.institution if user.acting else None
    if institution is None:
        return 0, ("", "")
    return institution.pk, (institution.short_name, institution.kind)


def _pools(
    places: dict[int, tuple[str, str]],
    used: Counter[tuple[int, int]],
    unsent: Counter[tuple[int, int]],
) -> list[Pool]:
    quotas = Quota.objects.filter(
        institution_kind__in={kind for _, kind in places.values()},
        group__edition__published_at__isnull=False,
    )
    quotas = quotas.select_related("group__edition").annotate(now=Now())
    ordered = quotas.order_by("-group__edition__year", "group__position", "institution_kind", "pk")
    return [
        Pool(
            quota.group,
            institution,
            name,
            quota.places,
            used[quota.group_id, institution],
            unsent[quota.group_id, institution],
            quota.now,
        )
        for quota in ordered
        for institution, (name, kind) in places.items()
        if kind == quota.institution_kind
    ]


def _row(entry: Entry, around: Around, pool: Pool | None, stage: stages.Stage | None) -> Row:
    since = entry.last_line.at if entry.last_line else entry.created_at
    blocks = _blocks(entry, around, pool) if entry.state in UNSENT else []
    waits = stage.label if stage else _waits(entry)
    touched, reminded_at = entry.touched_at, entry.reminded_at  # type: ignore[attr-defined]
    quiet = (around.now - touched).days if entry.state in UNSENT else None
    return Row(entry, since, (around.now - since).days, blocks, waits, quiet, reminded_at)


def _blocks(entry: Entry, around: Around, pool: Pool | None) -> list[str]:
    blocks = readiness.gaps(entry, around)
    if not entry.group.accepts_entries(around.now):
        blocks.insert(0, "Pendaftaran sedang tidak dibuka")
    if pool is not None and not pool.left:
        blocks.append(f"Kuota {entry.group} sudah terpakai semua")
    return blocks


def _waits(entry: Entry) -> str:
    if entry.state == _S.RETURNED:
        return f"Lengkapi paling lambat {indonesian.moment(entry.return_due_at)}"
    return {
        _S.DRAFT: "Ditulis tim",
        _S.WITH_AGENCY: "Menunggu Anda",
        _S.LODGED: "Seleksi administrasi di KemenPANRB",
    }.get(EntryState(entry.state), "Selesai")
