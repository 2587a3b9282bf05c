"""KIPP 2026 (simulasi): the group umum still registers, the group replikasi is being judged."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from judging.actions import rounds as judging_rounds
from kipp.demo.seasons import (
    awarding,
    casting,
    desk,
    finished,
    newcomers,
    quality,
    registration,
    replicating,
    rounds,
    screening,
    simulation,
)
from kipp.demo.seasons.drafts import plan_drafts
from kipp.demo.seasons.flaws import Flaw, deal
from kipp.demo.seasons.proposals import (
    Wish,
    drawn_category,
    earlier,
    invent,
    participants,
    rate,
    shared_out,
)
from kipp.demo.seasons.schedule import at_hour, in_hours
from kipp.demo.seasons.season import Season
from kipp.journal import digest
from submissions.actions import editions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from judging.models import Round
    from kipp.accounts.models import Institution
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Stage
    from kipp.demo.seasons.simulation import Wave
    from submissions.models import Innovation

NEWS = timedelta(days=10)  # what is older, the demo's own people have read
VISITS = 4  # sheets that the secretariat gives to the demo's own evaluator beside the plan
OF_AN_AWARD = 0.7  # share of the replications whose source is an innovation awarded in 2025


def plan(stage: Stage, past: Season, today: date) -> None:
    """The season begins with its own registration; what it has to take over is known by then."""
    begins = at_hour(today + timedelta(days=simulation.OPENS["replikasi"]), 6)
    stage.schedule.plan(begins, partial(_begin, stage, past, today))


def _begin(stage: Stage, past: Season, today: date, at: datetime) -> None:
    data = simulation.edition(past.data, today)
    edition = editions.load(data, at=at)
    made = judging_rounds.load(
        simulation.rounds(finished.read("judging")), edition, season=data, at=at
    )
    season = Season(stage, edition, data)
    waves = _waves(season, past)
    umum = _umum(season)
    season.proposals = [*(one for wave in waves for one in wave), *umum]
    casting.cast_teams(stage.crowd, season.rng("teams"), season.proposals)
    stage.crowd.enter(at.date(), about=edition, at=at)
    stage.say(f"{edition}: {len(season.proposals)} proposal direncanakan.")
    for wave, times, te in zip(waves, simulation.WAVES, made[::2], strict=False):
        _plan_wave(season, past, wave, times, te, today)
    _plan_panel(season, made[1], today)
    plan_drafts(season, umum, today)
    newcomers.plan(stage, today)
    for days in (3, 2, 1):
        morning = at_hour(today - timedelta(days=days), 6)
        stage.schedule.plan(morning, lambda at: digest.send_head(at=at))
    desk.remind(season, [one.closes_at for one in season.groups.values()])


def _waves(season: Season, past: Season) -> list[list[Proposal]]:
    """Replications of innovations awarded the year before, and of older ones."""
    scale, start = season.stage.scale, 0
    awarded = [one.written.innovation for one in awarding.winners(past)]
    places = participants(season.rng("places"), scale.institutions, finished.first_places())
    waves = []
    for number, size in enumerate(scale.waves):
        rng = season.rng("wave", number)
        shared = shared_out(rng, rng.sample(places, len(places)), size)
        flaws = deal(rng, size)
        wishes = [
            _replication(season, start + n, place, flaw, places, awarded)
            for n, (place, flaw) in enumerate(zip(shared, flaws, strict=True))
        ]
        wave = invented(season, start, wishes)
        rate(rng, wave, quality.REPLICATED)
        waves.append(wave)
        start += size
    return waves


def _replication(
    season: Season,
    number: int,
    place: Institution,
    flaw: Flaw | None,
    places: list[Institution],
    awarded: list[Innovation],
) -> Wish:
    rng = season.rng("wish", number)
    free = [one for one in awarded if one.institution_id != place.pk]
    if free and rng.random() < OF_AN_AWARD:
        source = rng.choice(free)
        category = source.entries.get().category.number
        return Wish(place, "replikasi", category=category, flaw=flaw, source=source)
    category = drawn_category(rng, place)
    note = earlier(rng, place, category, places)
    return Wish(place, "replikasi", category=category, flaw=flaw, source_note=note)


def _umum(season: Season) -> list[Proposal]:
    """A season's worth of new innovations, those of the demo's own unit first."""
    scale = season.stage.scale
    places = participants(season.rng("umum"), scale.institutions, finished.first_places())
    shared = shared_out(season.rng("umum", "shares"), places[1:], scale.umum)
    flaws = deal(season.rng("umum", "flaws"), scale.umum)
    home = [Wish(places[0], category=4 + n % 2, unit=casting.UNIT) for n in range(6)]
    home += [Wish(places[0], flaw=flaw) for flaw in (None, Flaw.NO_LETTER, None)]
    wishes = [*home, *(Wish(place, flaw=flaw) for place, flaw in zip(shared, flaws, strict=True))]
    made = invented(season, 10_000, wishes)
    rate(season.rng("umum", "quality"), made, quality.FIELD)
    return made


def invented(season: Season, start: int, wishes: Iterable[Wish]) -> list[Proposal]:
    reference = date.fromisoformat(season.data["dates"]["eligibility_reference_on"])
    seed, limits = f"{season.stage.seed}:{season.edition.year}", season.limits()
    return [
        invent(seed, number, wish, reference=reference, limits=limits, taken=season.stage.taken)
        for number, wish in enumerate(wishes, start)
    ]


def _plan_wave(
    season: Season, past: Season, wave: list[Proposal], times: Wave, te: Round, today: date
) -> None:
    def day(days: int, hour: int) -> datetime:
        return at_hour(today + timedelta(days=days), hour)

    closes = min(day(times.lodged, 20), season.groups["replikasi"].closes_at)
    registration.plan(season, wave, day(times.written, 9), closes)
    for again in (0, 3, 7):
        sitting = in_hours(
            season.rng("sitting", te.number, again), day(times.screened + again, 0).date()
        )
        season.stage.schedule.plan(sitting, partial(_screen, season, past, wave, again))
    rounds.play(
        season,
        te,
        rounds.Times(
            te.opens_at,
            te.due_at,
            consolidated=day(times.consolidated, 9),
            convened=day(times.convened, 9),
            closed=day(times.closed, 15),
            announced=day(times.announced, 10),
        ),
        visits=VISITS if times is simulation.WAVES[-1] else 0,
    )


def _screen(season: Season, past: Season, wave: list[Proposal], number: int, at: datetime) -> None:
    screening.look(season, [one for one in wave if one.entry is not None], at, number=number)
    replicating.answer_entries(past, at + timedelta(hours=2))


def _plan_panel(season: Season, tpi: Round, today: date) -> None:
    """The finalists of the first wave are with the panel; its plenary lies ahead."""
    ahead = at_hour(today + timedelta(days=simulation.PANEL[1] + 1), 9)
    times = rounds.Times(tpi.opens_at, tpi.due_at, ahead, ahead, ahead)
    rounds.play(season, tpi, times)
