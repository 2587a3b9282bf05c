"""Who judges what: arithmetic only, no Django.

Every entry gets its judges, never one in conflict with it, never two of one institution. Loads are
as even as the conflicts allow: a greedy first deal, then seats handed from the loaded to the idle
along shortest chains of replacements until none is left that would help. For costs that grow with
the load this is the optimum (Harvey, Ladner, Lovasz, Tamir 2006, "Semi-matchings"). Partners are
mixed by chance, for fixed teams hide how strict each judge is. The same seed gives the same plan,
in whatever order judges and entries come.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

# (judge, entry)
Seat = tuple[int, int]


class Infeasible(Exception):
    """These entries cannot have enough judges, whoever gets the others."""

    def __init__(self, entries: Iterable[int]) -> None:
        self.entries = tuple(sorted(entries))
        super().__init__(f"{len(self.entries)} entries lack judges")


@dataclass(frozen=True, slots=True)
class Problem:
    """`judges` maps each judge to his institution, None for one who stands for himself. Seats
    `taken` stay as they are, count for load, institution and partners, and are not dealt again;
    judges in `closed` get nothing more."""

    entries: Collection[int]
    judges: Mapping[int, int | None]
    per_entry: int
    conflicts: Collection[Seat] = frozenset()
    taken: Collection[Seat] = frozenset()
    closed: Collection[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """What to look at before trusting a plan. `components`: groups of judges without a common entry,
    1 is wanted. `worst`: judges of the entry that has fewest. `most_shared`: entries of one pair."""

    seed: int
    loads: Mapping[int, int]
    conflicts: int
    components: int
    worst: int
    most_shared: int


@dataclass(frozen=True, slots=True)
class Plan:
    seats: tuple[Seat, ...]
    report: Report


def assign(problem: Problem, *, seed: int) -> Plan:
    """Deal every missing seat. Raises Infeasible, naming the entries, when some cannot be filled."""
    table = _Table(problem)
    if lacking := [entry for entry in table.entries if not table.can_fill(entry)]:
        raise Infeasible(lacking)
    table.deal(Random(seed))  # noqa: S311  mixing partners, not keeping a secret
    table.balance()
    seats = table.dealt()
    return Plan(seats, report(problem, seats, seed=seed))


def report(problem: Problem, seats: Collection[Seat], *, seed: int) -> Report:
    together = [*problem.taken, *seats]
    sizes = Counter(entry for _, entry in together)
    loads = Counter(judge for judge, _ in together)
    return Report(
        seed=seed,
        loads={judge: loads[judge] for judge in sorted(set(problem.judges) - set(problem.closed))},
        conflicts=len(set(seats) & set(problem.conflicts)),
        components=components(together),
        worst=min((sizes[entry] for entry in problem.entries), default=0),
        most_shared=max(_shared(together).values(), default=0),
    )


def by_duty(
    entries: Mapping[int, int],
    judges: Mapping[int, int | None],
    duties: Mapping[int, Collection[int] | None],
    *,
    conflicts: Collection[Seat] = frozenset(),
    taken: Collection[Seat] = frozenset(),
    closed: Collection[int] = frozenset(),
) -> tuple[Seat, ...]:
    """The panel's way: `entries` maps to a category, `duties` an institution to its categories (None:
    all). Each institution scores what matches its duties, by its first judge who is free of
    conflict; a judge without institution scores everything."""
    barred = {*conflicts, *taken}
    occupied = {(_place(judge, judges[judge]), entry) for judge, entry in taken}
    seats: list[Seat] = []
    for judge in sorted(set(judges) - set(closed)):
        place = _place(judge, judges[judge])
        for entry in sorted(entries):
            if (judge, entry) in barred or (place, entry) in occupied:
                continue
            if _concerns(entries[entry], judges[judge], duties):
                seats.append((judge, entry))
                occupied.add((place, entry))
    return tuple(seats)


def components(seats: Iterable[Seat]) -> int:
    """Groups of judges that no common entry joins: between two groups scores cannot be compared."""
    groups = _Groups()
    first: dict[int, int] = {}
    for judge, entry in seats:
        groups.join(judge, first.setdefault(entry, judge))
    return groups.count()


def _concerns(
    category: int, institution: int | None, duties: Mapping[int, Collection[int] | None]
) -> bool:
    if institution is None:
        return True
    if institution not in duties:
        return False
    categories = duties[institution]
    return categories is None or category in categories


def _place(judge: int, institution: int | None) -> tuple[str, int]:
    """Who stands for himself is an institution of his own."""
    return ("judge", judge) if institution is None else ("institution", institution)


def _shared(seats: Iterable[Seat]) -> Counter[tuple[int, ...]]:
    judges_of = defaultdict(set)
    for judge, entry in seats:
        judges_of[entry].add(judge)
    return Counter(pair for team in judges_of.values() for pair in combinations(sorted(team), 2))


@dataclass(slots=True)
class _Groups:
    """Union-find."""

    parent: dict[int, int] = field(default_factory=dict)

    def top(self, one: int) -> int:
        self.parent.setdefault(one, one)
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        self.parent[self.top(one)] = self.top(other)

    def count(self) -> int:
        return sum(one == parent for one, parent in self.parent.items())


class _Table:
    """The state of one deal. Everything is walked in sorted order, so that chance comes from the
    seed alone."""

    def __init__(self, problem: Problem) -> None:
        self.per_entry = problem.per_entry
        self.entries = sorted(set(problem.entries))
        self.judges = sorted(problem.judges)
        self.place = {judge: _place(judge, problem.judges[judge]) for judge in self.judges}
        self.closed = set(problem.closed)
        self.barred: defaultdict[int, set[int]] = defaultdict(set)
        for judge, entry in problem.conflicts:
            self.barred[entry].add(judge)
        self.seated: dict[int, list[int]] = {entry: [] for entry in self.entries}
        self.movable: dict[int, dict[int, None]] = {judge: {} for judge in self.judges}
        self.load = dict.fromkeys(self.judges, 0)
        self.shared: Counter[tuple[int, int]] = Counter()
        self.groups = _Groups()
        for judge, entry in sorted(problem.taken):
            self._sit(judge, entry)

    def can_fill(self, entry: int) -> bool:
        missing = self.per_entry - len(self.seated[entry])
        return missing <= 0 or len({self.place[judge] for judge in self._free(entry)}) >= missing

    def deal(self, chance: Random) -> None:
        """Entry by entry in random order: the least loaded, best one who joins two groups of judges,
        then one who has sat with these partners least. Any choice leaves the rest of the entry
        fillable, for each uses up one institution and one seat."""
        order = list(self.entries)
        chance.shuffle(order)
        for entry in order:
            while len(self.seated[entry]) < self.per_entry:
                judge = min(self._free(entry), key=lambda one: self._merit(one, entry, chance))
                self._sit(judge, entry)
                self.movable[judge][entry] = None

    def balance(self) -> None:
        open_judges = [judge for judge in self.judges if judge not in self.closed]
        helped = True
        while helped:
            helped = False
            for judge in sorted(open_judges, key=lambda one: (self.load[one], one)):
                while chain := self._chain_from(judge):
                    self._shift(chain)
                    helped = True

    def dealt(self) -> tuple[Seat, ...]:
        return tuple(sorted((judge, e) for judge in self.judges for e in self.movable[judge]))

    def _free(self, entry: int) -> list[int]:
        used = {self.place[judge] for judge in self.seated[entry]}
        out = self.closed | self.barred.get(entry, set())
        return [one for one in self.judges if self.place[one] not in used and one not in out]

    def _merit(self, judge: int, entry: int, chance: Random) -> tuple[int, bool, int, float]:
        partners = self.seated[entry]
        joined = any(self.groups.top(judge) == self.groups.top(other) for other in partners)
        shared = sum(self.shared[_pair(judge, other)] for other in partners)
        return self.load[judge], joined, shared, chance.random()

    def _sit(self, judge: int, entry: int) -> None:
        for other in self.seated.setdefault(entry, []):
            self.shared[_pair(judge, other)] += 1
            self.groups.join(judge, other)
        self.seated[entry].append(judge)
        self.load[judge] += 1

    def _chain_from(self, idle: int) -> list[tuple[int, int, int]]:
        """The shortest chain (new, old, entry), (old, older, entry') ... that ends at a judge with at
        least two entries more than `idle`; [] when there is none. In a shortest chain no two
        replacements disturb each other, else a shorter one would do."""
        if self.load[idle] + 2 > max(self.load.values()):
            return []
        reached: dict[int, list[tuple[int, int, int]]] = {idle: []}
        queue = deque([idle])
        while queue:
            taker = queue.popleft()
            for giver in self.judges:
                if giver in reached:
                    continue
                entry = self._replaceable(taker, giver)
                if entry is None:
                    continue
                reached[giver] = [*reached[taker], (taker, giver, entry)]
                if self.load[giver] >= self.load[idle] + 2:
                    return reached[giver]
                queue.append(giver)
        return []

    def _replaceable(self, taker: int, giver: int) -> int | None:
        """An entry that `taker` may take over from `giver`."""
        place = self.place[taker]
        if taker in self.closed:
            return None
        for entry in self.movable[giver]:
            if taker in self.barred.get(entry, ()):
                continue
            others = (one for one in self.seated[entry] if one != giver)
            if all(self.place[one] != place for one in others):
                return entry
        return None

    def _shift(self, chain: list[tuple[int, int, int]]) -> None:
        for taker, giver, entry in chain:
            seats = self.seated[entry]
            seats[seats.index(giver)] = taker
            del self.movable[giver][entry]
            self.movable[taker][entry] = None
            self.load[giver] -= 1
            self.load[taker] += 1


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
