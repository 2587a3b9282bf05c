from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction

from judging import tasks
from judging.actions import assignments, planning
from judging.models import (
    Assignment,
    AssignmentSource,
    PanelDuty,
    RoundState,
    Scorecard,
    Stage,
)
from kipp.accounts.models import InstitutionKind, Role
from kipp.jobs.models import Job, JobState
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.models import Category
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return make.person(Role.SECRETARIAT)


def seats(round):
    rows = Assignment.objects.filter(round=round).order_by("holding", "entry")
    return list(rows.values_list("holding", "entry", "position", "recused_at"))


def test_a_plan_gives_every_entry_its_judges_with_sheets_notices_and_one_line(secretariat):
    round = make.round(entries=6)
    judges = [make.judge() for _ in range(4)]

    outcome = planning.plan(round, by=secretariat)

    assert (outcome.seats, outcome.judges) == (12, 4)
    rows = Assignment.objects.all()
    assert set(Counter(row.entry_id for row in rows).values()) == {2}
    assert set(Counter(row.holding_id for row in rows).values()) == {3}
    assert {row.institution_id for row in rows} == {j.acting.institution_id for j in judges}
    assert Scorecard.objects.filter(state="OPEN").count() == 12
    for judge in judges:  # an order of work for each, without a gap
        own = rows.filter(holding=judge.acting)
        assert sorted(own.values_list("position", flat=True)) == [1, 2, 3]
    line = JournalLine.objects.get(verb="assignment.plan")
    assert line.ids == sorted(row.pk for row in rows)
    assert (line.detail["least"], line.detail["most"], line.detail["groups"]) == (3, 3, 1)
    told = Notice.objects.filter(event="judging.assigned", channel="MAIL")
    assert set(told.values_list("recipient", flat=True)) == {judge.pk for judge in judges}


def test_a_plan_made_twice_is_the_same_plan(secretariat):
    round = make.round(entries=5)
    [make.judge() for _ in range(3)]
    planning.plan(round, by=secretariat)
    before = seats(round)

    again = planning.plan(round, by=secretariat)

    assert again.seats == 0
    assert seats(round) == before
    assert Notice.objects.filter(event="judging.assigned", channel="MAIL").count() == 3


def test_the_seed_of_the_round_decides_the_plan(secretariat):
    round = make.round(entries=8)
    [make.judge() for _ in range(5)]
    with transaction.atomic():
        planning.plan(round, by=secretariat)
        first = seats(round)
        transaction.set_rollback(True)
    planning.plan(round, by=secretariat)
    assert seats(round) == first


def test_a_seat_given_by_hand_stays_in_the_plan(secretariat):
    round = make.round()
    chosen = make.judge()
    [make.judge() for _ in range(3)]
    entry = round.candidates.get().entry
    assignments.add(round, entry, chosen.acting, by=secretariat)

    assert planning.plan(round, by=secretariat).seats == 1
    assert round.assignments.get(holding=chosen.acting).source == AssignmentSource.HAND


def test_a_plan_that_cannot_be_names_the_entries_and_changes_nothing(secretariat):
    round = make.round(entries=2)
    candidate = round.candidates.order_by("pk").first().entry
    make.judge(institution=candidate.innovation.institution)
    make.judge()

    with pytest.raises(Refused, match=f"1 proposal .*{candidate.code}"):
        planning.plan(round, by=secretariat)
    assert seats(round) == []


@pytest.mark.parametrize("state", [s for s in RoundState if s != RoundState.OPEN])
def test_a_round_is_dealt_only_while_it_is_open(state, secretariat):
    round = make.round(state)
    with pytest.raises(Refused, match="setelah tahap penilaian dibuka"):
        planning.plan(round, by=secretariat)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.SECRETARIAT])
def test_only_the_secretariat_assigns(role):
    round, stranger = make.round(), make.person(role)
    entry, judge = round.candidates.get().entry, make.judge()
    for act in (planning.plan, planning.top_up, assignments.ask_plan):
        with pytest.raises(Refused, match="Sekretariat"):
            act(round, by=stranger)
    with pytest.raises(Refused, match="Sekretariat"):
        assignments.add(round, entry, judge.acting, by=stranger)
    assert not Assignment.objects.exists()


