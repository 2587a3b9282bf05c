"""The way into the plenary: nothing that only a judge can mend is left behind, nor breaks there."""

from __future__ import annotations

import pytest
from django.db import Error, transaction
from django.urls import reverse

from judging.actions import assignments, closing, planning, rounds, scorecards
from judging.models import Round, RoundState, Scorecard, ScorecardState
from judging.queries import admission
from kipp.accounts.models import Role
from kipp.journal import moves
from kipp.journal.moves import Refused
from tests import make
from tests.judging.season import PROTOCOL, counted, entries_of
from tests.make.entries import now
from tests.submissions.test_lodging import at_once
from tests.submissions.test_lodging_races import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return make.person(Role.SECRETARIAT)


def one_short():
    """In consolidation: the first entry has its two sheets, the second one of two."""
    round = make.round(entries=2, minimum_judges=2, judges_per_entry=2)
    whole, short = entries_of(round)
    for entry in (whole, whole, short):
        make.signed_sheet(round, entry=entry, value=90)
    idle = make.assignment(round, entry=short)
    return make.walk_round(round, RoundState.CONSOLIDATION), short, idle


def test_convene_is_refused_while_an_entry_is_short_and_names_it(secretariat):
    round, short, idle = one_short()

    with pytest.raises(Refused, match=rf"1 proposal belum mempunyai 2 lembar .*{short.code}"):
        rounds.convene(round, by=secretariat)

    assert Round.objects.get(pk=round.pk).state == RoundState.CONSOLIDATION
    [row] = admission.short(round)
    assert (row.entry, row.signed, row.missing) == (short, 1, [idle.holding.user.name])


def test_a_substitute_found_in_the_consolidation_signs_and_the_round_goes_on_to_its_end(
    secretariat,
):
    round, short, idle = one_short()
    assignments.recuse(idle, "Sakit", by=secretariat)
    judge = make.judge()

    assert planning.top_up(round, by=secretariat).seats == 1
    seat = round.assignments.get(holding=judge.acting)
    assignments.declare(seat, by=judge)
    scorecards.sign(make.fill_sheet(seat.scorecard, value=88), by=judge)
    rounds.convene(round, by=secretariat)
    closing.close(counted(round), PROTOCOL, by=make.person(Role.PLENARY_CHAIR))

    assert Round.objects.get(pk=round.pk).state == RoundState.CLOSED
    assert short.advancements.get().advanced


def test_the_idle_judge_himself_may_still_sign(secretariat):
    round, _, idle = one_short()
    judge = make.judge_of(idle.scorecard)
    scorecards.sign(make.fill_sheet(idle.scorecard), by=judge)
    rounds.convene(round, by=secretariat)
    assert Round.objects.get(pk=round.pk).state == RoundState.PLENARY


def test_who_is_out_already_holds_up_nobody(secretariat):
    round, short, _ = one_short()
    with transaction.atomic():
        moves.move(short, "entry.disqualify", by=secretariat, at=now())
    rounds.convene(round, by=secretariat)
    assert Round.objects.get(pk=round.pk).state == RoundState.PLENARY


def test_the_page_lists_them_and_leads_to_the_substitutes(client, secretariat):
    round, short, idle = one_short()
    client.force_login(secretariat)
    url = reverse("judging:round-convene", kwargs={"pk": round.pk})

    text = client.get(url).content.decode()

    assert short.code in text
    assert idle.holding.user.name in text
    assert reverse("judging:assignment-plan", kwargs={"pk": round.pk}) in text
    assert f"?proposal={short.code}" in text
    assert '<form class="confirm"' not in text
    assert "belum mempunyai 2 lembar" in client.post(url, follow=True).content.decode()


def test_nothing_voids_a_signed_sheet_in_the_plenary(secretariat):
    card = make.signed_sheet()
    make.walk_round(card.assignment.round, RoundState.PLENARY)
    for by in (secretariat, make.judge_of(card)):
        with pytest.raises(Refused, match="sudah dibawa ke sidang pleno"):
            assignments.recuse(card.assignment, "Keluarga", by=by)
    for verb, by in (("void", secretariat), ("withdraw", make.judge_of(card))):
        fresh = Scorecard.objects.get(pk=card.pk)
        with pytest.raises(Error, match="settled"), transaction.atomic():
            moves.move(fresh, f"scorecard.{verb}", by=by, at=now())
    assert Scorecard.objects.get(pk=card.pk).state == ScorecardState.SIGNED


@pytest.mark.django_db(transaction=True)
def test_a_recusal_at_the_same_moment_leaves_no_round_in_the_plenary_with_too_few_sheets():
    round = make.round()
    card = make.signed_sheet(round)
    make.walk_round(round, RoundState.CONSOLIDATION)
    secretariat, judge = make.person(Role.SECRETARIAT), make.judge_of(card)

    outcomes = at_once(
        lambda: rounds.convene(round, by=secretariat),
        lambda: assignments.recuse(card.assignment, "Keluarga", by=judge),
    )

    assert refused(outcomes) == 1
    state = Round.objects.get(pk=round.pk).state
    signed = Scorecard.objects.signed().filter(assignment__round=round).exists()
    assert (state == RoundState.PLENARY) is signed
