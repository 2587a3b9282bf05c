"""Pages of the plenary, the announcement and the awards where something stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from judging.actions import awards, closing
from judging.models import Award, Decree, PlenaryMove, Round, RoundState, Stage
from judging.queries import outcome
from kipp.accounts.models import InstitutionKind, Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions import files
from tests import make
from tests.doors import sign_in
from tests.judging import season
from tests.judging.test_awards import PAPER, PDF, pdf, secretariat, tpi
from tests.make import rounds

pytestmark = pytest.mark.django_db


def url(name, round, **more):
    return reverse(f"judging:{name}", kwargs={"pk": round.pk, **more})


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def chair(client):
    client.force_login(make.person(Role.PLENARY_CHAIR))
    return client


@pytest.fixture
def desk(client):
    client.force_login(secretariat())
    return client


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 1), ("lolos", 2), ("tidak", 1), ("semua", 3), ("apa saja", 1)]
)
def test_the_plenary_shows_what_is_near_the_line_first_and_the_rest_on_demand(chair, asked, shown):
    round = rounds.round(entries=3)
    for entry, values in zip(season.entries_of(round), [(99, 95), (86, 88), (50, 54)], strict=True):
        for value in values:
            rounds.signed_sheet(round, entry=entry, value=value)
    rounds.walk_round(season.counted(round), RoundState.PLENARY)

    body = text(chair.get(url("plenary", round), {"tampil": asked}))

    assert sum(entry.code in body for entry in season.entries_of(round)) == shown


def test_an_entry_already_replicated_is_marked_as_a_priority(chair):
    round = season.in_plenary(90)
    [entry] = season.entries_of(round)
    address = url("plenary", round) + "?tampil=semua"
    assert "prioritas" not in text(chair.get(address))
    make.accepted_entry(of=entry.group, source=entry.innovation)
    assert "prioritas: sudah direplikasi" in text(chair.get(address))


def test_a_decision_needs_an_entry_of_this_round_and_a_change(chair):
    round = season.in_plenary(90)
    [entry] = season.entries_of(round)
    foreign = make.accepted_entry()
    assert chair.get(url("plenary-move", round, entry=foreign.pk)).status_code == 404
    sent = {"advances": "ya", "mover": "Wati", "votes_for": 5, "votes_against": 1, "reason": "Baik"}
    body = text(chair.post(url("plenary-move", round, entry=entry.pk), sent))
    assert f"{entry} sudah lolos." in body
    assert not PlenaryMove.objects.exists()


def test_a_refusal_to_close_is_said_on_the_page_and_keeps_what_was_typed(chair):
    round = season.in_plenary(90, quorum_share=Decimal("0.75"))
    sent = {"number": "BA-7", "members_present": 9, "members_total": 12}
    sent |= {"held_on_0": 14, "held_on_1": 7, "held_on_2": 2025}
    body = text(chair.post(url("round-close", round), sent))
    assert "hadir 9, diperlukan 10" in body
    assert 'value="BA-7"' in body
    assert Round.objects.get(pk=round.pk).state == RoundState.PLENARY


def test_the_page_of_announcing_says_which_awards_are_missing(desk):
    round = tpi(90)
    [winner] = season.entries_of(round)
    body = text(desk.get(url("round-announce", round)))
    assert "Belum dapat diumumkan" in body
    assert winner.code in body
    said = text(desk.post(url("round-announce", round), follow=True))
    assert "Penghargaan belum ditetapkan" in said
    assert Round.objects.get(pk=round.pk).state == RoundState.CLOSED

    awards.grant(round, filed(round), {winner.pk: "OPSI"}, by=secretariat())
    assert "1 proposal menerima penghargaan, 0 tidak." in text(
        desk.get(url("round-announce", round))
    )


def filed(round):
    return awards.issue_decree(round.edition, PAPER, pdf(), by=secretariat())


def test_nothing_is_granted_where_nothing_is_chosen(desk):
    round = tpi(90)
    decree = filed(round)
    body = text(desk.post(url("award-list", round), {"decree": decree.pk}))
    assert "Pilih paling sedikit satu proposal." in body
    assert not Award.objects.exists()


def test_a_file_too_large_is_refused_by_the_form(desk):
    round = tpi(90)
    large = SimpleUploadedFile("k.pdf", PDF + b"x" * files.PAPER_BYTES, "application/pdf")
    sent = {"number": "K", "title": "x", "signed_on_0": 1, "signed_on_1": 1, "signed_on_2": 2025}
    body = text(desk.post(url("decree-add", round), sent | {"file": large}))
    assert "melebihi 5 MB" in body
    assert 'value="K"' in body
    assert not Decree.objects.exists()


def test_the_ranking_is_filtered_by_category_and_by_flag(desk):
    round = season.scored(90, 60)
    first, second = season.entries_of(round)
    category = first.category_id
    assert first.code in text(desk.get(url("ranking", round), {"kategori": category}))
    body = text(desk.get(url("ranking", round), {"tanda": "gap"}))
    assert "Tidak ada proposal yang cocok" in body
    body = text(desk.get(url("ranking", round), {"tanda": "flat"}))
    assert first.code in body
    assert second.code in body


@pytest.mark.parametrize(
    ("signed", "words"),
    [(0, "Belum ada lembar yang ditandatangani."), (1, "Belum bernilai: masih kurang 1 lembar")],
)
def test_an_entry_without_a_score_says_what_it_lacks(desk, signed, words):
    round = rounds.round(minimum_judges=2)
    [entry] = season.entries_of(round)
    for _ in range(signed):
        rounds.signed_sheet(round, entry=entry)
    season.counted(round)
    assert words in text(desk.get(url("entry-sheets", round, entry=entry.pk)))


def test_without_a_line_everybody_scored_is_in_and_the_centre_has_no_province():
    ministry = make.institution(kind=InstitutionKind.KEMENTERIAN)
    edition = make.edition()
    make.candidate_entry(edition, owner=make.person(unit=make.unit(ministry), institution=ministry))
    round = season.scored(30, of=edition, entries=0, passing_grade=None, stage=Stage.TE)

    [one] = outcome.outcomes(round)

    assert (one.advances, one.band) == (True, outcome.Band.IN)
    assert outcome.composition([one])["Provinsi"] == [outcome.Share("Pusat", 1, 1)]
    assert outcome.composition([one])["Jawa dan luar Jawa"] == [outcome.Share("Pusat", 1, 1)]


def test_every_look_at_secret_numbers_of_the_plenary_leaves_a_line(client):
    round = season.in_plenary(90, 70)
    entry = season.entries_of(round)[0]
    sign_in(client, make.person(Role.PLENARY_CHAIR))
    for name, more in (("plenary-move", {"entry": entry.pk}), ("round-close", {})):
        client.get(reverse(f"judging:{name}", kwargs={"pk": round.pk} | more))
    assert JournalLine.objects.filter(verb="round.plenary_viewed").count() == 2

    season.close(round)
    pages = [reverse(f"judging:{name}", args=[round.pk]) for name in ("minutes", "round-detail")]
    for page in pages:
        client.get(page)
    season.announce(round)
    for page in pages:
        client.get(page)
    assert JournalLine.objects.filter(verb="round.minutes_viewed").count() == 1
    assert JournalLine.objects.filter(verb="round.scores_viewed").count() == 1


def test_a_plenary_is_not_held_tomorrow():
    round = season.in_plenary(90)
    protocol = replace(season.PROTOCOL, held_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="belum lewat"):
        closing.close(round, protocol, by=make.person(Role.PLENARY_CHAIR))
    assert Round.objects.get().state == RoundState.PLENARY
