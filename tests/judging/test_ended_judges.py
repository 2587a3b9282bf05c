"""A judge whose role has ended: what he signed counts, what he did not sign goes to another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from judging.actions import assignments, closing, planning, progress, rounds
from judging.models import RoundState, ScorecardState
from judging.models.assignment import ENDED
from judging.queries import loads, sheets
from kipp.accounts.models import Role, RoleHolding
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from tests import make
from tests.judging.season import PROTOCOL, counted, entries_of
from tests.make.entries import DAY, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return make.person(Role.SECRETARIAT)


def ended(judge):
    held = RoleHolding.objects.filter(pk=judge.acting.pk)
    held.update(starts_on=now().date() - 9 * DAY, ends_on=now().date() - 2 * DAY)
    return judge


def two_seats(**given):
    """An entry with one signed sheet, and a seat whose judge's role has ended."""
    round = make.round(minimum_judges=2, **given)
    [entry] = entries_of(round)
    gone = make.judge()
    seat = make.assignment(round, entry, gone)
    make.signed_sheet(round, entry=entry)
    ended(gone)
    return round, seat, gone


def told(event):
    rows = Notice.objects.filter(event=event, channel="MAIL")
    return set(rows.values_list("recipient", flat=True))


def test_the_seat_of_an_ended_judge_is_freed_and_filled_by_a_top_up(secretariat):
    round, seat, gone = two_seats()
    free = make.judge()

    outcome = planning.top_up(round, by=secretariat)

    assert (outcome.seats, outcome.freed, outcome.lacking) == (1, 1, ())
    seat.refresh_from_db()
    assert (bool(seat.recused_at), seat.recusal_reason) == (True, ENDED)
    assert seat.scorecard.state == ScorecardState.VOID
    assert seat.scorecard.void_reason == ENDED
    assert JournalLine.objects.get(verb="assignment.release").ids == [seat.pk]
    assert round.assignments.live().filter(holding=free.acting).exists()
    assert gone.pk not in told("judging.topped_up")


def test_what_he_signed_counts(secretariat):
    round = make.round()
    card = make.signed_sheet(round)
    ended(card.assignment.holding.user.act_as(card.assignment.holding))
    make.judge()
    planning.top_up(round, by=secretariat)
    card.refresh_from_db()
    assert card.state == ScorecardState.SIGNED
    assert round.assignments.live().count() == 2


def test_a_judge_of_the_same_institution_takes_his_place_by_hand(secretariat):
    round, seat, gone = two_seats()
    deputy = make.judge(institution=gone.acting.institution)
    made = assignments.add(round, seat.entry, deputy.acting, by=secretariat)
    assert made.holding == deputy.acting
    assert sheets.counted(round).count() == 2


def test_a_refused_addition_frees_nothing(secretariat):
    round, seat, _ = two_seats()
    near = make.judge(institution=seat.entry.innovation.institution)
    with pytest.raises(Refused, match="Benturan"):
        assignments.add(round, seat.entry, near.acting, by=secretariat)
    seat.refresh_from_db()
    assert seat.recused_at is None


def test_the_end_of_a_role_is_no_conflict_when_he_comes_back(secretariat):
    round, seat, gone = two_seats()
    planning.top_up(round, by=secretariat)
    again = make.holding(gone, Role.EVALUATOR, institution=gone.acting.institution)
    made = assignments.add(round, seat.entry, again, by=secretariat)
    assert made.holding == again


def test_the_page_counts_the_seat_as_empty_and_offers_the_top_up(client, secretariat):
    round, *_ = two_seats()
    assert [row.seats for row in loads.deal_of(round).lacking] == [1]
    client.force_login(secretariat)
    url = reverse("judging:assignment-plan", kwargs={"pk": round.pk})
    assert (
        reverse("judging:assignment-top-up", kwargs={"pk": round.pk})
        in client.get(url).content.decode()
    )
    page = client.post(
        reverse("judging:assignment-top-up", kwargs={"pk": round.pk}), follow=True
    ).content.decode()
    assert "1 tempat penilai yang perannya sudah berakhir dikosongkan." in page


def test_no_letter_of_the_round_goes_to_him(secretariat):
    round, seat, gone = two_seats(disagreement_gap=1, due_at=now() + timedelta(hours=20))
    other = make.signed_sheet(round, entry=seat.entry, value=10)
    judge = make.judge_of(other)
    make.assignment(round, seat.entry)
    progress.remind()
    assert gone.pk not in told("judging.due")
    assert told("judging.due")

    ended(judge)
    rounds.consolidate(round, by=secretariat)
    assert judge.pk not in told("round.consolidation")
    assert told("round.consolidation")
    make.walk_round(counted(round), RoundState.PLENARY)
    closing.close(round, PROTOCOL, by=make.person(Role.PLENARY_CHAIR))
    assert not {gone.pk, judge.pk} & told("round.closed")
    assert secretariat.pk in told("round.closed")
