from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, IntegrityError, transaction

from judging.actions import rounds
from judging.models import Advancement, Candidate, Criterion, PanelDuty, Round, RoundState, Stage
from judging.models.round import MOVES
from kipp.accounts.models import InstitutionKind, Role
from kipp.journal import moves
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.notices.models import Notice
from submissions.models import EntryState
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db

ROUNDS = json.loads(Path("judging/data/kipp-2025.json").read_text(encoding="utf-8"))
SEASON = json.loads(Path("submissions/data/kipp-2025.json").read_text(encoding="utf-8"))
STEPS = {(row.verb, state) for row in MOVES for state in row.source}


@pytest.fixture
def secretariat():
    return make.person(Role.SECRETARIAT)


def test_the_rounds_of_2025_load_with_weights_anchors_and_duties():
    edition = make.edition()
    make.group(edition, code="replikasi")
    ministry = make.institution(kind=InstitutionKind.KEMENTERIAN, code="KL-BAPPENAS")
    social = make.institution(kind=InstitutionKind.KEMENTERIAN, code="KL-KPPPA")

    te, tpi = rounds.load(ROUNDS, edition, season=SEASON)

    umum = te.criteria.filter(group__code="umum").order_by("position")
    assert [one.weight for one in umum] == [10, 15, 5, 30, 20, 5, 15]
    assert umum[4].sections == ["6a", "6b"]  # one criterion, two questions
    assert umum[0].anchors[0]["high"] == 54
    assert (te.judges_per_entry, te.passing_grade, te.public_weight) == (2, Decimal(85), 0)
    assert [one.weight for one in tpi.criteria.filter(group__code="umum").order_by("position")] == [
        30,
        30,
        20,
        20,
    ]
    assert PanelDuty.objects.get(round=tpi, institution=ministry).all_categories
    duty = PanelDuty.objects.get(round=tpi, institution=social)
    assert [category.number for category in duty.categories.all()] == [1]
    assert JournalLine.objects.of(te).get().verb == "round.load"


def test_loading_again_corrects_what_is_planned_and_leaves_what_is_open(secretariat):
    edition = make.edition()
    make.candidate_entry(edition)
    te, tpi = rounds.load(ROUNDS, edition, season=SEASON)
    rounds.open(te, by=secretariat)
    changed = json.loads(json.dumps(ROUNDS))
    for row in changed["rounds"]:
        row["name"], row["criteria"]["umum"][0]["weight"] = "Lain", 99

    again = rounds.load(changed, edition, season=SEASON)

    assert [one.pk for one in again] == [te.pk, tpi.pk]
    assert [one.name == "Lain" for one in again] == [False, True]
    first = Criterion.objects.filter(position=1, group__code="umum")
    assert first.get(round=te).weight == 10
    assert first.get(round=tpi).weight == 99


def test_the_command_needs_the_season_and_loads_its_rounds(capsys):
    with pytest.raises(CommandError, match="load the season"):
        call_command("load_rounds")
    make.edition(year=2025)
    call_command("load_rounds")
    assert Round.objects.count() == 2


def test_open_takes_in_the_accepted_entries_in_their_last_version(secretariat):
    planned = make.round(RoundState.PLANNED, entries=2)
    entry = planned.edition.entries.order_by("pk").first()
    last = make.lodgement(entry, title="Judul yang diperbaiki")

    rounds.open(planned, by=secretariat)

    planned.refresh_from_db()
    assert (planned.state, planned.candidates.count()) == (RoundState.OPEN, 2)
    assert Candidate.objects.get(entry=entry).lodgement == last
    line = planned.last_line
    assert (line.verb, line.by, line.detail["candidates"]) == ("round.open", secretariat, 2)


def test_open_is_refused_without_entries(secretariat):
    _refused(make.round(RoundState.PLANNED, entries=0), secretariat, "Belum ada proposal")


def test_open_is_refused_without_criteria_for_a_group(secretariat):
    planned = make.round(RoundState.PLANNED)
    other = make.group(planned.edition, code="replikasi")
    make.candidate_entry(planned.edition, group=other)
    _refused(planned, secretariat, "Kelompok replikasi")


def test_open_is_refused_for_an_entry_without_a_frozen_version(secretariat):
    planned = make.round(RoundState.PLANNED)
    bare = make.accepted_entry(of=planned.edition.groups.get())
    _refused(planned, secretariat, bare.code)


