"""The pages that move a round, and the figures they show."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from judging.models import Round, RoundState, Stage
from judging.queries import outcome, ranking, sheets
from kipp.accounts.models import Role
from tests import make
from tests.judging import season
from tests.make import rounds

pytestmark = pytest.mark.django_db
S = RoundState


def url(name, round, **more):
    return reverse(f"judging:{name}", kwargs={"pk": round.pk, **more})


def page(client, person, address, **given):
    client.force_login(person)
    return client.get(address, given)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def round_to_two(value):
    return value.quantize(Decimal("0.01"))


def test_the_cockpit_shows_the_next_step_to_whoever_may_take_it(client):
    secretariat, chair = make.person(Role.SECRETARIAT), make.person(Role.PLENARY_CHAIR)
    entry = make.candidate_entry(make.edition())
    states = season.every_state(entry)
    buttons = {
        S.PLANNED: "round-open",
        S.OPEN: "round-consolidate",
        S.CONSOLIDATION: "round-convene",
        S.PLENARY: "plenary",
        S.CLOSED: "award-list",
    }
    for state, name in buttons.items():
        who, other = (chair, secretariat) if state == S.PLENARY else (secretariat, chair)
        button = f'class="btn btn-primary" href="{url(name, states[state])}"'
        assert button in text(page(client, who, url("round-detail", states[state])))
        assert button not in text(page(client, other, url("round-detail", states[state])))
    undealt = rounds.round()
    body = text(page(client, secretariat, url("round-detail", undealt)))
    assert f'href="{url("assignment-plan", undealt)}">Bagikan tugas' in body
    assert "Tahap ini selesai." in text(
        page(client, secretariat, url("round-detail", states[S.ANNOUNCED]))
    )


def test_the_cockpit_names_silent_judges_to_those_who_may_know(client):
    round = season.scored(90)
    silent = rounds.assignment(round).holding.user
    body = text(page(client, make.person(Role.SECRETARIAT), url("round-detail", round)))
    assert body.index(silent.name) < body.index("Selesai</span>", body.index("<h2>Penilai"))
    assert "1 dari 1 proposal mencapai nilai ambang 85" in body
    for role in (Role.LEADERSHIP, Role.PLENARY_CHAIR):
        body = text(page(client, make.person(role), url("round-detail", round)))
        assert silent.name not in body
        assert "nilai ambang 85" not in body


def test_a_round_is_moved_on_its_page_and_a_refusal_is_said(client):
    round = rounds.round()
    client.force_login(make.person(Role.SECRETARIAT))
    assert "Mulai konsolidasi?" in text(client.get(url("round-consolidate", round)))
    assert Round.objects.get(pk=round.pk).state == S.OPEN

    said = text(client.post(url("round-consolidate", round), follow=True))
    assert "Konsolidasi dimulai." in said
    assert Round.objects.get(pk=round.pk).state == S.CONSOLIDATION
    said = text(client.post(url("round-consolidate", round), follow=True))
    assert "tidak dapat dilakukan" in said
    assert Round.objects.get(pk=round.pk).state == S.CONSOLIDATION


def test_the_chair_moves_an_entry_and_closes_on_the_pages(client):
    round = season.in_plenary(90, 80)
    _, loser = season.entries_of(round)
    client.force_login(make.person(Role.PLENARY_CHAIR))
    move = url("plenary-move", round, entry=loser.pk)
    sent = {"advances": "ya", "mover": "Wati", "votes_for": 5, "votes_against": 5, "reason": "Baik"}
    assert "lebih banyak" in text(client.post(move, sent))
    said = text(client.post(move, sent | {"votes_against": 1}, follow=True))
    assert f"{loser}: lolos." in said
    assert "usul Wati" in said

    close = url("round-close", round)
    assert "2 proposal lolos, 0 tidak." in text(client.get(close))
    paper = {"number": "BA-7", "members_present": 9, "members_total": 8}
    paper |= {"held_on_0": 14, "held_on_1": 7, "held_on_2": 2025}
    assert "Tidak mungkin lebih" in text(client.post(close, paper))
    said = text(client.post(close, paper | {"members_total": 12}, follow=True))

    assert "Nomor BA-7" in said
    assert "diloloskan atas usul Wati" in said
    assert client.get(close).status_code == 404


def test_the_page_of_closing_names_what_it_will_void_and_what_stands_in_the_way(client):
    round = season.in_plenary(90, 90, 80, places=1)
    late = rounds.assignment(round)
    client.force_login(make.person(Role.PLENARY_CHAIR))
    body = text(client.get(url("round-close", round)))
    assert f"{late.holding.user}: {late.entry}" in body
    assert "bernilai sama di batas kelulusan" in body
    tied = season.entries_of(round)[0]
    assert tied.code in body[body.index("bernilai sama") :]


def test_the_page_of_announcing_says_how_many(client):
    round = season.closed(90, 88, 60)
    client.force_login(make.person(Role.SECRETARIAT))
    body = text(client.get(url("round-announce", round)))
    assert "2 proposal menjadi finalis, 1 tidak." in body
    said = text(client.post(url("round-announce", round), follow=True))
    assert "Hasil diumumkan." in said
    assert client.get(url("round-announce", round)).status_code == 404


@pytest.mark.parametrize(
    ("stage", "closing", "announcing"),
    [
        (Stage.TE, "Tim Sekretariat mengumumkan hasilnya.", "uji publik 5 hari"),
        (Stage.TPI, "Tim Sekretariat menetapkan penghargaan", "pemilik mengisi profil terbit"),
    ],
)
def test_every_step_of_a_round_names_the_next_and_who_takes_it(client, stage, closing, announcing):
    round = season.scored(90, stage=stage)
    secretariat, chair = make.person(Role.SECRETARIAT), make.person(Role.PLENARY_CHAIR)
    paper = {"number": "BA-7", "members_present": 9, "members_total": 12}
    paper |= {"held_on_0": 14, "held_on_1": 7, "held_on_2": 2025}
    steps = (
        (secretariat, "round-consolidate", {}, "Berikutnya: penilai yang lembarnya berselisih"),
        (secretariat, "round-convene", {}, "Berikutnya: ketua sidang pleno memutuskan"),
        (chair, "round-close", paper, f"Berikutnya: {closing}"),
        (secretariat, "round-announce", {}, f"Berikutnya: {announcing}"),
    )
    for person, name, sent, words in steps:
        if name == "round-announce" and stage == Stage.TPI:
            make.award(season.entries_of(round)[0], published_at=None)
        client.force_login(person)
        assert words in text(client.post(url(name, round), sent, follow=True))


def test_bands_follow_how_far_judges_lie_apart():
    round = rounds.round(entries=3)
    far, near, low = season.entries_of(round)
    for entry, values in ((far, (95, 99)), (near, (85, 87)), (low, (60, 66))):
        for value in values:
            rounds.signed_sheet(round, entry=entry, value=value)
    found = {one.entry: one for one in outcome.outcomes(season.counted(round))}
    assert [found[entry].band for entry in (far, near, low)] == [
        outcome.Band.IN,
        outcome.Band.BORDERLINE,
        outcome.Band.OUT,
    ]
    # Ranges of 4, 2 and 6 points: (4 / 1.128) / sqrt 2.
    assert round_to_two(found[near].margin) == Decimal("2.51")


def test_the_composition_stands_beside_the_field():
    java = make.region(java=True)
    home = make.institution(region=java)
    edition = make.edition()
    for _ in range(2):
        make.candidate_entry(edition, owner=make.person(unit=make.unit(home), institution=home))
    round = rounds.round(of=edition, entries=0)
    for entry in season.entries_of(round):
        rounds.signed_sheet(round, entry=entry, value=90)
    found = outcome.outcomes(season.counted(round))
    assert outcome.composition(found)["Jawa dan luar Jawa"] == [outcome.Share("Jawa", 2, 2)]
    assert outcome.composition(found)["Provinsi"] == [outcome.Share(java.name, 2, 2)]
    assert outcome.repeated(found) == [(home.name, 2)]


def test_the_histogram_has_bars_of_five_points_without_holes():
    bars = ranking.histogram([70, 72, 84, 100])
    assert [(bar["low"], bar["high"], bar["value"]) for bar in bars] == [
        (70, 75, 2),
        (75, 80, 0),
        (80, 85, 1),
        (85, 90, 0),
        (90, 95, 0),
        (95, 100, 1),
    ]
    assert ranking.histogram([]) == []
    for scores in ([88], [0, 3], [99, 100], [86] * 40):
        bars = ranking.histogram(scores)
        assert len(bars) == ranking.FEW
        assert sum(bar["value"] for bar in bars) == len(scores)
        assert 0 <= bars[0]["low"] <= min(scores)
        assert max(scores) <= bars[-1]["high"] <= 100


@pytest.mark.parametrize(("count", "drawn"), [(1, False), (4, False), (5, True)])
def test_a_handful_of_scores_is_read_as_a_list(client, count, drawn):
    totals = [91, 87, 80, 66, 90][:count]
    round = season.scored(*totals)
    body = text(page(client, make.person(Role.SECRETARIAT), url("round-detail", round)))

    assert ('class="histogram"' in body) is drawn
    assert ("Nilai dari yang tertinggi: <strong>91,00</strong>" in body) is not drawn
    assert "mencapai nilai ambang 85" in body


def test_a_limited_number_of_places_draws_the_line_at_the_last():
    round = season.scored(95, 93, 90, places=2, stage=Stage.TPI)
    group = season.entries_of(round)[0].group_id
    assert ranking.line(round, group) == 93
    assert sheets.sheet_counts(round) == (3, 3)
