"""Who advances: the arithmetic, then what the plenary decided, beside the whole field."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch

from judging import scoring
from judging.models import PlenaryMove, Round, Standing
from kipp.accounts.models import Institution
from submissions.models import Entry, EntryState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal


# A round has a thousand standings, but few institutions, categories and groups: each is built once.
PLACES = Prefetch(
    "entry__innovation__institution", Institution.objects.select_related("region__parent")
)
_COLUMNS = (
    *("run", "official", "rank", "judges", "spread"),
    *(f"entry__{name}" for name in ("code", "state", "group", "category", "innovation")),
    *(f"entry__innovation__{name}" for name in ("title", "institution")),
)


class Band(Enum):
    """Where an entry stands to the line, by how far judges lie apart in this round."""

    IN = "di atas garis"
    BORDERLINE = "di sekitar garis"
    OUT = "di bawah garis"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`advances` is None where equal entries share the last place: the plenary must decide."""

    standing: Standing
    advances: bool | None
    band: Band
    margin: Decimal
    move: PlenaryMove | None

    @property
    def entry(self) -> Entry:
        return self.standing.entry

    @property
    def is_priority(self) -> bool:
        """Advances and is replicated already: another accepted entry names it as its source."""
        return bool(self.advances) and bool(getattr(self.standing, "copied", False))


@dataclass(frozen=True, slots=True)
class Share:
    """One line of the composition: how many of the field, how many of those who advance."""

    label: str
    field: int
    chosen: int


def outcomes(round: Round) -> list[Outcome]:
    """Every ranked or unranked entry of the current run with what becomes of it, in table order."""
    rows = list(_standings(round))
    moves = {move.entry_id: move for move in PlenaryMove.objects.filter(round=round).order_by("pk")}
    noise = scoring.noise((row.judges, row.spread) for row in rows) or scoring.ZERO
    found: list[Outcome] = []
    for group in _by_group(rows):
        found += _of_group(round, group, moves, noise)
    return found


def undecided(found: Iterable[Outcome]) -> list[Outcome]:
    return [one for one in found if one.advances is None]


def composition(found: Sequence[Outcome]) -> dict[str, list[Share]]:
    """What the list would look like: kelompok, kategori, kind and place of the institutions."""
    return {title: _shares(found, key) for title, key in _DIMENSIONS.items()}


def repeated(found: Iterable[Outcome]) -> list[tuple[str, int]]:
    """Institutions with more than one entry that advances."""
    counts = Counter(_institution(one).name for one in found if one.advances)
    return [(name, count) for name, count in counts.most_common() if count > 1]


def _standings(round: Round) -> Iterable[Standing]:
    """`copied`: another accepted entry names this innovation as its source, so it is already
    replicated and carries the mark "prioritas"."""
    copies = Entry.objects.filter(source=OuterRef("entry__innovation"), state=EntryState.ACCEPTED)
    rows = Standing.objects.current(round).for_table().annotate(copied=Exists(copies))
    return (
        rows.select_related(None)
        .select_related("entry__innovation")
        .prefetch_related(PLACES, "entry__category", "entry__group")
        .only(*_COLUMNS)
    )


def _by_group(rows: Iterable[Standing]) -> Iterable[list[Standing]]:
    groups: defaultdict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        groups[row.entry.group_id].append(row)
    return groups.values()


def _of_group(
    round: Round, rows: list[Standing], moves: dict[int, PlenaryMove], noise: Decimal
) -> Iterable[Outcome]:
    line = scoring.cut(rows, round.places, round.passing_grade)
    found = scoring.shortlist(rows, round.places, round.passing_grade)
    counted = dict.fromkeys(found.winners, True) | dict.fromkeys(found.tied, None)
    for row in rows:
        move, margin = moves.get(row.entry_id), scoring.error(noise, row.judges)
        advances = move.advances if move else counted.get(row.entry_id, False)
        yield Outcome(row, advances, _band(row, line, margin), margin, move)


def _band(row: Standing, line: Decimal | None, margin: Decimal) -> Band:
    if row.official is None:
        return Band.OUT
    if line is None:
        return Band.IN
    if abs(row.official - line) <= margin:
        return Band.BORDERLINE
    return Band.IN if row.official > line else Band.OUT


def _shares(found: Sequence[Outcome], key: Callable[[Outcome], str]) -> list[Share]:
    labels = list(map(key, found))
    field = Counter(labels)
    chosen = Counter(label for label, one in zip(labels, found, strict=True) if one.advances)
    return [Share(label, count, chosen[label]) for label, count in sorted(field.items())]


def _institution(one: Outcome) -> Institution:
    return one.entry.innovation.institution


def _province(one: Outcome) -> str:
    region = _institution(one).region
    if region is None:
        return "Pusat"
    return str(region.parent or region)


def _island(one: Outcome) -> str:
    region = _institution(one).region
    if region is None:
        return "Pusat"
    return "Jawa" if region.java else "Luar Jawa"


_DIMENSIONS: dict[str, Callable[[Outcome], str]] = {
    "Kelompok": lambda one: one.entry.group.name,
    "Kategori": lambda one: one.entry.category.short_name,
    "Jenis instansi": lambda one: _institution(one).get_kind_display(),
    "Jawa dan luar Jawa": _island,
    "Provinsi": _province,
}