def test_the_panel_waits_for_the_announced_finalists_and_judges_who_advanced(secretariat):
    """Closed is not enough: the panel would know the finalists before everybody else."""
    first = make.round(RoundState.PLENARY, entries=2)
    panel = make.round(RoundState.PLANNED, of=first.edition, entries=0, stage=Stage.TPI)
    passed, failed = first.candidates.order_by("pk")
    for state in (RoundState.PLENARY, RoundState.CLOSED):
        make.walk_round(first, state)
        _refused(panel, secretariat, "belum diumumkan")

    make.walk_round(first, RoundState.ANNOUNCED)
    for candidate, advanced in ((passed, True), (failed, False)):
        Advancement.objects.create(
            round=first, entry=candidate.entry, run=first.current_run, advanced=advanced
        )
    rounds.open(panel, by=secretariat)

    assert [one.entry for one in panel.candidates.all()] == [passed.entry]


def test_a_disqualified_finalist_does_not_come_to_the_panel(secretariat):
    first = make.round(RoundState.ANNOUNCED)
    entry = first.candidates.get().entry
    Advancement.objects.create(round=first, entry=entry, run=first.current_run, advanced=True)
    moves.move(entry, "entry.disqualify", by=secretariat, at=now())
    assert entry.state == EntryState.DISQUALIFIED

    panel = make.round(RoundState.PLANNED, of=first.edition, entries=0, stage=Stage.TPI)
    _refused(panel, secretariat, "Belum ada proposal")


def test_consolidation_asks_the_judges_whose_sheets_lie_far_apart(secretariat):
    round = make.round(entries=2, disagreement_gap=20)
    far, near = (one.entry for one in round.candidates.order_by("pk"))
    low = make.signed_sheet(round, entry=far, value=60)
    high = make.signed_sheet(round, entry=far, value=90)
    for value in (70, 90):
        make.signed_sheet(round, entry=near, value=value)

    rounds.consolidate(round, by=secretariat)

    round.refresh_from_db()
    assert round.state == RoundState.CONSOLIDATION
    assert round.last_line.detail["entries"] == [far.pk]
    told = Notice.objects.filter(event="round.consolidation", channel="PORTAL")
    asked = {low.assignment.holding.user_id, high.assignment.holding.user_id}
    assert set(told.values_list("recipient", flat=True)) == asked


def test_convene_brings_the_round_to_the_plenary(secretariat):
    round = _all_signed(RoundState.CONSOLIDATION)
    rounds.convene(round, by=secretariat)
    round.refresh_from_db()
    assert (round.state, round.last_line.verb) == (RoundState.PLENARY, "round.convene")


def test_the_rules_freeze_when_the_round_opens():
    round = make.round()
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        Round.objects.filter(pk=round.pk).update(passing_grade=10)
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        Criterion.objects.filter(round=round).update(weight=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.create(
            round=round,
            entry=round.candidates.get().entry,
            lodgement=round.candidates.get().lodgement,
        )


@pytest.mark.parametrize("state", list(RoundState))
@pytest.mark.parametrize("verb", sorted({row.verb for row in MOVES}))
def test_each_move_is_refused_from_each_wrong_state(verb, state):
    if (verb, state) in STEPS:
        return
    round = make.round(state)
    (role,) = moves.way(MOVES, verb).roles
    _neither_action_nor_database(round, verb, make.person(role))
    assert Round.objects.get(pk=round.pk).state == state


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.verb)
def test_each_move_is_refused_to_each_wrong_role(row, role):
    if role in row.roles:
        return
    (state,) = row.source
    _neither_action_nor_database(make.round(state), row.verb, make.person(role))


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (rounds.open, RoundState.PLANNED),
        (rounds.consolidate, RoundState.OPEN),
        (rounds.convene, RoundState.CONSOLIDATION),
    ],
)
def test_each_action_is_refused_to_a_stranger_and_a_second_time(act, state, secretariat):
    round = make.round(state) if state == RoundState.PLANNED else _all_signed(state)
    with pytest.raises(Refused, match="wewenang"):
        act(round, by=make.person(Role.PLENARY_CHAIR))
    assert Round.objects.get(pk=round.pk).state == state

    act(round, by=secretariat)
    with pytest.raises(Refused, match="statusnya"):
        act(round, by=secretariat)


def _all_signed(state):
    round = make.round()
    make.signed_sheet(round)
    return make.walk_round(round, state)


def _refused(round, by, words):
    with pytest.raises(Refused, match=words), transaction.atomic():
        rounds.open(round, by=by)
    round.refresh_from_db()
    assert (round.state, round.candidates.count()) == (RoundState.PLANNED, 0)


def _neither_action_nor_database(round, verb, actor):
    with pytest.raises(Refused):
        moves.move(round, verb, by=actor, at=now())
    target = moves.way(MOVES, verb).target
    with pytest.raises(Error, match="may not move"), transaction.atomic():
        line = record(verb, round, by=actor, at=now())
        Round.objects.filter(pk=round.pk).update(state=target, last_line=line)
