"""Ranking, sheets, cockpit and plenary: who sees which number when, and what it costs."""

from __future__ import annotations

import csv
import io
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import Round, RoundState, Standing
from kipp.accounts.models import Role
from kipp.journal.models import JournalLine, pseudonym_of
from tests import make
from tests.judging import season
from tests.make import rounds

pytestmark = pytest.mark.django_db
S = RoundState
NUMBERS = {Role.SECRETARIAT, Role.PLENARY_CHAIR}
AFTER = {Role.AUDITOR, Role.SCALING_OFFICER, Role.KL_CONTACT}
# Rules of the portal, section 3.
RANKING = {
    S.PLANNED: {Role.SECRETARIAT},
    S.OPEN: {Role.SECRETARIAT},
    S.CONSOLIDATION: NUMBERS,
    S.PLENARY: NUMBERS,
    S.CLOSED: NUMBERS | {Role.LEADERSHIP},
    S.ANNOUNCED: NUMBERS | {Role.LEADERSHIP} | AFTER,
}


def url(name, round, **more):
    return reverse(f"judging:{name}", kwargs={"pk": round.pk, **more})


def page(client, person, address, **given):
    client.force_login(person)
    return client.get(address, given)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("state", list(S))
def test_a_ranking_is_opened_by_nobody_else_in_each_state(client, state):
    entry = make.candidate_entry(make.edition())
    round = season.every_state(entry)[state]
    names = ("ranking", "ranking-export", "entry-sheets", "plenary", "minutes")
    opened = {name: set() for name in names}
    for role in Role:
        client.force_login(make.person(role))
        for name in names:
            more = {"kind": "csv"} if name == "ranking-export" else {}
            more |= {"entry": entry.pk} if name == "entry-sheets" else {}
            if client.get(url(name, round, **more)).status_code == 200:
                opened[name].add(role)

    allowed = RANKING[state]
    assert opened["ranking"] == opened["ranking-export"] == allowed
    candidates = NUMBERS & allowed if state != S.PLANNED else set()  # no candidates before OPEN
    candidates |= {Role.AUDITOR} & allowed
    assert opened["entry-sheets"] == candidates
    assert opened["plenary"] == (NUMBERS if state in (S.PLENARY, S.CLOSED, S.ANNOUNCED) else set())
    assert opened["minutes"] == (allowed if state in (S.CLOSED, S.ANNOUNCED) else set())


def test_the_ranking_shows_score_spread_judges_and_who_is_missing(client):
    round = rounds.round(entries=2, minimum_judges=2)
    first, second = season.entries_of(round)
    for value in (82, "85.5"):
        rounds.signed_sheet(round, entry=first, value=value)
    late = rounds.assignment(round, entry=second)
    season.counted(round)

    body = text(page(client, make.person(Role.SECRETARIAT), url("ranking", round)))

    assert "83,75" in body
    assert "3,50" in body
    assert f"Menunggu {late.holding.user}" in body
    assert "Satu penilai meluluskan, yang lain tidak" in body
    line = JournalLine.objects.get(verb="round.ranking_viewed")
    assert (line.subject, line.detail) == (
        f"judging.Round:{round.pk}",
        {"run": round.current_run_id},
    )


def test_judges_have_names_for_secretariat_and_chair_only(client):
    round = season.announced(90)
    judge = round.assignments.get().holding.user
    entry = season.entries_of(round)[0]
    for role in (Role.LEADERSHIP, *AFTER):
        person = make.person(role)
        for name in ("ranking", "minutes"):
            body = text(page(client, person, url(name, round)))
            assert judge.name not in body
            sheets = url("entry-sheets", round, entry=entry.pk)
            assert (sheets in body) is (name == "ranking" and role == Role.AUDITOR)
        exported = page(client, person, url("ranking-export", round, kind="csv"))
        assert "Belum menandatangani" not in exported.content.decode()


def test_a_group_is_ranked_by_itself_and_filtered_and_sorted(client):
    edition = make.edition()
    other = make.group(edition, code="replikasi", name="Replikasi", position=2)
    make.candidate_entry(edition, group=other)
    round = season.scored(70, 90, 80, of=edition, entries=2)
    alone, high, low = season.entries_of(round)
    person = make.person(Role.SECRETARIAT)

    body = text(page(client, person, url("ranking", round)))
    assert alone.code not in body
    assert body.index(high.code) < body.index(low.code)
    assert alone.code in text(page(client, person, url("ranking", round), kelompok=other.pk))
    up = text(page(client, person, url("ranking", round), urut="nilai"))
    assert up.index(low.code) < up.index(high.code)
    assert "Tidak ada proposal yang cocok" in text(
        page(client, person, url("ranking", round), q="tidak ada judul begini")
    )
    assert page(client, person, url("ranking", round), kelompok="x", urut="x").status_code == 200


