"""Governments take innovations over from one another, and both sides say how it goes on."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kipp.accounts.models import InstitutionKind, Role
from kipp.demo.seasons import awarding
from kipp.demo.seasons.schedule import at_hour, waking
from kipp.demo.texts import people, remarks
from scaling.actions import reminders, replications, reports
from scaling.models import CaseState, Replication, ScalingCase, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from random import Random

    from kipp.accounts.models import Institution, User
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season

DECLINED = -1
TAKERS = (4, 7)  # institutions that take one innovation over, at least and at most
DEPTHS = (DECLINED, 0, 1, 2, 3, 4, 4, 5, 5)
OF_THE_VISITOR = (2, 4, 0)  # how far the replications of the demo's own adopter are
WORDS = {
    Status.SMOOTH: "lancar",
    Status.GROWING: "berkembang",
    Status.STRUGGLING: "berkendala",
}


def plan(season: Season, proposals: Sequence[Proposal], at: datetime) -> None:
    """`at` is the announcement; the half-yearly round of updates goes on to the end."""
    adopters = _adopters(season)
    for number, one in enumerate(proposals):
        _plan_of(season, one, adopters, number, at)
    schedule = season.stage.schedule
    for day in _half_years(at, schedule.until):
        for n, one in enumerate(proposals):
            if n % 3 < 2:
                spoken = at_hour(day, 9) + timedelta(days=6 + n % 20, hours=n % 6)
                schedule.plan(spoken, partial(_update, season, one))
        for days in (0, 14, 30):
            schedule.plan(at_hour(day, 7) + timedelta(days=days), _ask)


def answer_entries(past: Season, at: datetime) -> None:
    """Accepted entries of the group replikasi propose replications; most owners answer in time."""
    known = {one.written.innovation_id: one for one in awarding.winners(past)}
    replications.propose_from_entries(at=at)
    for one in Replication.objects.filter(proposed_at=at).order_by("pk"):
        source, adopter = known[one.source_id], past.stage.crowd.admin_of(one.adopter)
        if _place(adopter).pk != one.adopter_id:
            continue  # a regional company: its own people answer for it
        rng = past.rng("answer", source.number, adopter.email)
        steps = (_agree, _approve, _start)[: rng.choice((0, 1, 2, 3, 3))]
        for n, step in enumerate(steps, 1):
            answered = waking(at + timedelta(days=6 * n, hours=rng.randint(0, 9)))
            past.stage.schedule.plan(answered, partial(step, past, source, adopter, rng))


def _ask(at: datetime) -> None:
    reports.mark_unconfirmed(at=at)
    reports.remind(at=at)
    reminders.overdue_stages(at=at)
    reminders.expiring_agreements(at=at)


def _half_years(start: datetime, until: datetime) -> list[date]:
    days = [date(year, month, 1) for year in range(start.year, until.year + 1) for month in (1, 7)]
    return [day for day in days if start < at_hour(day, 0) < until]


def _update(season: Season, source: Proposal, at: datetime) -> None:
    rng = season.rng("update", source.number, at.date())
    status = rng.choice([Status.SMOOTH, Status.GROWING])
    reports.report_innovation(
        source.written.innovation,
        status,
        by=source.pic,
        reached=rng.randint(300, 9000),
        note=remarks.update(rng, WORDS[status])[:500],
        at=at,
    )


def _adopters(season: Season) -> list[User]:
    """Who can take something over: the adopter a visitor can be comes first."""
    crowd = season.stage.crowd
    regional = (InstitutionKind.PROVINSI, InstitutionKind.KABUPATEN, InstitutionKind.KOTA)
    admins = [
        user
        for (role, _), user in crowd.of_place.items()
        if role == Role.INSTITUTION_ADMIN and _place(user).kind in regional
    ]
    return [*crowd.of_role[Role.ADOPTER], *admins]


def _place(user: User) -> Institution:
    assert user.acting is not None
    assert user.acting.institution is not None
    return user.acting.institution


def _plan_of(
    season: Season, source: Proposal, adopters: Sequence[User], number: int, at: datetime
) -> None:
    """Innovations of the demo's own innovator have somebody waiting for his answer."""
    rng = season.rng("replications", source.number)
    visitor = adopters[0]
    taken = (source.place.pk, _place(visitor).pk)
    others = [user for user in adopters if _place(user).pk not in taken]
    chosen = rng.sample(others, min(rng.randint(*TAKERS), len(others)))
    depths = [rng.choice(DEPTHS) for _ in chosen]
    if source.number == 0:
        depths[:1] = [0]
    if number < len(OF_THE_VISITOR):
        chosen, depths = [visitor, *chosen], [OF_THE_VISITOR[number], *depths]
    for adopter, depth in zip(chosen, depths, strict=True):
        start = at + timedelta(days=rng.randint(14, 60), hours=rng.randint(0, 9))
        _plan_one(season, source, adopter, depth, start)


