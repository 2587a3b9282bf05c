"""What the plenary decides against the arithmetic: by whom, why, by what vote."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from judging.actions import closing
from judging.models import (
    Advancement,
    PlenaryMove,
    RoundState,
)
from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from tests import make
from tests.judging.season import PROTOCOL, entries_of, in_plenary
from tests.make import rounds
from tests.make.entries import now

pytestmark = pytest.mark.django_db
D = Decimal


def chair():
    return make.person(Role.PLENARY_CHAIR)


def decide(round, entry, advances, *, by, **given):
    defaults = {"mover": "Prof. Wati", "reason": "Dampaknya nasional.", "votes_for": 7}
    return closing.move_entry(
        round, entry, advances, by=by, **{"votes_against": 2} | defaults | given
    )


def test_the_plenary_takes_an_entry_in_and_another_out():
    round, by = in_plenary(90, 80), chair()
    winner, loser = entries_of(round)

    decide(round, winner, False, by=by)
    made = decide(round, loser, True, by=by)

    line = JournalLine.objects.filter(verb="round.move_entry").latest("pk")
    assert line.detail == {"entry": loser.pk, "advances": True}
    assert (made.mover, made.votes_for, made.by) == ("Prof. Wati", 7, by)
    closing.close(round, PROTOCOL, by=by)
    rows = Advancement.objects.filter(round=round)
    assert [(r.advanced, r.by_plenary, r.rank) for r in rows.order_by("entry")] == [
        (False, True, 1),
        (True, True, 2),
    ]


def test_the_last_decision_of_the_plenary_counts():
    round, by = in_plenary(90), chair()
    [entry] = entries_of(round)
    decide(round, entry, False, by=by)
    decide(round, entry, True, by=by)

    closing.close(round, PROTOCOL, by=by)

    assert Advancement.objects.get().advanced


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": "  "}, "alasan"),
        ({"mover": ""}, "pengusul"),
        ({"votes_for": 2}, "suara"),
        ({"advances": True}, "sudah lolos"),
    ],
)
def test_a_decision_is_refused_without_mover_reason_majority_or_change(given, words):
    round = in_plenary(90)
    advances = given.pop("advances", False)

    with pytest.raises(Refused, match=words):
        decide(round, entries_of(round)[0], advances, by=chair(), **given)

    assert not PlenaryMove.objects.exists()
    assert not JournalLine.objects.filter(verb="round.move_entry").exists()


def test_a_decision_is_refused_outside_the_plenary_and_to_others_and_for_foreign_entries():
    round = in_plenary(90)
    [entry] = entries_of(round)
    with pytest.raises(Refused):
        decide(round, entry, False, by=make.person(Role.SECRETARIAT))
    with pytest.raises(Refused):
        decide(rounds.round(RoundState.CONSOLIDATION), entry, False, by=chair())
    with pytest.raises(Refused, match="belum mempunyai nilai"):
        decide(round, make.accepted_entry(), True, by=chair())
    assert not PlenaryMove.objects.exists()


@pytest.mark.parametrize("given", [{"reason": ""}, {"votes_for": 1, "votes_against": 1}])
def test_the_database_refuses_a_decision_without_reason_or_majority(given):
    round = in_plenary(90)
    columns = {"mover": "Wati", "reason": "Alasan", "votes_for": 3, "votes_against": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        PlenaryMove.objects.create(
            round=round,
            entry=entries_of(round)[0],
            advances=True,
            by=chair(),
            at=now(),
            **columns | given,
        )


def test_a_tie_at_the_last_place_is_never_cut_but_decided():
    round, by = in_plenary(95, 90, 90, 86, places=2), chair()
    _, one, other, fourth = entries_of(round)
    with pytest.raises(Refused, match=rf"2 proposal bernilai sama .*{one.code}, {other.code}"):
        closing.close(round, PROTOCOL, by=by)
    assert not Advancement.objects.exists()

    decide(round, one, True, by=by)
    decide(round, other, False, by=by)
    closing.close(round, PROTOCOL, by=by)

    chosen = Advancement.objects.filter(round=round, advanced=True)
    assert chosen.filter(entry=one).get().by_plenary
    assert not chosen.filter(entry__in=[other, fourth]).exists()
    assert chosen.count() == 2
