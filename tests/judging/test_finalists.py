"""The chair reads the proposals of all finalists, as judged, from the consolidation on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from judging.models import Candidate, RoundState, Stage
from kipp.accounts.models import Role
from tests import make
from tests.judging import season
from tests.judging.world import attachment, listed

pytestmark = pytest.mark.django_db
_S = RoundState


def url(name, round, *more):
    return reverse(f"judging:{name}", args=[round.pk, *more])


@pytest.fixture
def chair(client):
    by = make.person(Role.PLENARY_CHAIR)
    client.force_login(by)
    return by


@pytest.mark.parametrize("state", list(RoundState))
def test_what_the_panel_judges_is_read_from_the_consolidation_on(client, chair, state):
    round = make.round(state, stage=Stage.TPI)
    found = Candidate.objects.filter(round=round)
    hidden = state in (_S.PLANNED, _S.OPEN)
    assert Candidate.objects.readable_by(chair).filter(round=round).exists() is not hidden
    assert client.get(url("finalist-list", round)).status_code == (404 if hidden else 200)
    if candidate := found.first():
        answer = client.get(url("finalist", round, candidate.entry_id))
        assert answer.status_code == (404 if hidden else 200)
        if not hidden:
            text = answer.content.decode()
            assert "Waktu layanan turun." in text
            assert candidate.lodgement.content["title"] in text


def test_of_the_evaluators_round_only_whoever_advanced(client, chair):
    round = season.in_plenary(90, 60)
    first, second = season.entries_of(round)
    assert client.get(url("finalist", round, first.pk)).status_code == 404
    season.close(round)
    assert client.get(url("finalist", round, first.pk)).status_code == 200
    assert client.get(url("finalist", round, second.pk)).status_code == 404
    page = client.get(url("finalist-list", round)).content.decode()
    assert first.code in page
    assert second.code not in page


@pytest.mark.parametrize("role", [one for one in Role if one != Role.PLENARY_CHAIR])
def test_nobody_else_reads_here(client, role):
    round = make.round(_S.PLENARY, stage=Stage.TPI)
    client.force_login(make.person(role))
    assert client.get(url("finalist-list", round)).status_code == 404
    assert client.get(url("finalist", round, round.candidates.get().entry_id)).status_code == 404


def test_the_evidence_is_that_of_the_judged_version(client, chair):
    edition = make.edition()
    entry = make.accepted_entry(of=edition.groups.get())
    owner = make.owner_of(entry)
    kept, later = attachment(entry, by=owner), attachment(entry, by=owner, name="baru.pdf")
    make.lodgement(entry, attachments=[listed(kept)])
    round = make.round(of=edition, entries=0, stage=Stage.TPI)
    make.walk_round(round, _S.CONSOLIDATION)

    where = url("finalist-file", round, entry.pk, kept.pk)
    page = client.get(url("finalist", round, entry.pk)).content.decode()
    assert where in page
    answer = client.get(where)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert client.get(url("finalist-file", round, entry.pk, later.pk)).status_code == 404


def test_the_round_leads_the_chair_there(client, chair):
    round = make.round(_S.CONSOLIDATION, stage=Stage.TPI)
    assert url("finalist-list", round) in client.get(round.get_absolute_url()).content.decode()
    client.force_login(make.person(Role.SECRETARIAT))
    assert url("finalist-list", round) not in client.get(round.get_absolute_url()).content.decode()


def test_the_list_costs_the_same_for_one_and_three(client, chair, django_assert_max_num_queries):
    for number in (1, 3):
        round = make.round(_S.CONSOLIDATION, stage=Stage.TPI, entries=number)
        with django_assert_max_num_queries(12):
            client.get(url("finalist-list", round))
