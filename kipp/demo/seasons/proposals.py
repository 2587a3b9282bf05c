"""Which proposals a season gets: whose, of what, how good and with which flaw."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from kipp.accounts.models import Institution, InstitutionKind
from kipp.accounts.models.institution import CENTRAL, REGIONAL
from kipp.demo.seasons import quality
from kipp.demo.seasons.duties import DUTIES
from kipp.demo.texts import innovations
from kipp.demo.texts.innovations import Brief
from kipp.demo.texts.titles import naming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from statistics import NormalDist

    from kipp.accounts.models import User
    from kipp.demo.seasons.flaws import Flaw
    from submissions.models import Entry
    from submissions.models import Innovation as Record

KINDS = {
    InstitutionKind.KABUPATEN: 0.5,
    InstitutionKind.KOTA: 0.19,
    InstitutionKind.PROVINSI: 0.12,
    InstitutionKind.KEMENTERIAN: 0.07,
    InstitutionKind.LEMBAGA: 0.06,
    InstitutionKind.BUMN: 0.03,
    InstitutionKind.BUMD: 0.03,
}
CATEGORIES = {1: 11, 2: 12, 3: 9, 4: 20, 5: 8, 6: 12, 7: 9, 8: 18, 9: 12}
MOST = 9  # of one institution: within the quota, if the season does not want it otherwise


@dataclass(slots=True)
class Proposal:
    """One proposal, planned; `entry` is what the portal has made of it so far."""

    number: int
    place: Institution
    group: str
    category: int
    text: innovations.Innovation
    flaw: Flaw | None = None
    quality: float = 0.0
    fitness: float = 0.0
    source: Record | None = None
    source_note: str = ""
    team: list[User] = field(default_factory=list)
    entry: Entry | None = None

    @property
    def pic(self) -> User:
        return self.team[0]

    @property
    def written(self) -> Entry:
        assert self.entry is not None  # the schedule starts an entry before anything else
        return self.entry


@dataclass(frozen=True, slots=True)
class Wish:
    """What is decided of a proposal before its text is written."""

    place: Institution
    group: str = "umum"
    category: int | None = None
    flaw: Flaw | None = None
    unit: str | None = None
    source: Record | None = None
    source_note: innovations.Source | None = None


def participants(rng: Random, number: int, first: Sequence[Institution]) -> list[Institution]:
    """Institutions of every kind that takes part, the given ones first."""
    everybody = Institution.objects.current().select_related("region", "parent__region")
    rows = [row for row in everybody.order_by("code") if row.kind in REGIONAL or row.code in DUTIES]
    chosen = list(first)
    for kind, share in KINDS.items():
        of_kind = [row for row in rows if row.kind == kind and row not in chosen]
        wanted = max(1, round(number * share) - sum(one.kind == kind for one in first))
        chosen += rng.sample(of_kind, min(wanted, len(of_kind)))
    return chosen


def shared_out(
    rng: Random, places: Sequence[Institution], number: int, *, most: int = MOST
) -> list[Institution]:
    """The institution of each proposal: few send many, many send few, in random order."""
    weights = {place.pk: rng.lognormvariate(0, 0.7) for place in places}
    counts = dict.fromkeys(weights, 0)
    dealt = list(places[:number])
    while len(dealt) < number:
        free = [p for p in places if counts[p.pk] < most - 1] or list(places)
        place = rng.choices(free, [weights[p.pk] for p in free])[0]
        counts[place.pk] += 1
        dealt.append(place)
    rng.shuffle(dealt)
    return dealt


def invent(
    seed: str,
    number: int,
    wish: Wish,
    *,
    reference: date,
    limits: Mapping[str, Mapping[str, int]],
    taken: set[str],
) -> Proposal:
    """The text of a proposal by a generator of its own: one more or less changes no other."""
    rng = Random(f"{seed}:{number}")
    category = wish.category or drawn_category(rng, wish.place)
    source = wish.source_note
    if wish.source is not None:
        owner = wish.source.institution
        source = innovations.Source(wish.source.title, owner.name, reference.year - 1)
    brief = Brief(
        category=category,
        place=place_name(wish.place),
        kind=wish.place.kind,
        reference=reference,
        limits=limits[wish.group],
        group=wish.group,
        source=source,
        young=wish.flaw == "young",
        unit=wish.unit,
    )
    text = innovations.innovation(rng, brief, taken=taken)
    note = f"{source.title} ({source.owner}), Top 99 tahun {source.year}" if source else ""
    return Proposal(
        number,
        wish.place,
        wish.group,
        _entered(rng, category, wish.flaw),
        replace(text, title=text.title[:200]),
        flaw=wish.flaw,
        source=wish.source,
        source_note="" if wish.source else note[:200],
    )


def drawn_category(rng: Random, place: Institution) -> int:
    weights = {n: CATEGORIES[n] for n in DUTIES.get(place.code, CATEGORIES)}
    return rng.choices(list(weights), list(weights.values()))[0]


def earlier(
    rng: Random, place: Institution, category: int, places: Sequence[Institution]
) -> innovations.Source:
    """An invented innovation of somebody else, from before the portal."""
    owner = rng.choice([one for one in places if one.pk != place.pk and one.region])
    concept = rng.choice(innovations.concepts(category, owner.kind))
    title = naming(rng, concept, place_name(owner), set()).title
    return innovations.Source(title, owner.name, rng.choice((2021, 2022, 2023)))


def rate(rng: Random, proposals: Sequence[Proposal], field: NormalDist) -> None:
    """Draw how good each is. Those with a flaw that keeps them out are drawn apart, so that the
    others are a whole field of their own."""
    sound = [one for one in proposals if one.flaw in (None, "mended")]
    others = [one for one in proposals if one.flaw not in (None, "mended")]
    for part in (sound, others):
        for one, value in zip(part, quality.spread(rng, len(part), field), strict=True):
            one.quality = value
    ranks = quality.ranked([one.quality for one in proposals])
    for one, rank in zip(proposals, ranks, strict=True):
        one.fitness = quality.fitness(rank)


def place_name(institution: Institution) -> str:
    """How a title names it: "Kabupaten Buleleng", "Kementerian Sosial", "PAM Jaya"."""
    if institution.kind in CENTRAL:
        return institution.name
    if institution.kind in (InstitutionKind.BUMN, InstitutionKind.BUMD):
        return institution.short_name
    region = institution.region
    assert region is not None  # the database's own rule
    return f"Provinsi {region}" if institution.kind == InstitutionKind.PROVINSI else str(region)


def _entered(rng: Random, category: int, flaw: Flaw | None) -> int:
    """The category on the form: a wrong one is a flaw that people find."""
    if flaw != "category":
        return category
    return rng.choice([other for other in CATEGORIES if other != category])
