"""Letters of judging: to the right people, once, and no secret number in any of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from judging import mail, tasks
from judging.actions import assignments, progress
from judging.models import Relevance, Round, RoundState, Stage
from kipp.accounts.models import Role
from kipp.notices.models import Channel, Notice
from tests import make
from tests.judging import season
from tests.make import rounds
from tests.make.entries import DAY, now

pytestmark = pytest.mark.django_db


def letters(event):
    return Notice.objects.filter(event=event, channel=Channel.MAIL).order_by("pk")


def test_each_judge_is_told_how_many_entries_are_his():
    round = rounds.round()
    one, other = rounds.judge(), rounds.judge()

    mail.assigned(round, [one, other], at=now(), counts={one.pk: 7, other.pk: 8})

    assert [(row.recipient, row.title) for row in letters("judging.assigned")] == [
        (one, "7 proposal menunggu penilaian Anda"),
        (other, "8 proposal menunggu penilaian Anda"),
    ]
    assert "/penilaian/" in letters("judging.assigned")[0].body


def test_a_substitute_is_told_and_not_why():
    seat = rounds.assignment(recusal_reason="Kerabat penulis")
    mail.topped_up(seat, at=now())
    [letter] = letters("judging.topped_up")
    assert letter.recipient == seat.holding.user
    assert seat.entry.code in letter.body
    assert "Kerabat" not in letter.body


def test_the_secretariat_hears_once_that_half_is_signed():
    secretariat = make.person(Role.SECRETARIAT)
    round = rounds.round()
    rounds.signed_sheet(round)
    rounds.assignment(round)
    rounds.assignment(round)
    tasks.remind()
    assert not letters("judging.half").exists()
    rounds.signed_sheet(round)
    tasks.remind()
    tasks.remind()

    mine = letters("judging.half").filter(recipient=secretariat)
    assert "2 dari 4 lembar" in mine.get().body
    assert not letters("judging.half").exclude(recipient__holdings__role=Role.SECRETARIAT).exists()


@pytest.mark.parametrize(
    ("before", "days"),
    [
        (timedelta(days=3, seconds=1), None),
        (timedelta(days=3), "3"),
        (timedelta(days=1, seconds=1), "3"),
        (timedelta(days=1), "1"),
        (timedelta(0), None),
        (-DAY, None),
    ],
)
def test_judges_with_sheets_left_are_reminded_three_days_and_one_day_before(before, days):
    round = rounds.round()
    seat = rounds.assignment(round)
    rounds.assignment(round, judge=None, entry=seat.entry)
    done = rounds.signed_sheet(round)

    progress.remind(at=round.due_at - before)
    progress.remind(at=round.due_at - before)

    found = letters("judging.due")
    assert found.count() == (2 if days else 0)
    assert not found.filter(recipient=done.assignment.holding.user).exists()
    if days:
        title = f"1 lembar penilaian Anda belum ditandatangani, tinggal {days} hari"
        assert found.first().title == title


@pytest.mark.parametrize("state", [RoundState.CONSOLIDATION, RoundState.PLENARY, RoundState.CLOSED])
def test_nobody_is_reminded_outside_the_scoring(state):
    round = rounds.round()
    rounds.assignment(round)
    rounds.walk_round(round, state)
    progress.remind(at=round.due_at - DAY)
    assert not letters("judging.due").exists()


def test_judges_and_secretariat_hear_that_a_round_is_closed_without_a_number():
    secretariat = make.person(Role.SECRETARIAT)
    round = season.closed("87.31")
    judge = round.assignments.get().holding.user
    told = letters("round.closed")
    assert {secretariat, judge} <= {one.recipient for one in told}
    assert "rahasia sampai diumumkan" in told[0].body


def test_no_letter_before_the_announcement_names_a_score():
    round = season.in_plenary("87.31", "23.47")
    mail.consolidation_opened(round, [rounds.judge()], at=now())
    mail.half(round, 1, 2, at=now())
    season.close(round)
    said = Notice.objects.exclude(event="")
    assert said.count() > 3
    for secret in ("87,31", "87.31", "23,47", "23.47"):
        assert not said.filter(body__contains=secret).exists()
        assert not said.filter(title__contains=secret).exists()


def test_a_tick_reaches_the_scaling_officers():
    officer = make.person(Role.SCALING_OFFICER)
    round = rounds.round(stage=Stage.TPI)
    tick = Relevance.objects.create(
        round=round,
        entry=season.entries_of(round)[0],
        institution=make.institution(),
        holding=rounds.judge(Role.PANELIST).acting,
        reason="Sesuai tugas kami di pesisir.",
        at=now(),
    )
    mail.relevance_ticked(tick, at=now())
    mail.relevance_ticked(tick, at=now())
    letter = letters("judging.relevance").get(recipient=officer)
    assert "Sesuai tugas kami di pesisir." in letter.body


def test_texts_of_people_arrive_as_they_were_written(django_capture_on_commit_callbacks):
    round = season.scored(90)
    card = rounds.Scorecard.objects.get(assignment__round=round)
    rounds.Scorecard.objects.filter(pk=card.pk).update(feedback='Data < 3 tahun & tanpa "sumber"')
    Round.objects.filter(pk=round.pk).update(dirty_seq=F("dirty_seq"))
    with django_capture_on_commit_callbacks(execute=True):
        season.announce(season.close(rounds.walk_round(round, RoundState.PLENARY)))
    assert 'Data < 3 tahun & tanpa "sumber"' in letters("judging.advancement")[0].body


def test_the_secretariat_hears_of_a_recusal_by_the_judge_and_not_why():
    secretariat = make.person(Role.SECRETARIAT)
    seat, other = rounds.assignment(), rounds.assignment()
    assignments.recuse(seat, "Kerabat penulis", by=rounds.judge_of(seat.scorecard))
    assignments.recuse(other, "Sakit", by=secretariat)

    [letter] = letters("judging.recused").filter(recipient=secretariat)
    assert seat.entry.code in letter.title
    assert seat.holding.user.name in letter.body
    assert "Kerabat" not in letter.body
    assert "/penugasan/" in letter.body