def test_the_panel_is_dealt_by_duty(secretariat):
    round = make.round(stage=Stage.TPI, minimum_judges=1)
    entry = round.candidates.get().entry
    other = Category.objects.create(edition=round.edition, number=2, short_name="Pangan", name="p")
    matching, elsewhere, crossing = (
        make.institution(kind=InstitutionKind.KEMENTERIAN) for _ in range(3)
    )
    for place, category in ((matching, entry.category), (elsewhere, other), (crossing, None)):
        duty = PanelDuty.objects.create(
            round=round, institution=place, all_categories=category is None
        )
        duty.categories.set([category] if category else [])
    named = make.judge(Role.PANELIST, institution=matching)
    deputy = make.judge(Role.PANELIST, institution=matching)
    make.judge(Role.PANELIST, institution=elsewhere)
    make.judge(Role.PANELIST)  # a ministry without a duty in this round
    everywhere = make.judge(Role.PANELIST, institution=crossing)
    professional = make.judge(Role.PANELIST, institution=None)

    planning.plan(round, by=secretariat)

    seated = {row.holding_id for row in Assignment.objects.all()}
    assert seated == {named.acting.pk, everywhere.acting.pk, professional.acting.pk}

    assignments.recuse(Assignment.objects.get(holding=named.acting), "Pernah membimbing", by=named)
    planning.top_up(round, by=secretariat)
    assert Assignment.objects.live().filter(holding=deputy.acting).exists()


def test_filling_up_after_a_recusal_touches_nothing_that_is_signed(secretariat):
    round = make.round(entries=2)
    left, right = (one.entry for one in round.candidates.order_by("pk"))
    kept = make.signed_sheet(round, entry=left)
    gone = make.assignment(round, entry=left)
    make.assignment(round, entry=right)
    make.assignment(round, entry=right)
    assignments.recuse(gone, "Keluarga", by=make.judge_of(gone.scorecard))
    fresh = make.judge()

    outcome = planning.top_up(round, by=secretariat)

    assert (outcome.seats, outcome.lacking) == (1, ())
    seat = Assignment.objects.get(source=AssignmentSource.TOP_UP)
    assert (seat.entry, seat.holding) == (left, fresh.acting)
    kept.refresh_from_db()
    assert (kept.state, kept.assignment.recused_at) == ("SIGNED", None)
    assert Notice.objects.filter(event="judging.topped_up", recipient=fresh).exists()
    with pytest.raises(Refused, match="Tidak ada tempat yang kosong"):
        planning.top_up(round, by=secretariat)


def test_filling_up_says_for_which_entries_nobody_was_found(secretariat):
    round = make.round(entries=2)
    for candidate in round.candidates.order_by("pk"):
        make.signed_sheet(round, entry=candidate.entry)
    lonely = round.candidates.order_by("pk").first().entry
    only = make.judge()
    recused = make.assignment(round, entry=lonely, judge=only)
    assignments.recuse(recused, "Keluarga", by=only)
    Assignment.objects.exclude(entry=lonely).update(institution=None)
    for seat in Assignment.objects.exclude(holding=only.acting):
        seat.holding.ends_on = "2020-01-02"
        seat.holding.save(update_fields=["ends_on"])

    outcome = planning.top_up(round, by=secretariat)

    assert outcome.lacking == (lonely.code,)
    assert outcome.seats == 1


def test_the_job_deals_the_round_and_says_how_it_ended(
    secretariat, django_capture_on_commit_callbacks
):
    round = make.round(entries=3)
    [make.judge() for _ in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        job = assignments.ask_plan(round, by=secretariat)
        assert assignments.ask_plan(round, by=secretariat) == job

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert job.note == "6 lembar untuk 2 penilai"
    before = seats(round)
    tasks.plan_assignments(job_id=job.pk, round_id=round.pk, holding_id=secretariat.acting.pk)
    assert seats(round) == before


def test_a_job_killed_in_the_middle_leaves_nothing_and_is_done_by_the_next_run(
    secretariat, monkeypatch
):
    round = make.round(entries=3)
    [make.judge() for _ in range(2)]
    with transaction.atomic():
        job = assignments.ask_plan(round, by=secretariat)
    ids = {"job_id": job.pk, "round_id": round.pk, "holding_id": secretariat.acting.pk}
    with monkeypatch.context() as patch:

        def killed(*args, **kwargs):
            raise SystemExit

        patch.setattr(planning, "_tell", killed)
        with pytest.raises(SystemExit):
            tasks.plan_assignments(**ids)
    assert seats(round) == []
    assert Job.objects.get().state == JobState.RUNNING

    tasks.plan_assignments(**ids)
    assert len(seats(round)) == 6
    assert Job.objects.get().state == JobState.DONE


def test_a_refused_plan_ends_its_job_with_the_reason(secretariat):
    round = make.round()
    with transaction.atomic():
        job = assignments.ask_plan(round, by=secretariat)
    tasks.plan_assignments(job_id=job.pk, round_id=round.pk, holding_id=secretariat.acting.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "penilai" in job.note