def test_the_export_has_the_rows_of_the_page_and_leaves_a_line(client):
    round = season.scored("87.31", 70)
    first, second = season.entries_of(round)
    client.force_login(make.person(Role.SECRETARIAT))

    answer = client.get(url("ranking-export", round, kind="csv"), {"q": first.code})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert [(row["Peringkat"], row["Nomor proposal"], row["Nilai"]) for row in rows] == [
        ("1", first.code, "87.31")
    ]
    book = client.get(url("ranking-export", round, kind="xlsx"))
    with ZipFile(io.BytesIO(book.content)) as archive:
        assert second.code in archive.read("xl/worksheets/sheet1.xml").decode()
    assert client.get(url("ranking-export", round, kind="pdf")).status_code == 404
    kinds = JournalLine.objects.filter(verb="round.ranking_exported").order_by("pk")
    assert [line.detail["kind"] for line in kinds] == ["csv", "xlsx"]


def test_the_sheets_of_an_entry_explain_its_score_in_a_sentence(client):
    round = rounds.round(entries=1)
    [entry] = season.entries_of(round)
    for value in (82, "85.5"):
        rounds.signed_sheet(round, entry=entry, value=value)
    rounds.fill_sheet(rounds.assignment(round, entry=entry).scorecard, value="66.66")
    season.counted(round)

    body = text(
        page(client, make.person(Role.SECRETARIAT), url("entry-sheets", round, entry=entry.pk))
    )

    assert "Rata-rata 2 penilai: 82,00 dan 85,50 → 83,75." in body
    assert "semula" not in body
    assert "66,66" not in body  # a sheet in the making is its judge's own affair
    assert JournalLine.objects.get(verb="round.sheets_viewed").detail["entry"] == entry.pk


def test_the_auditor_reads_announced_sheets_in_the_order_of_pseudonyms(client):
    round = rounds.round(entries=1)
    [entry] = season.entries_of(round)
    for value in (90, "85.5", 70):
        card = rounds.signed_sheet(round, entry=entry, value=value)
        card.feedback = f"Perkuat data {value}."
        card.save(update_fields=["feedback"])
    season.announce(season.close(rounds.walk_round(season.counted(round), S.PLENARY)))
    auditor = make.person(Role.AUDITOR)

    body = text(page(client, auditor, url("entry-sheets", round, entry=entry.pk)))

    judges = [seat.holding.user for seat in round.assignments.all()]
    assert not any(judge.name in body for judge in judges)
    called = sorted(pseudonym_of(judge.pk) for judge in judges)
    places = [body.index(f'<th scope="row">{name}') for name in called]
    assert places == sorted(places)
    assert all(f"Umpan balik {name}" in body for name in called)
    assert JournalLine.objects.get(verb="round.sheets_viewed").by == auditor


def test_a_value_corrected_in_consolidation_stands_beside_the_first(client):
    round = season.scored(80)
    [entry] = season.entries_of(round)
    rounds.walk_round(round, S.CONSOLIDATION)
    rounds.Score.objects.filter(criterion__code="impact").update(value=90)
    season.counted(round)
    person = make.person(Role.PLENARY_CHAIR)

    body = text(page(client, person, url("entry-sheets", round, entry=entry.pk)))

    assert "semula&nbsp;80,00" in body
    assert "Rata-rata 1 penilai: 86,00 → 86,00." in body


def test_an_entry_of_another_round_has_no_sheets_here(client):
    round, stranger = rounds.round(), make.accepted_entry()
    client.force_login(make.person(Role.SECRETARIAT))
    assert client.get(url("entry-sheets", round, entry=stranger.pk)).status_code == 404


def test_a_ranking_that_is_behind_its_sheets_says_so(client):
    round = season.scored(90)
    person = make.person(Role.SECRETARIAT)
    assert "dihitung ulang" not in text(page(client, person, url("ranking", round)))
    Round.objects.filter(pk=round.pk).update(dirty_seq=99)
    assert "dihitung ulang" in text(page(client, person, url("ranking", round)))


def test_the_ranking_costs_ten_queries_at_250_rows(client):
    round, owner = season.scored(90, 80), make.person(unit=make.unit())
    entry = season.entries_of(round)[0]
    run = round.current_run
    extra = [make.draft(of=entry.group, owner=owner) for _ in range(248)]
    Standing.objects.bulk_create(
        Standing(run=run, entry=one, official=50, rank=60, judges=1, spread=0) for one in extra
    )
    rounds.assignment(round, entry=entry)
    client.force_login(make.person(Role.SECRETARIAT))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        body = text(client.get(url("ranking", round)))
    assert "dari 250 proposal" in body
    assert len(queries) <= 10, "\n".join(one["sql"][:150] for one in queries)
