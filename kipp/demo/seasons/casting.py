"""Who is who: the people of the ministry, the judges, and the teams of a season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kipp.accounts.models import Institution, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from kipp.demo.seasons.crowd import Crowd
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Data

HOME, UNIT = "PEMDA-51.08", "Dinas Kesehatan"  # of the demo's innovator and Admin Lokal
TAKER = "PEMDA-33.07"  # of the demo's adopter
MINISTRY = "KL-KEMENDAGRI"  # of the demo's panelist and focal person: it judges every finalist
UNIVERSITIES = (
    *("UNIV-UGM", "UNIV-UI", "UNIV-UNPAR", "UNIV-UB", "UNIV-UNHAS"),
    *("UNIV-USU", "UNIV-UNUD", "UNIV-UNMUL", "UNIV-UII", "UNIV-UNCEN"),
)
SUPERUSERS, SECRETARIAT, OFFICERS = 2, 4, 2
IN_PAIRS = 0.25  # share of the proposals that two people write


def cast_ministry(crowd: Crowd, evaluators: int, panel: Data) -> None:
    """Everybody who is there before a season begins. Those a visitor can be come first."""
    for role, number in (
        (Role.SUPERUSER, SUPERUSERS),
        (Role.SECRETARIAT, SECRETARIAT),
        (Role.SCALING_OFFICER, OFFICERS),
        (Role.LEADERSHIP, 1),
        (Role.AUDITOR, 1),
        (Role.PLENARY_CHAIR, 1),
    ):
        for n in range(number):
            crowd.cast(role, login=n == 0)
    _cast_evaluators(crowd, evaluators)
    _cast_panel(crowd, panel)
    crowd.cast(Role.ADOPTER, _one(TAKER), login=True)


def cast_teams(crowd: Crowd, rng: Random, proposals: Sequence[Proposal]) -> None:
    """The Admin Lokals of these proposals' institutions, then their teams, unit by unit."""
    cast_admins(crowd, [one.place for one in proposals])
    for one in proposals:
        unit = one.text.unit
        known = crowd.of_unit[one.place.pk, unit]
        if not known:
            visitor = _is_home(one) and Role.INNOVATOR not in crowd.login
            crowd.cast(Role.INNOVATOR, one.place, unit=unit, login=visitor)
        if rng.random() < IN_PAIRS and len(known) < 2:
            crowd.cast(Role.INNOVATOR, one.place, unit=unit)
        pair = rng.random() < IN_PAIRS
        one.team = known[: 2 if pair else 1]


def cast_admins(crowd: Crowd, places: Iterable[Institution]) -> None:
    for place in places:
        desk = place.parent if place.kind == "BUMD" and place.parent else place
        if (Role.INSTITUTION_ADMIN, desk.pk) not in crowd.of_place:
            crowd.cast(Role.INSTITUTION_ADMIN, desk, login=desk.code == HOME)


def _cast_evaluators(crowd: Crowd, number: int) -> None:
    places = {one.code: one for one in Institution.objects.filter(code__in=UNIVERSITIES)}
    for n in range(number):
        place = places[UNIVERSITIES[n % len(UNIVERSITIES)]]
        crowd.cast(Role.EVALUATOR, place, login=n == 0)


def _cast_panel(crowd: Crowd, panel: Data) -> None:
    """A panelist and a focal person of each ministry and agency, and the professionals."""
    codes = [
        *panel["cross_cutting"],
        *(c for duty in panel["duties"] for c in duty["institutions"]),
    ]
    rows = Institution.objects.filter(code__in=codes).order_by("code")
    for place in rows:
        for role in (Role.PANELIST, Role.KL_CONTACT):
            crowd.cast(role, place, login=place.code == MINISTRY)
    for _ in range(panel["professionals"]):
        crowd.cast(Role.PANELIST)


def _is_home(one: Proposal) -> bool:
    return one.place.code == HOME and one.text.unit == UNIT


def _one(code: str) -> Institution:
    return Institution.objects.select_related("region", "parent").get(code=code)
