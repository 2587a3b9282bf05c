"""The decree, its awards, and what owners then tell the public."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from judging.actions import awards
from judging.actions.awards import Paper
from judging.models import Advancement, Award
from kipp.accounts.models import Role
from kipp.demo.seasons.papers import paper
from submissions.actions import profiles
from submissions.models import Profile

if TYPE_CHECKING:
    from datetime import datetime

    from judging.models import Round
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season

NUMBER = "SIMULASI/01/{year}"


def grant(season: Season, round: Round, at: datetime) -> None:
    """An award for everybody who advanced out of the last round."""
    entries = Advancement.objects.filter(round=round, advanced=True).order_by("rank", "entry_id")
    keys = list(entries.values_list("entry", flat=True))
    if not keys:
        return
    by, level = season.one(Role.SECRETARIAT), season.edition.award_levels[0]
    known = season.known()
    about = Paper(
        number=NUMBER.format(year=season.edition.year),
        signed_on=at.date(),
        title=f"Penetapan {level} {season.edition} (data simulasi)",
    )
    lines = [f"{n}. {known[key].text.title}, {known[key].place}." for n, key in enumerate(keys, 1)]
    file = paper(f"{about.title}.pdf", about.title, [f"Nomor {about.number}.", *lines])
    decree = awards.issue_decree(season.edition, about, file, by=by, at=at)
    levels = dict.fromkeys(keys, level)
    awards.grant(round, decree, levels, by=by, at=at + timedelta(hours=2))


def winners(season: Season) -> list[Proposal]:
    """Whoever has a published award, as the decree names them."""
    rows = Award.objects.published().filter(entry__edition=season.edition).order_by("pk")
    known = season.known()
    return [known[key] for key in rows.values_list("entry", flat=True)]


def plan_profiles(season: Season, at: datetime) -> None:
    """Owners fill their profiles in the days after; the secretariat releases them. One of
    several has something to add on the eve of today, which waits to be released."""
    schedule = season.stage.schedule
    proposals = winners(season)
    for n, one in enumerate(proposals):
        filled = at + timedelta(days=1 + n % 5, hours=n % 7)
        schedule.plan(filled, partial(_fill, one))
        schedule.plan(filled + timedelta(days=2), partial(_release, season, one))
    others = [one for one in proposals[1:] if one.number != 0]
    if others:
        eve = schedule.until - timedelta(hours=9)
        schedule.plan(eve, partial(_fill, others[0], more=True))


def _fill(proposal: Proposal, at: datetime, *, more: bool = False) -> None:
    text = proposal.text
    first, second = text.measures[:2]
    impact = f"{first.sentence[:1].upper()}{first.sentence[1:]}."
    added = f" Selain itu, {second.sentence}." if more else ""
    values = {
        "summary": text.summary,
        "problem": _paragraph(text.answers, "background", "inspiration"),
        "solution": _paragraph(text.answers, "implementation", "process"),
        "impact": impact + added,
        "contact": f"{text.unit}, {proposal.place}",
    }
    profiles.fill(proposal.written.innovation, values, by=proposal.pic, at=at)


def _release(season: Season, proposal: Proposal, at: datetime) -> None:
    profile = Profile.objects.get(innovation=proposal.written.innovation)
    profiles.release(profile, by=season.one(Role.SECRETARIAT), at=at)


def _paragraph(answers: dict[str, str], *codes: str) -> str:
    """The beginning of what the proposal says, by whichever of these sections it has."""
    return next(answers[code] for code in codes if code in answers).split("\n\n")[0]
