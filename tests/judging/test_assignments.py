from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from judging.actions import assignments
from judging.models import (
    Assignment,
    AssignmentSource,
    RoundState,
    Scorecard,
    ScorecardState,
)
from kipp.accounts.models import InstitutionKind, Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return make.person(Role.SECRETARIAT)


@pytest.mark.parametrize("source", [AssignmentSource.PLAN, AssignmentSource.HAND])
def test_the_database_refuses_the_same_institution_or_judge_twice(source):
    round = make.round()
    institution = make.institution(kind=InstitutionKind.LEMBAGA)
    first = make.assignment(round, judge=make.judge(institution=institution))
    with pytest.raises(IntegrityError, match="one_judge_of_an_institution"), transaction.atomic():
        make.assignment(round, judge=make.judge(institution=institution), source=source)
    judge = make.judge_of(first.scorecard)
    with pytest.raises(IntegrityError, match="once_per_judge"), transaction.atomic():
        make.assignment(round, judge=judge, source=source, institution_id=None)


def test_a_judge_added_by_hand_must_be_free_and_new(secretariat):
    round = make.round()
    entry = round.candidates.get().entry
    seat = make.assignment(round)
    near = make.judge(institution=entry.innovation.institution)
    same = make.judge(institution=seat.holding.institution)
    elsewhere = make.round().candidates.get().entry
    free = make.judge()
    for holding, subject, words in (
        (near.acting, entry, "instansi yang sama"),
        (same.acting, entry, "instansi yang sama pada proposal"),
        (seat.holding, entry, "sudah ditugaskan"),
        (free.acting, elsewhere, "tidak dinilai"),
        (make.judge(Role.PANELIST).acting, entry, "bukan penilai tahap ini"),
    ):
        with pytest.raises(Refused, match=words):
            assignments.add(round, subject, holding, by=secretariat)
    assert Assignment.objects.get() == seat

    made = assignments.add(round, entry, free.acting, by=secretariat)
    assert (made.source, made.scorecard.state, made.position) == ("HAND", "OPEN", 1)
    assert JournalLine.objects.of(made).get().verb == "assignment.add"
    assert Notice.objects.filter(recipient=free, channel="MAIL").exists()


def test_a_declaration_is_made_once_and_opens_the_entry(secretariat):
    seat = make.assignment(declared=False)
    judge = make.judge_of(seat.scorecard)
    assert not Assignment.objects.readable_by(judge).exists()

    said = assignments.declare(seat, by=judge).declared_at
    assert assignments.declare(seat, by=judge).declared_at == said

    assert Assignment.objects.readable_by(judge).get() == seat
    assert [line.ids for line in JournalLine.objects.filter(verb="assignment.declare")] == [
        [seat.pk]
    ]
    for stranger in (make.judge(), secretariat):
        with pytest.raises(Refused, match="bukan milik Anda"):
            assignments.declare(seat, by=stranger)


@pytest.mark.parametrize("state", [ScorecardState.OPEN, ScorecardState.SIGNED])
def test_recusal_voids_the_sheet_by_name_and_closes_the_entry(state):
    card = make.sheet(state)
    judge, seat = make.judge_of(card), card.assignment

    assignments.recuse(seat, "Pernah membimbing tim ini", by=judge)

    card.refresh_from_db()
    seat.refresh_from_db()
    assert (card.state, card.void_reason) == ("VOID", "Pernah membimbing tim ini")
    assert (card.last_line.verb, card.last_line.by) == ("scorecard.void", judge)
    assert seat.recused_at
    assert JournalLine.objects.of(seat).get().verb == "assignment.recuse"
    assert not Assignment.objects.readable_by(judge).exists()
    seat.round.refresh_from_db()
    assert seat.round.dirty_seq == 1
    with pytest.raises(Refused, match="sudah dikembalikan"):
        assignments.recuse(seat, "Lagi", by=judge)


def test_recusal_needs_a_reason_its_own_judge_or_the_secretariat_and_an_undecided_round(
    secretariat,
):
    card = make.signed_sheet()
    seat, judge = card.assignment, make.judge_of(card)
    with pytest.raises(Refused, match="Tulis alasan"):
        assignments.recuse(seat, "  ", by=judge)
    with pytest.raises(Refused, match="bukan milik Anda"):
        assignments.recuse(seat, "Curang", by=make.judge())
    for state in (RoundState.PLENARY, RoundState.CLOSED):
        make.walk_round(seat.round, state)
        with pytest.raises(Refused, match="sudah dibawa ke sidang pleno"):
            assignments.recuse(seat, "Keluarga", by=secretariat)
    assert Scorecard.objects.get().state == "SIGNED"


def test_the_secretariat_frees_a_seat(secretariat):
    card = make.signed_sheet()
    assignments.recuse(card.assignment, "Sakit", by=secretariat)
    card.refresh_from_db()
    assert (card.state, card.last_line.role) == ("VOID", Role.SECRETARIAT)
