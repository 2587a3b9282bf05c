"""People who are just coming in: roles that wait for a second person, an unanswered invitation."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from kipp.accounts.actions import people as accounts
from kipp.accounts.models import Role
from kipp.demo.seasons.casting import HOME, UNIT
from kipp.demo.seasons.schedule import at_hour
from kipp.demo.texts import people

if TYPE_CHECKING:
    from datetime import date, datetime

    from kipp.accounts.models import Institution, User
    from kipp.demo.seasons.season import Stage


def plan(stage: Stage, today: date) -> None:
    """In the last days; each is given by somebody the visitor is not, so that he can confirm it."""
    crowd, schedule = stage.crowd, stage.schedule
    at = at_hour(today - timedelta(days=2), 10)
    setup, office = crowd.of_role[Role.SUPERUSER][-1], crowd.of_role[Role.SECRETARIAT][-1]
    campus = _place(crowd.of_role[Role.EVALUATOR][-1])
    schedule.plan(at, partial(_join, stage, setup, Role.SECRETARIAT, None))
    schedule.plan(at + timedelta(hours=1), partial(_join, stage, office, Role.EVALUATOR, campus))
    home = crowd.login[Role.INSTITUTION_ADMIN]
    schedule.plan(at + timedelta(hours=3), partial(_invite, stage, home))


def _join(stage: Stage, by: User, role: Role, place: Institution | None, at: datetime) -> None:
    """Invited and accepted, with a password that nobody knows."""
    rng = Random(f"{stage.seed}:newcomer:{role}")
    name = people.academic(rng) if role == Role.EVALUATOR else people.civil_servant(rng)
    address = people.address(name, f"baru {place.short_name if place else role}")
    sent = accounts.invite(by=by, email=address, name=name, role=role, institution=place, at=at)
    accounts.accept(sent.token, name=name, password=secrets.token_urlsafe(24), at=at)


def _invite(stage: Stage, by: User, at: datetime) -> None:
    """A second innovator of the demo's own unit, who has not opened his letter yet."""
    name = people.civil_servant(Random(f"{stage.seed}:newcomer:{HOME}"))
    place = _place(by)
    address = people.address(name, f"baru {place.short_name if place else HOME}")
    accounts.invite(
        by=by, email=address, name=name, role=Role.INNOVATOR, institution=place, unit=UNIT, at=at
    )


def _place(user: User) -> Institution | None:
    return user.acting.institution if user.acting else None
