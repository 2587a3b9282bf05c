"""The arithmetic of judging: plain numbers in, plain numbers out. No Django, no clock, no database.

Points run from 0 to 100. Everything is exact `Decimal` in a context of 28 digits; a value is
rounded once, half up, to the two places that people see, and what they see decides the cut, the
order and the ties (rules of the portal, section 5; the formulas are those of the evaluation guide
of KIPP, a weighted mean per sheet and a plain mean over sheets).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Changes whenever the same sheets could give another number; part of the identity of a run.
CODE_VERSION = "scoring-1"
DIGITS = 28
SEEN = Decimal("0.01")
ZERO = Decimal(0)
# Two judges this far apart on one criterion: one of them may have misread or mistyped.
CRITERION_GAP = Decimal(40)

Values: TypeAlias = "Mapping[str, Decimal]"

# Mean range of k normal draws in standard deviations: d2 of the range charts (Tippett 1925).
RANGE = {
    2: Decimal("1.128"),
    3: Decimal("1.693"),
    4: Decimal("2.059"),
    5: Decimal("2.326"),
    6: Decimal("2.534"),
    7: Decimal("2.704"),
    8: Decimal("2.847"),
    9: Decimal("2.970"),
    10: Decimal("3.078"),
}

GAP = "gap"  # the sheet totals of an entry lie further apart than the round allows
SPLIT = "split"  # one judge passes the entry, another fails it
CRITERION = "criterion"  # a single criterion lies more than CRITERION_GAP apart
FLAT = "flat"  # a sheet gives every criterion the same value
HOLES = "holes"  # a signed sheet lacks a score: left out of the mean, never counted as zero


class Ranked(Protocol):
    """What the line is drawn through: a `Row`, or a stored one. No official score, no rank."""

    @property
    def entry_id(self) -> int: ...
    @property
    def official(self) -> Decimal | None: ...
    @property
    def rank(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """One signed sheet: `values` by the code of the criterion, in points."""

    entry_id: int
    judge_id: int
    values: Values


@dataclass(frozen=True, slots=True)
class Rules:
    """How a round counts. `weights`: group -> code of the criterion -> weight > 0, of any sum.

    `tie_break`: codes of criteria, the most important first; a step that is no criterion of the
    group (a vote of the plenary) leaves a tie as it is. `floor`: the passing grade, or None.
    """

    weights: Mapping[int, Values]
    minimum_judges: int
    tie_break: tuple[str, ...]
    gap: Decimal
    floor: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """What the round says of one entry. `official` and `rank` are None below `minimum_judges`."""

    entry_id: int
    group_id: int
    judges: int
    official: Decimal | None
    rank: int | None
    spread: Decimal | None
    means: Values
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Entries: `winners` are in; `tied` stand equal across the line: people decide, never the
    program."""

    winners: tuple[int, ...]
    tied: tuple[int, ...]


def sheet_total(values: Values, weights: Values) -> Decimal:
    """Weighted mean of one sheet, 0 to 100, never rounded to places.

    Raises ValueError when a criterion has no value, or a value no criterion: a missing score is
    not a zero, and weights are never renormalised for one judge.
    """
    with localcontext(prec=DIGITS):
        return _points(values, weights) / sum(weights.values())


def official(sheets: Sequence[Values], weights: Values) -> Decimal:
    """Mean over all sheets of their totals, rounded once to two places half up.

    One division, after all sums: dividing sheet by sheet would round in the 28th digit and could
    tip an exact half. Raises ValueError for a sheet with holes, ZeroDivisionError for no sheet.
    """
    with localcontext(prec=DIGITS):
        points = sum((_points(values, weights) for values in sheets), ZERO)
        return _seen(points / (sum(weights.values()) * len(sheets)))


def tally(groups: Mapping[int, int], sheets: Iterable[Sheet], rules: Rules) -> list[Row]:
    """Rows of all entries, ordered by group, rank and entry; those without a rank last.

    `groups`: the group of every entry that is judged, also of one that nobody has signed for.
    Sheets of other entries are ignored; the order of the sheets does not matter.
    """
    by_entry: defaultdict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_entry[sheet.entry_id].append(sheet)
    rows = [_unranked(entry, group, by_entry[entry], rules) for entry, group in groups.items()]
    ranks = _ranks(rows, rules.tie_break)
    return sorted(
        (replace(row, rank=ranks.get(row.entry_id)) for row in rows),
        key=lambda row: (row.group_id, row.rank is None, row.rank or 0, row.entry_id),
    )


