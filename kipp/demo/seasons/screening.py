"""Seleksi administrasi: the secretariat looks at every line of the checklist and finds the flaws."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from kipp.accounts.models import Role
from kipp.demo.seasons import desk
from kipp.demo.seasons.flaws import RETURNED, SCREENED, Flaw, item_of, reason_of
from kipp.demo.seasons.writing import TWINS
from kipp.demo.texts import remarks
from submissions.actions import deadlines, rejecting, screening
from submissions.models import EntryState, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season
    from submissions.actions.screening import Finding


def look(season: Season, proposals: Sequence[Proposal], at: datetime, *, number: int = 0) -> None:
    """One sitting of a screener over a pile: findings for all, then each way out."""
    pile = [one for one in proposals if one.written.state == EntryState.LODGED]
    if not pile:
        return
    by, second = (season.one(Role.SECRETARIAT, n) for n in (number, number + 1))
    back = [one for one in pile if one.flaw in RETURNED and not one.written.was_returned]
    rest = [one for one in pile if one not in back]
    for one in back:
        _return(season, one, by, at)
    screening.mark_many([row for one in rest for row in findings(season, one)], by=by, at=at)
    _decide(season, rest, by, second, at + timedelta(minutes=50))


def findings(season: Season, proposal: Proposal) -> list[Finding]:
    """A verdict on every line; what is not met says why."""
    flaw = None if is_mended(proposal) else proposal.flaw
    unmet = item_of(flaw, proposal.group) if flaw in (*SCREENED, Flaw.NEGLECTED) and flaw else ""
    rows: list[Finding] = []
    for code, item in season.items[proposal.group].items():
        verdict = Verdict.UNMET if code == unmet else Verdict.MET
        note = _words(season, proposal) if code == unmet else ""
        rows.append((proposal.written, item, verdict, note))
    return rows


def is_mended(proposal: Proposal) -> bool:
    return proposal.flaw == Flaw.MENDED and proposal.written.was_returned


def _decide(season: Season, pile: Sequence[Proposal], by: User, second: User, at: datetime) -> None:
    """What is not met goes to a second reader before it is out."""
    faulty = [one for one in pile if one.flaw in (*SCREENED, Flaw.NEGLECTED)]
    sound = {one.written.pk: one for one in pile if one not in faulty}
    for one in faulty:
        reason = _rejection(season, one)
        read = rejecting.propose(one.written, reason, by=by, at=at)
        one.entry = rejecting.confirm(read, by=second, at=at + timedelta(minutes=5))
    if sound:
        accepted = screening.accept_many([one.written for one in sound.values()], by=by, at=at)
        for entry in accepted:
            sound[entry.pk].entry = entry


def _return(season: Season, proposal: Proposal, by: User, at: datetime) -> None:
    """With a remark on what was copied. Whoever mends it does so the next day."""
    section = season.sections[proposal.group][TWINS[proposal.group][1]]
    notes = [(section, _words(season, proposal))]
    proposal.entry = screening.return_once(proposal.written, notes, by=by, at=at)
    schedule = season.stage.schedule
    if proposal.flaw == Flaw.MENDED:
        schedule.plan(at + timedelta(hours=22), partial(desk.mend_and_relodge, season, proposal))
        return
    due_at = proposal.entry.return_due_at
    assert due_at is not None  # the move has just set it
    schedule.plan(due_at + timedelta(minutes=1), partial(_overdue, proposal))


def _overdue(proposal: Proposal, at: datetime) -> None:
    deadlines.relodge_overdue(at=at)
    proposal.written.refresh_from_db()


def _words(season: Season, proposal: Proposal) -> str:
    assert proposal.flaw is not None  # only flaws have words
    rng = season.rng("screening", proposal.number)
    return remarks.screening(rng, reason_of(proposal.flaw))[:300]


def _rejection(season: Season, proposal: Proposal) -> str:
    assert proposal.flaw is not None  # only flaws are rejected
    reasons = {row["code"]: row["reject_text"] for row in season.data["reasons"]}
    return f"{reasons[reason_of(proposal.flaw)]} {_words(season, proposal)}"