def _plan_one(season: Season, source: Proposal, adopter: User, depth: int, start: datetime) -> None:
    """`depth` steps after the interest: agreed, approved, started, reported, ended."""
    schedule = season.stage.schedule
    rng = season.rng("replication", source.number, adopter.email)
    steps: tuple[Callable[..., object], ...] = (_propose, _agree, _approve, _start, _report, _end)
    steps = (_propose, _decline) if depth == DECLINED else steps[: depth + 1]
    pace = (schedule.until - start) / len(steps)
    for n, step in enumerate(steps):
        schedule.plan(waking(start + pace * n), partial(step, season, source, adopter, rng))


def _living(source: Proposal, adopter: User) -> Replication:
    mine = Replication.objects.living().filter(adopter=_place(adopter))
    return mine.get(source=source.written.innovation_id)


def _propose(season: Season, source: Proposal, adopter: User, rng: Random, at: datetime) -> None:
    words = remarks.replication_note(rng, "motive")
    case = ScalingCase.objects.filter(
        innovation=source.written.innovation_id, state=CaseState.COMMITTED
    )
    replications.propose(
        source.written.innovation, words, by=adopter, case=case.order_by("pk").first(), at=at
    )


def _decline(season: Season, source: Proposal, adopter: User, rng: Random, at: datetime) -> None:
    reason = remarks.replication_note(rng, "declined")
    replications.decline(_living(source, adopter), reason, by=adopter, at=at)


def _agree(season: Season, source: Proposal, adopter: User, rng: Random, at: datetime) -> None:
    number, day = people.letter_number(rng, at.year), at.date()
    replications.agree(
        _living(source, adopter),
        by=source.pic,
        number=number,
        signed_on=day,
        ends_on=day + timedelta(days=rng.choice((365, 730))),
        at=at,
    )


def _approve(season: Season, source: Proposal, adopter: User, rng: Random, at: datetime) -> None:
    officer = season.one(Role.SCALING_OFFICER, rng.randrange(9))
    replications.approve(_living(source, adopter), by=officer, at=at)


def _start(season: Season, source: Proposal, adopter: User, rng: Random, at: datetime) -> None:
    replications.start(_living(source, adopter), by=adopter, at=at)


def _report(season: Season, source: Proposal, adopter: User, rng: Random, at: datetime) -> None:
    status = rng.choice(list(WORDS))
    reports.report_replication(
        _living(source, adopter),
        status,
        by=adopter,
        reached=rng.randint(40, 2400),
        note=remarks.update(rng, WORDS[status])[:500],
        at=at,
    )


def _end(season: Season, source: Proposal, adopter: User, rng: Random, at: datetime) -> None:
    replication = _living(source, adopter)
    if rng.random() < 0.3:
        replications.stop(replication, remarks.replication_note(rng, "stopped"), by=adopter, at=at)
        return
    replications.finish(replication, by=season.one(Role.SCALING_OFFICER), at=at)