def shortlist(rows: Iterable[Ranked], places: int | None, floor: Decimal | None) -> Shortlist:
    """Who advances out of the rows of one group: at or above `floor`, at most `places` of them.

    Where the last place is shared and not all who share it fit, none of them is in or out.
    """
    able = sorted((rank, entry) for rank, _, entry in _able(rows, floor))
    if places is None or len(able) <= places:
        return Shortlist(tuple(entry for _, entry in able), ())
    line = able[places][0]
    tied = tuple(entry for rank, entry in able if rank == line)
    winners = tuple(entry for rank, entry in able if rank < line)
    return Shortlist(winners, tied if len(winners) < places else ())


def cut(rows: Iterable[Ranked], places: int | None, floor: Decimal | None) -> Decimal | None:
    """The official score at the line of one group: that of the last place, or the floor where
    fewer are able than there are places."""
    scores = sorted((score for _, score, _ in _able(rows, floor)), reverse=True)
    return scores[places - 1] if places and len(scores) >= places else floor


def noise(spreads: Iterable[tuple[int, Decimal | None]]) -> Decimal | None:
    """How far one judge typically lies from another, as a standard deviation in points, from the
    (judges, spread) of many entries; the error of a mean of k sheets is this by the root of k.

    The estimator by ranges: mean of spread / d2(k). None without an entry of two to ten sheets.
    """
    with localcontext(prec=DIGITS):
        each = [spread / RANGE[k] for k, spread in spreads if spread is not None and k in RANGE]
        return sum(each, ZERO) / len(each) if each else None


def error(noise: Decimal, judges: int) -> Decimal:
    """Standard error in points of a mean over that many sheets; none without sheets."""
    with localcontext(prec=DIGITS):
        return noise / Decimal(judges).sqrt() if judges else ZERO


def _points(values: Values, weights: Values) -> Decimal:
    if values.keys() != weights.keys():
        raise ValueError("a sheet counts only when every criterion has a score")
    return sum((weight * values[code] for code, weight in weights.items()), ZERO)


def _seen(value: Decimal) -> Decimal:
    return value.quantize(SEEN, ROUND_HALF_UP)


def _unranked(entry: int, group: int, sheets: Sequence[Sheet], rules: Rules) -> Row:
    weights = rules.weights[group]
    whole = [sheet.values for sheet in sheets if sheet.values.keys() == weights.keys()]
    totals = [sheet_total(values, weights) for values in whole]
    return Row(
        entry_id=entry,
        group_id=group,
        judges=len(whole),
        official=official(whole, weights) if len(whole) >= rules.minimum_judges else None,
        rank=None,
        spread=_seen(max(totals) - min(totals)) if totals else None,
        means=_means(whole, weights),
        flags=_flags(whole, totals, rules) + ((HOLES,) if len(whole) < len(sheets) else ()),
    )


def _means(sheets: Sequence[Values], weights: Values) -> Values:
    if not sheets:
        return {}
    with localcontext(prec=DIGITS):
        sums = {code: sum((values[code] for values in sheets), ZERO) for code in weights}
        return {code: _seen(total / len(sheets)) for code, total in sums.items()}


def _flags(sheets: Sequence[Values], totals: Sequence[Decimal], rules: Rules) -> tuple[str, ...]:
    """A flag asks a human to look; it never changes a score."""
    if not sheets:
        return ()
    passes = {rules.floor is None or _seen(total) >= rules.floor for total in totals}
    columns = [[values[code] for values in sheets] for code in sheets[0]]
    found = {
        GAP: _seen(max(totals) - min(totals)) > rules.gap,
        SPLIT: len(passes) > 1,
        CRITERION: any(max(column) - min(column) > CRITERION_GAP for column in columns),
        FLAT: any(len(values) > 1 and len(set(values.values())) == 1 for values in sheets),
    }
    return tuple(flag for flag, raised in found.items() if raised)


def _ranks(rows: Iterable[Row], tie_break: Sequence[str]) -> dict[int, int]:
    """1, 2, 2, 4 in each group: by official score, then by the means of the tie-break, as seen."""
    by_group: defaultdict[int, list[tuple[tuple[Decimal, ...], int]]] = defaultdict(list)
    for row in rows:
        if row.official is not None:
            steps = [row.means[code] for code in tie_break if code in row.means]
            by_group[row.group_id].append(((row.official, *steps), row.entry_id))
    ranks: dict[int, int] = {}
    for keyed in by_group.values():
        first: dict[tuple[Decimal, ...], int] = {}
        for position, (key, entry) in enumerate(sorted(keyed, reverse=True), start=1):
            ranks[entry] = first.setdefault(key, position)
    return ranks


def _able(rows: Iterable[Ranked], floor: Decimal | None) -> Iterable[tuple[int, Decimal, int]]:
    """Rank, score and entry of those at or above the floor."""
    for row in rows:
        if row.rank is None or row.official is None:
            continue
        if floor is None or row.official >= floor:
            yield row.rank, row.official, row.entry_id
