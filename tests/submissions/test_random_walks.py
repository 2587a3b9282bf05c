"""Everybody does anything, in any order: no entry ever stands in a state it may not reach, and no text
that was ever kept is lost."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions import answer_history
from submissions.actions import deadlines, entries, lodging, remarks, screening, teams
from submissions.models import Answer, EntryState, Lodgement, Right, TeamMember, Verdict
from submissions.models.entry import LODGED_STATES, MOVES
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

WALKS, STEPS = 14, 60
# The owner, his Admin Lokal and the secretariat are about most of the time.
OFTEN = (6, 2, 1, 1, 6, 1, 6, 1)
# Where the walks have to have been, or they prove little.
VISITED = set(EntryState.values) - {EntryState.DISQUALIFIED, EntryState.LAPSED}


class Walk:
    """One entry, its people, and what any of them may try on it."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        owner = make.person(Role.INNOVATOR, unit=make.unit())
        place = {"unit": owner.acting.unit, "institution": owner.acting.institution}
        self.entry = make.draft(owner=owner)
        reader, writer = (make.person(Role.INNOVATOR, **place) for _ in range(2))
        TeamMember.objects.create(entry=self.entry, user=writer)
        TeamMember.objects.create(entry=self.entry, user=reader, can_edit=False)
        self.people = [
            owner,
            writer,
            reader,
            make.person(Role.INNOVATOR, **place),
            make.person(Role.INSTITUTION_ADMIN, institution=place["institution"]),
            make.person(Role.INSTITUTION_ADMIN),
            make.person(Role.SECRETARIAT),
            make.person(Role.EVALUATOR),
        ]
        self.sections = list(self.entry.form.sections.order_by("position"))
        self.said = {(one.section_id, one.text) for one in Answer.objects.filter(entry=self.entry)}
        self.seen = [EntryState.DRAFT.value]

    def step(self, number: int) -> None:
        (by,) = self.dice.choices(self.people, weights=OFTEN)
        section = self.dice.choice(self.sections)
        # Half of the time something that leads on from here, else anything at all.
        near = ONWARD.get(EntryState(self.entry.state), ())
        act = self.dice.choice(near if near and self.dice.random() < 0.6 else ACTIONS)
        with suppress(Refused):
            act(self, by, section, number)
        self.entry.refresh_from_db()
        if self.entry.state != self.seen[-1]:
            self.seen.append(self.entry.state)

    def write(self, by, section, number: int) -> None:
        text = f"Waktu layanan turun {number} jam menurut {by}."
        entries.answer(self.entry, section, text, by=by)
        self.said.add((section.pk, text))

    def restore(self, by, section, number: int) -> None:
        rows = answer_history.of_section(self.entry, section).defer(None)
        entries.answer(self.entry, section, self.dice.choice(list(rows)).text, by=by)

    def revise(self, by, section, number: int) -> None:
        entries.revise(self.entry, {"location": f"Kecamatan {number}"}, by=by)

    def allow(self, by, section, number: int) -> None:
        user, right = self.dice.choice(self.people), self.dice.choice(list(Right))
        teams.allow(self.entry, user, right, by=by)

    def hand_over(self, by, section, number: int) -> None:
        teams.hand_over(self.entry, self.dice.choice(self.people), by=by, reason="Mutasi")

    def leave(self, by, section, number: int) -> None:
        teams.leave(self.entry, by=by)

    def send(self, by, section, number: int) -> None:
        entries.send(self.entry, by=by)

    def remark(self, by, section, number: int) -> None:
        remarks.add(self.entry, [(section, "Lengkapi.")], by=by)

    def give_back(self, by, section, number: int) -> None:
        lodging.give_back(self.entry, [(section, "Perbaiki.")], by=by)

    def lodge(self, by, section, number: int) -> None:
        lodging.lodge(self.entry, by=by)

    def relodge(self, by, section, number: int) -> None:
        lodging.relodge(self.entry, by=by)

    def return_once(self, by, section, number: int) -> None:
        screening.return_once(self.entry, [(section, "Lengkapi.")], by=by)

    def check(self, by, section, number: int) -> None:
        for item in self.entry.group.checklist.all():
            screening.mark(self.entry, item, Verdict.MET, by=by)

    def accept(self, by, section, number: int) -> None:
        screening.accept(self.entry, by=by)

    def reject(self, by, section, number: int) -> None:
        screening.reject(self.entry, "Bukan pelayanan publik.", by=by)

    def withdraw(self, by, section, number: int) -> None:
        lodging.withdraw(self.entry, "Tidak jadi.", by=by)

    def regret(self, by, section, number: int) -> None:
        if self.dice.random() < 0.2:
            self.withdraw(by, section, number)

    def clock(self, by, section, number: int) -> None:
        deadlines.lapse_closed()
        deadlines.relodge_overdue()


ACTIONS = (
    *(Walk.write, Walk.write, Walk.restore, Walk.revise, Walk.allow, Walk.hand_over, Walk.leave),
    *(Walk.send, Walk.send, Walk.remark, Walk.give_back, Walk.lodge, Walk.lodge, Walk.relodge),
    *(Walk.return_once, Walk.check, Walk.accept, Walk.reject, Walk.regret, Walk.clock),
)
ONWARD = {
    EntryState.DRAFT: (Walk.write, Walk.send),
    EntryState.WITH_AGENCY: (Walk.lodge, Walk.give_back, Walk.write),
    EntryState.LODGED: (
        Walk.check,
        Walk.check,
        Walk.accept,
        Walk.reject,
        Walk.reject,
        Walk.return_once,
    ),
    EntryState.RETURNED: (Walk.write, Walk.relodge, Walk.restore),
    EntryState.ACCEPTED: (Walk.withdraw,),
}
LEGAL = {(source, move.target) for move in MOVES for source in move.source}


def test_random_walks_reach_no_illegal_state_and_lose_no_answer():
    visited = set()
    for seed in range(WALKS):
        walk = Walk(seed)
        for number in range(STEPS):
            walk.step(number)
            _check(walk)
        visited.update(walk.seen)
        _check_texts(walk)
    assert visited >= VISITED, f"the walks never came to {VISITED - visited}"


def _check(walk: Walk) -> None:
    """What holds after every step, whoever took it."""
    entry, last = walk.entry, walk.seen[-2:]
    assert len(last) < 2 or tuple(last) in LEGAL, last
    assert entry.team.filter(is_pic=True).count() == 1
    assert not entry.team.filter(can_edit=True, can_comment=False).exists()
    if entry.state in LODGED_STATES:
        assert entry.code
        assert Lodgement.objects.filter(entry=entry).exists()
    if entry.last_line:
        assert entry.last_line.detail.get("to", entry.state) == entry.state


def _check_texts(walk: Walk) -> None:
    """Every text that an action took is found among the versions; what is shown is the newest."""
    rows = answer_history.kept().filter(pgh_obj__entry=walk.entry)
    assert walk.said <= set(rows.values_list("pgh_obj__section", "text"))
    for answer in Answer.objects.filter(entry=walk.entry):
        numbers = list(answer.versions.order_by("version").values_list("version", flat=True))
        assert numbers == list(range(1, answer.version + 1))
        assert answer.versions.get(version=answer.version).text == answer.text
    moved = JournalLine.objects.of(walk.entry).filter(verb__in={move.verb for move in MOVES})
    single = [line for line in moved if "to" in line.detail]
    assert [line.detail["to"] for line in sorted(single, key=lambda one: one.pk)] == walk.seen[1:]
