"""KIPP 2025: registered, screened, judged, awarded, and taken further since."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from judging.actions import rounds as judging_rounds
from judging.models import Round
from kipp.accounts.models import Institution
from kipp.demo.seasons import (
    awarding,
    carrying,
    casting,
    desk,
    quality,
    registration,
    replicating,
    rounds,
    screening,
)
from kipp.demo.seasons.flaws import deal
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
from kipp.demo.seasons.season import Data, Season
from scaling.actions import cases
from submissions.actions import editions

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from kipp.demo.seasons.flaws import Flaw
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Stage

REPLICATIONS = 0.08  # share of the group replikasi
# What the builder says on the way.
CHAPTERS = {
    "registration_closes_at": "pendaftaran ditutup",
    "judging_opens_at": "seleksi administrasi selesai",
    "finalists_announced_at": "finalis diumumkan",
    "results_announced_at": "penghargaan diumumkan",
}
PILE = 40  # entries a screener looks through in one sitting


def read(app: str) -> Data:
    path = Path(settings.BASE_DIR) / app / "data" / "kipp-2025.json"
    data: Data = json.loads(path.read_text(encoding="utf-8"))
    return data


def prepare(stage: Stage) -> Season:
    """The edition with its rules, its people and what they will propose."""
    data, judging = read("submissions"), read("judging")
    at = at_hour(date.fromisoformat(data["dates"]["announced_on"]), 9)
    edition = editions.load(data, at=at)
    judging_rounds.load(judging, edition, season=data, at=at)
    season = Season(stage, edition, data)
    casting.cast_ministry(stage.crowd, stage.scale.evaluators, judging["panel"])
    season.proposals = proposed(season)
    casting.cast_teams(stage.crowd, season.rng("teams"), season.proposals)
    stage.crowd.enter(date(2025, 1, 2), about=edition, at=at)
    return season


def plan(season: Season) -> None:
    opens, closes = (season.moment(f"registration_{when}_at") for when in ("opens", "closes"))
    registration.plan(season, season.proposals, opens, closes)
    desk.remind(season, [closes])
    _plan_screening(season)
    _plan_judging(season)
    for name, words in CHAPTERS.items():
        telling = partial(_tell, season, words)
        season.stage.schedule.plan(season.moment(name) + timedelta(minutes=30), telling)


def _tell(season: Season, words: str, at: datetime) -> None:
    season.stage.say(f"{season.edition}: {words}.")


def proposed(season: Season) -> list[Proposal]:
    """What the season's teams will propose: drawn, the same every time."""
    scale = season.stage.scale
    places = participants(season.rng("places"), scale.institutions, first_places())
    shared = shared_out(season.rng("shares"), places, scale.registered, most=scale.most)
    # The first, and best, is by the unit of the demo's own innovator.
    home = shared.index(places[0])
    shared[0], shared[home] = shared[home], shared[0]
    flaws = deal(season.rng("flaws"), scale.registered)
    reference = date.fromisoformat(season.data["dates"]["eligibility_reference_on"])
    limits, seed = season.limits(), f"{season.stage.seed}:2025"
    made = []
    for number, (place, flaw) in enumerate(zip(shared, flaws, strict=True)):
        wish = _wish(season.rng("wish", number), number, place, flaw, places)
        taken = season.stage.taken
        made.append(invent(seed, number, wish, reference=reference, limits=limits, taken=taken))
    rate(season.rng("quality"), made, quality.FIELD)
    return made


def first_places() -> list[Institution]:
    rows = Institution.objects.select_related("region", "parent__region")
    found = {one.code: one for one in rows.filter(code__in=[casting.HOME, casting.TAKER])}
    return [found[casting.HOME], found[casting.TAKER]]


def _wish(
    rng: Random, number: int, place: Institution, flaw: Flaw | None, places: list[Institution]
) -> Wish:
    if number == 0:
        return Wish(place, category=4, unit=casting.UNIT)
    if rng.random() >= REPLICATIONS:
        return Wish(place, flaw=flaw)
    category = drawn_category(rng, place)
    source = earlier(rng, place, category, places)
    return Wish(place, "replikasi", category=category, flaw=flaw, source_note=source)


def _plan_screening(season: Season) -> None:
    """Piles in the order of lodging, through the days of the screening; returned ones come back."""
    start = season.moment("screening_opens_at")
    end = season.moment("screening_closes_at") - timedelta(days=3)
    number = -(-len(season.proposals) // PILE)
    rng = season.rng("screening")
    for n in range(number):
        at = in_hours(rng, (start + (end - start) * n / number).date()).replace(hour=9 + n % 7)
        season.stage.schedule.plan(max(at, start), partial(_look, season, n))
    schedule, last = season.stage.schedule, season.moment("screening_closes_at")
    schedule.plan(last - timedelta(days=2), lambda at: _finish(season, at))


def _look(season: Season, number: int, at: datetime) -> None:
    waiting = sorted(
        (one for one in season.known().values() if one.written.state == "LODGED"),
        key=lambda one: one.written.code or "",
    )
    screening.look(season, waiting[:PILE], at, number=number)


def _finish(season: Season, at: datetime) -> None:
    """Whatever has come back since."""
    for number in range(len(season.proposals) // PILE + 1):
        _look(season, number, at + timedelta(hours=number / 4))


def _plan_judging(season: Season) -> None:
    te, tpi = Round.objects.filter(edition=season.edition).order_by("number")
    when, hour = season.moment, timedelta(hours=1)
    plenary = when("te_plenary_at")
    rounds.play(
        season,
        te,
        rounds.Times(
            te.opens_at,
            te.due_at,
            consolidated=te.due_at + timedelta(minutes=5),
            convened=plenary,
            closed=plenary + 5 * hour,
            announced=when("finalists_announced_at"),
        ),
        recusals=4,
    )
    plenary = when("tpi_plenary_at")
    rounds.play(
        season,
        tpi,
        rounds.Times(
            tpi.opens_at,
            tpi.due_at,
            consolidated=tpi.due_at + timedelta(minutes=5),
            convened=plenary,
            closed=plenary + 4 * hour,
        ),
    )
    _plan_awards(season, tpi)


def _plan_awards(season: Season, tpi: Round) -> None:
    schedule, announced = season.stage.schedule, season.moment("results_announced_at")
    for day in range(6):
        at = at_hour((tpi.opens_at + timedelta(days=day)).date(), 18)
        schedule.plan(at, lambda at: cases.open_from_ticks(at=at))
    schedule.plan(announced - timedelta(days=7), partial(awarding.grant, season, tpi))
    schedule.plan(announced, partial(rounds.announce, season, tpi))
    schedule.plan(announced + timedelta(minutes=10), partial(_go_on, season))


def _go_on(season: Season, at: datetime) -> None:
    """What comes of the awards depends on who has them."""
    cases.disclose(at=at)
    proposals = awarding.winners(season)
    awarding.plan_profiles(season, at)
    carrying.plan(season, proposals, at)
    replicating.plan(season, proposals, at)
