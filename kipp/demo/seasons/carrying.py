"""Ministries carry innovations on: from a panelist's tick towards national policy."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from kipp.accounts.models import Role
from kipp.demo.seasons.schedule import waking
from kipp.demo.texts import people, remarks
from scaling.actions import cases
from scaling.models import CaseState, ScalingCase
from scaling.models.case import CONFIRMS, FILLS, PATH
from scaling.words import AREAS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from random import Random
    from typing import Any

    from kipp.accounts.models import User
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season

NOTES = dict(
    zip(
        PATH[1:],
        ("interest", "assessment", "plan", "commitment", "pilot", "adoption", "monitoring"),
        strict=True,
    )
)
# Half steps of the cases of the demo's own focal person: some wait for him, some for the other side.
OF_THE_VISITOR = (3, 0, 5, 9, 2)
LETTERS = (CaseState.INTERESTED, CaseState.COMMITTED, CaseState.ADOPTED)


def plan(season: Season, proposals: Sequence[Proposal], at: datetime) -> None:
    """Cases of awarded innovations go far, the others as far as the interest goes. Each stops at a
    step of its own: at half steps the evidence is there and waits for the other side."""
    owners = {one.written.innovation_id: one for one in proposals}
    visitor = season.stage.crowd.login[Role.KL_CONTACT].acting
    own = count()
    rows = ScalingCase.objects.select_related("institution", "innovation").order_by("pk")
    for number, case in enumerate(rows):
        owner = owners.get(case.innovation_id)
        if visitor and case.institution_id == visitor.institution_id:
            steps = OF_THE_VISITOR[next(own) % len(OF_THE_VISITOR)]
            _plan_case(season, case, owner, steps, at)
            continue
        steps = _steps(number, awarded=owner is not None)
        _plan_case(season, case, owner, steps, at)
        if owner is None:
            _plan_end(season, case, steps, number, at)


def _plan_end(season: Season, case: ScalingCase, steps: int, number: int, at: datetime) -> None:
    """Interest in what was not awarded mostly fades: stopped where nothing came of it, or paused."""
    schedule = season.stage.schedule
    if steps == 0 and number % 3:
        half_way = waking(at + (schedule.until - at) / 2)
        schedule.plan(half_way, partial(_end, season, case, "stopped", cases.stop))
    elif number % 7 == 6:
        last = waking(schedule.until - timedelta(days=1))
        schedule.plan(last, partial(_end, season, case, "paused", cases.pause))


def _steps(number: int, *, awarded: bool) -> int:
    """How many half steps a case has made: a step is evidence, then its confirmation."""
    return (
        (9, 14, 3, 11, 6, 1, 8, 12, 5, 10)[number % 10] if awarded else (1, 0, 2, 0, 3)[number % 5]
    )


def _plan_case(
    season: Season, case: ScalingCase, owner: Proposal | None, steps: int, at: datetime
) -> None:
    schedule = season.stage.schedule
    rng = season.rng("case", case.innovation_id, case.institution.code)
    last = schedule.until - timedelta(days=rng.randint(2, 40))
    pace = (last - at) / max(steps, 1)
    for half in range(steps):
        stage, moment = PATH[half // 2 + 1], waking(at + pace * (half + 0.9))
        if half % 2 == 0:
            schedule.plan(moment, partial(_fill, season, case, stage, owner, rng))
        else:
            schedule.plan(moment, partial(_advance, season, case, stage, owner))


def _fill(
    season: Season,
    case: ScalingCase,
    stage: CaseState,
    owner: Proposal | None,
    rng: Random,
    at: datetime,
) -> None:
    by = _whoever(season, case, FILLS[stage], owner)
    written: dict[str, Any] = {"text": remarks.case_note(rng, NOTES[stage])}
    if stage in LETTERS:
        written["number"] = people.letter_number(rng, at.year)
        written["dated_on"] = at.date()
    written["values"] = _values(rng, stage, owner)
    cases.fill(case, written, by=by, at=at)


def _advance(
    season: Season, case: ScalingCase, stage: CaseState, owner: Proposal | None, at: datetime
) -> None:
    by, seen = _whoever(season, case, CONFIRMS[stage], owner), case.gates.get(stage=stage).version
    cases.advance(case, by=by, seen=seen, at=at)


def _end(
    season: Season,
    case: ScalingCase,
    how: str,
    act: Callable[..., object],
    at: datetime,
) -> None:
    rng = season.rng(how, case.institution.code, case.innovation_id)
    act(case, remarks.case_note(rng, how), by=season.one(Role.SCALING_OFFICER), at=at)


def _whoever(
    season: Season, case: ScalingCase, roles: frozenset[str], owner: Proposal | None
) -> User:
    """One of these roles who has to do with this case."""
    crowd = season.stage.crowd
    if Role.KL_CONTACT in roles:
        return crowd.of_place[Role.KL_CONTACT, case.institution_id]
    if Role.SCALING_OFFICER in roles:
        return season.one(Role.SCALING_OFFICER, len(case.institution.code))
    assert owner is not None  # only cases of awarded innovations come as far as their owners
    return owner.pic


def _values(rng: Random, stage: CaseState, owner: Proposal | None) -> dict[str, str]:
    if stage == CaseState.ASSESSED:
        return {area: rng.choice("2233") for area in AREAS}
    if stage == CaseState.PLANNED:
        return {
            "regions": "Lima kabupaten dan kota yang mewakili wilayah barat, tengah, dan timur",
            "budget": "DIPA kementerian/lembaga dan APBD daerah sasaran",
            "pic": "Direktorat yang membina layanan ini",
            "timeline": "Dua semester: persiapan, lalu uji terap dan evaluasi",
        }
    if stage == CaseState.PILOTED and owner:
        first = owner.text.measures[0]
        before, after = (
            f"{first.name}: {value} {first.unit}" for value in (first.before, first.after)
        )
        return {"regions": "Tiga daerah uji terap", "before": before, "after": after}
    return {}
