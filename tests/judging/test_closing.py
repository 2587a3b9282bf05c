"""The plenary and the announcement: what they change together, and what they refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, transaction
from django.urls import reverse

from judging import mail
from judging.actions import closing
from judging.actions.closing import Protocol
from judging.models import (
    Advancement,
    Minutes,
    Round,
    RoundState,
    Scorecard,
    ScorecardState,
    ScoreRun,
)
from judging.models.round import MOVES
from judging.queries import sheets
from kipp.accounts.models import Role
from kipp.journal import moves
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.journal.record import record
from kipp.notices.models import Notice
from tests import make
from tests.judging.season import PROTOCOL, entries_of, fresh, in_plenary, scored, sign
from tests.make import rounds
from tests.make.entries import now

pytestmark = pytest.mark.django_db
D = Decimal


def chair():
    return make.person(Role.PLENARY_CHAIR)


def nothing_changed(round):
    return (
        Round.objects.get(pk=round.pk).state == round.state
        and not Advancement.objects.exists()
        and not Minutes.objects.exists()
        and not Scorecard.objects.filter(state=ScorecardState.VOID).exists()
    )


def test_close_freezes_who_advances_with_score_and_rank_and_files_the_minutes():
    round, by = in_plenary(90, 85, "84.99"), chair()
    first, second, third = entries_of(round)

    minutes = closing.close(round, PROTOCOL, by=by)

    rows = {row.entry: row for row in Advancement.objects.filter(round=round)}
    assert {entry: row.advanced for entry, row in rows.items()} == {
        first: True,
        second: True,
        third: False,
    }
    assert (rows[third].official, rows[third].rank, rows[third].by_plenary) == (
        D("84.99"),
        3,
        False,
    )
    round.refresh_from_db()
    assert (round.state, rows[first].run) == (RoundState.CLOSED, round.current_run)
    assert (minutes.number, minutes.by, len(minutes.journal_head)) == ("BA-01/2025", by, 64)
    line = round.last_line
    assert (line.verb, line.by, line.detail["void"]) == ("round.close", by, 0)


def test_close_counts_what_has_changed_since_the_last_run():
    round = scored(90)
    before = round.current_run
    sign(round, entry=entries_of(round)[0], value=88)
    rounds.walk_round(fresh(round), RoundState.PLENARY)

    closing.close(round, PROTOCOL, by=chair())

    assert Round.objects.get(pk=round.pk).current_run != before
    assert Advancement.objects.get().official == D(89)
    assert ScoreRun.objects.count() == 2


def test_close_is_refused_while_entries_lack_sheets_and_names_them():
    round = rounds.round(entries=2, minimum_judges=2)
    whole, short = entries_of(round)
    for value in (90, 91):
        rounds.signed_sheet(round, entry=whole, value=value)
    rounds.signed_sheet(round, entry=short)
    rounds.assignment(round, entry=short)
    rounds.walk_round(round, RoundState.PLENARY)

    with pytest.raises(Refused, match=rf"1 proposal belum mempunyai 2 lembar .*{short.code}"):
        closing.close(round, PROTOCOL, by=chair())

    assert nothing_changed(round)


def test_close_voids_by_name_what_is_unsigned():
    round = in_plenary(90)
    opened = rounds.assignment(round).scorecard
    by = chair()

    closing.close(round, PROTOCOL, by=by)

    opened.refresh_from_db()
    assert (opened.state, opened.void_reason) == (ScorecardState.VOID, sheets.VOID_REASON)
    line = JournalLine.objects.get(verb="scorecard.void")
    assert (line.ids, line.by, line.detail["to"]) == ([opened.pk], by, "VOID")


def test_close_is_refused_below_the_quorum():
    round = in_plenary(90, quorum_share=Decimal("0.75"))
    with pytest.raises(Refused, match="hadir 9, diperlukan 10"):
        closing.close(round, PROTOCOL, by=chair())
    many = Protocol("BA", date(2025, 7, 14), 13, 12)
    with pytest.raises(Refused, match="lebih banyak"):
        closing.close(round, many, by=chair())
    assert nothing_changed(round)


@pytest.mark.parametrize("state", [s for s in RoundState if s != RoundState.PLENARY])
def test_close_is_refused_in_every_other_state_by_the_action_and_the_database(state):
    round, by = rounds.round(state, entries=1), chair()

    with pytest.raises(Refused):
        closing.close(round, PROTOCOL, by=by)
    with pytest.raises(Error, match="may not move"), transaction.atomic():
        line = record("round.close", round, by=by, at=now())
        run = rounds.run(round)
        Round.objects.filter(pk=round.pk).update(
            state=RoundState.CLOSED, last_line=line, closed_at=now(), current_run=run
        )

    assert Round.objects.get(pk=round.pk).state == state


@pytest.mark.parametrize("verb", ["round.close", "round.announce"])
@pytest.mark.parametrize("role", list(Role))
def test_ending_a_round_is_refused_to_every_other_role(verb, role):
    row = moves.way(MOVES, verb)
    if role in row.roles:
        return
    [state] = row.source
    round = in_plenary(90) if state == RoundState.PLENARY else rounds.round(state, entries=1)
    by = make.person(role)

    with pytest.raises(Refused):
        closing.close(round, PROTOCOL, by=by) if verb == "round.close" else closing.announce(
            round, by=by
        )
    with pytest.raises(Error, match="may not move"), transaction.atomic():
        line = record(verb, round, by=by, at=now())
        Round.objects.filter(pk=round.pk).update(
            state=row.target, last_line=line, closed_at=now(), announced_at=now()
        )

    assert Round.objects.get(pk=round.pk).state == state


def test_closing_twice_is_refused():
    round, by = in_plenary(90), chair()
    closing.close(round, PROTOCOL, by=by)

    with pytest.raises(Refused):
        closing.close(round, PROTOCOL, by=by)

    assert Minutes.objects.count() == Advancement.objects.count() == 1
    assert ScoreRun.objects.filter(round=round).count() == 1


def test_a_candidate_disqualified_meanwhile_neither_stands_in_the_way_nor_advances():
    round = in_plenary(90, 90)
    gone, _ = entries_of(round)
    with transaction.atomic():
        moves.move(gone, "entry.disqualify", by=make.person(Role.SECRETARIAT), at=now())

    closing.close(round, PROTOCOL, by=chair())

    row = Advancement.objects.get(entry=gone)
    assert (row.advanced, row.official, row.rank) == (False, None, None)


def test_announce_tells_the_owners_once_and_only_then(django_capture_on_commit_callbacks):
    round = in_plenary("87.31", 70)
    closing.close(round, PROTOCOL, by=chair())
    assert not Notice.objects.filter(body__contains="87,31").exists()
    secretariat = make.person(Role.SECRETARIAT)

    with django_capture_on_commit_callbacks(execute=True):
        closing.announce(round, by=secretariat)
    with pytest.raises(Refused):
        closing.announce(round, by=secretariat)

    round.refresh_from_db()
    assert (round.state, round.last_line.by) == (RoundState.ANNOUNCED, secretariat)
    winner, loser = entries_of(round)
    letters = Notice.objects.filter(event="judging.advancement", channel="MAIL")
    assert {one.title for one in letters} == {
        f"{winner.code} menjadi finalis",
        f"Hasil penilaian {loser.code}",
    }
    told = {one.title for one in letters.filter(body__contains="87,31")}
    assert told == {f"{winner.code} menjadi finalis"}
    test = Notice.objects.filter(event="round.public_test", channel="MAIL")
    assert {one.title for one in test} == {f"Uji publik untuk {winner.code} dimulai"}


def test_announce_is_refused_without_minutes():
    round = rounds.round(RoundState.CLOSED)
    with pytest.raises(Refused, match="Berita acara"):
        closing.announce(round, by=make.person(Role.SECRETARIAT))
    assert Round.objects.get(pk=round.pk).state == RoundState.CLOSED


@pytest.mark.parametrize("state", [s for s in RoundState if s != RoundState.CLOSED])
def test_announce_is_refused_in_every_other_state_by_the_action_and_the_database(state):
    round, by = rounds.round(state), make.person(Role.SECRETARIAT)
    with pytest.raises(Refused):
        closing.announce(round, by=by)
    with pytest.raises(Error, match="may not move"), transaction.atomic():
        line = record("round.announce", round, by=by, at=now())
        Round.objects.filter(pk=round.pk).update(
            state=RoundState.ANNOUNCED,
            last_line=line,
            closed_at=now(),
            current_run=rounds.run(round),
        )
    assert Round.objects.get(pk=round.pk).state == state


def test_codes_name_ten_and_count_the_rest():
    assert closing.codes(["A", "B"]) == "A, B"
    assert closing.codes([str(n) for n in range(12)]).endswith("9, dan 2 lainnya")


def test_the_public_test_says_truly_where_opinions_go(client, settings):
    settings.OFFICE_EMAIL = "sekretariat@contoh.go.id"
    round = in_plenary(90)
    closing.close(round, PROTOCOL, by=chair())
    by = make.person(Role.SECRETARIAT)
    client.force_login(by)
    page = client.get(reverse("judging:round-announce", kwargs={"pk": round.pk}))
    assert settings.OFFICE_EMAIL in page.content.decode()

    mail.public_test(round, entries_of(round)[0], [by], at=now(), until=date(2026, 3, 2))
    letter = Notice.objects.get(event="round.public_test", channel="MAIL", recipient=by)
    assert f"tertulis kepada Tim Sekretariat, melalui {settings.OFFICE_EMAIL}" in letter.body
