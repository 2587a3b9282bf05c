"""What the pages of judging ask of the database: never more than twelve statements, and each list
as many for three rows as for one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import RoundState, Stage
from kipp.accounts.models import Role
from tests import make
from tests.costs import MOST, cost
from tests.doors import DOORS, address, let_in, sign_in
from tests.judging import season
from tests.make.entries import now

if TYPE_CHECKING:
    from judging.models import Round
    from kipp.accounts.models import User

pytestmark = pytest.mark.django_db
S = RoundState
Page = tuple["User", str]


def url(name, round, **more):
    return reverse(f"judging:{name}", kwargs={"pk": round.pk, **more})


def judge_desk(rows: int) -> Page:
    """Rounds that still score and rounds in consolidation, as many of each."""
    judge = make.judge()
    for _ in range(rows):
        make.signed_sheet(make.round(), judge=judge)
        _apart(judge)
    return judge, reverse("judging:desk")


def consolidation(rows: int) -> Page:
    judge = make.judge()
    for _ in range(rows):
        _apart(judge)
    return judge, reverse("judging:consolidation")


def assignment_plan(rows: int) -> Page:
    """Entries that lack a judge, judges with work, seats given back, judges who have left."""
    round = make.round(entries=rows, judges_per_entry=4)
    for entry in season.entries_of(round):
        make.assignment(round, entry=entry)
        given_back = {"recused_at": now(), "recusal_reason": "Keluarga"}
        make.assignment(round, entry=entry, **given_back)
        gone = make.assignment(round, entry=entry).holding
        gone.ends_on = date(2021, 1, 1)
        gone.save(update_fields=["ends_on"])
    return make.person(Role.SECRETARIAT), url("assignment-plan", round)


def assignment_judge(rows: int) -> Page:
    round, judge = make.round(entries=rows), make.judge()
    for entry in season.entries_of(round):
        make.assignment(round, entry=entry, judge=judge)
    return make.person(Role.SECRETARIAT), url("assignment-judge", round, holding=judge.acting.pk)


def round_list(rows: int) -> Page:
    for _ in range(rows):
        season.scored(90)
    return make.person(Role.SECRETARIAT), reverse("judging:round-list")


def round_detail(rows: int) -> Page:
    return make.person(Role.SECRETARIAT), url("round-detail", season.scored(*[90] * rows))


def ranking(rows: int) -> Page:
    return make.person(Role.SECRETARIAT), url("ranking", season.scored(*[90] * rows))


def entry_sheets(rows: int) -> Page:
    round = make.round()
    [entry] = season.entries_of(round)
    for _ in range(rows):
        make.signed_sheet(round, entry=entry)
    return make.person(Role.SECRETARIAT), url("entry-sheets", season.counted(round), entry=entry.pk)


def plenary(rows: int) -> Page:
    return make.person(Role.PLENARY_CHAIR), url("plenary", season.in_plenary(*[90] * rows))


def round_close(rows: int) -> Page:
    round = season.in_plenary(*[90] * rows)
    for entry in season.entries_of(round):
        make.assignment(round, entry=entry)
    return make.person(Role.PLENARY_CHAIR), url("round-close", round)


def minutes(rows: int) -> Page:
    return make.person(Role.PLENARY_CHAIR), url("minutes", season.closed(*[90] * rows))


def round_announce(rows: int) -> Page:
    return make.person(Role.SECRETARIAT), url("round-announce", _panel(rows))


def award_list(rows: int) -> Page:
    """As many awards, decrees, and entries that wait for an award."""
    round = _panel(2 * rows)
    for entry in season.entries_of(round)[:rows]:
        make.award(entry)
    return make.person(Role.SECRETARIAT), url("award-list", round)


LISTS = (
    *(judge_desk, consolidation, assignment_plan, assignment_judge, round_list, round_detail),
    *(ranking, entry_sheets, plenary, round_close, minutes, round_announce, award_list),
)


def _apart(judge: User) -> None:
    round = make.round()
    make.signed_sheet(round, judge=judge, value=40)
    make.signed_sheet(round, value=90)
    make.walk_round(round, S.CONSOLIDATION)


def _panel(rows: int) -> Round:
    return season.closed(*[90] * rows, stage=Stage.TPI)


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.__name__)
def test_a_list_costs_the_same_at_one_row_and_three(client, page):
    one, few = cost(client, *page(1))
    three, more = cost(client, *page(3))

    assert one == three <= MOST
    assert more.count("<tr") + more.count("<li") > few.count("<tr") + few.count("<li")


def test_a_filter_of_the_desk_keeps_within_the_limit(client):
    judge, where = judge_desk(1)
    asked, body = cost(client, judge, f"{where}?status=tandatangan")
    assert "Hapus semua" in body
    assert asked <= MOST


@pytest.mark.parametrize("onward", ["", "tandatangani"])
def test_saving_a_sheet_reads_no_proposal_and_keeps_within_the_limit(client, onward):
    seat = make.assignment()
    sign_in(client, make.judge_of(seat.scorecard))
    points = {f"criterion_{one.pk}": "81,5" for one in make.rubric(seat.scorecard)}
    with CaptureQueriesContext(connection) as asked:
        sent = client.post(
            reverse("judging:scorecard", args=[seat.pk]), points | {"lanjut": onward}
        )
    assert sent.status_code == 302
    assert seat.scorecard.scores.count() == len(points)
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= MOST
    assert not any("judging_candidate" in one["sql"] for one in asked)


@pytest.mark.parametrize("name", [name for name in DOORS if name.startswith("judging:")])
def test_no_page_asks_more_than_twelve(name, world, client):
    for who in let_in(name):
        sign_in(client, world.people[who])
        with CaptureQueriesContext(connection) as asked:
            client.get(address(name, world))
        assert len(asked) <= MOST, who
