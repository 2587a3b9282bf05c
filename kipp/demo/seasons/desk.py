"""The Admin Lokal's part: coaching, lodging in sessions, and what the clock does at the close."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from kipp.demo.seasons import writing
from kipp.demo.seasons.flaws import Flaw
from kipp.demo.texts import remarks
from submissions.actions import deadlines, lodging
from submissions.actions.deadlines import OCCASIONS
from submissions.models import EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from kipp.accounts.models import Institution
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season


def give_back(season: Season, proposal: Proposal, at: datetime) -> None:
    """One remark, on a section drawn for this proposal."""
    rng = season.rng("give_back", proposal.number)
    section = rng.choice(list(season.sections[proposal.group].values())[1:])
    words = remarks.give_back(rng, section.title)
    admin = season.stage.crowd.admin_of(proposal.place)
    proposal.entry = lodging.give_back(proposal.written, [(section, words)], by=admin, at=at)


def lodge(season: Season, place: Institution, proposals: Sequence[Proposal], at: datetime) -> None:
    """Everything of an institution that lies on the desk; the portal refuses what is incomplete."""
    ready = [
        one
        for one in proposals
        if one.entry and one.entry.state == EntryState.WITH_AGENCY and one.flaw != Flaw.FORGOTTEN
    ]
    if not ready:
        return
    admin = season.stage.crowd.admin_of(place)
    outcomes = lodging.lodge_many([one.written for one in ready], by=admin, at=at)
    for one, (entry, _) in zip(ready, outcomes, strict=True):
        one.entry = entry


def withdraw(season: Season, proposal: Proposal, at: datetime) -> None:
    if proposal.written.state not in (EntryState.WITH_AGENCY, EntryState.LODGED):
        return
    admin = season.stage.crowd.admin_of(proposal.place)
    why = "Penanggung jawab pindah tugas dan unit belum menunjuk penggantinya."
    proposal.entry = lodging.withdraw(proposal.written, why, by=admin, at=at)


def mend_and_relodge(season: Season, proposal: Proposal, at: datetime) -> None:
    """The team writes the remarked section anew; the Admin Lokal lodges it again the next day."""
    writing.mend(season, proposal, at)
    season.stage.schedule.plan(at + timedelta(hours=20), partial(_relodge, season, proposal))


def remind(season: Season, closings: Iterable[datetime]) -> None:
    """The reminders before each close, and what lapses after it."""
    schedule = season.stage.schedule
    for closes_at in closings:
        for ahead in OCCASIONS.values():
            schedule.plan(closes_at - ahead, lambda at: deadlines.remind(at=at))
        grace = timedelta(seconds=season.edition.grace_seconds + 60)
        schedule.plan(closes_at + grace, lambda at: deadlines.lapse_closed(at=at))


def _relodge(season: Season, proposal: Proposal, at: datetime) -> None:
    admin = season.stage.crowd.admin_of(proposal.place)
    lodging.relodge(proposal.written, by=admin, at=at)
    proposal.written.refresh_from_db()
