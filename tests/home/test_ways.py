"""What a role may read it also finds: in the menu, and from there by links (rules, section 3)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.urls import reverse

from judging.models import RoundState
from kipp.accounts.models import Role
from tests.doors import sign_in
from tests.journeys.markup import Page

pytestmark = pytest.mark.django_db

RESULTS = ("auditor", "leadership", "scaling_officer", "kl_contact")


def links(client, url: str) -> set[str]:
    response = client.get(url)
    assert response.status_code == 200, url
    return {link.attrs.get("href", "") for link in Page(response.content.decode()).root.all("a")}


def follow(client, *way: str) -> None:
    for here, there in pairwise(way):
        assert there in links(client, here), f"{here} leads not to {there}"
    links(client, way[-1])


@pytest.mark.parametrize("who", RESULTS)
def test_results_are_found_once_announced(world, client, who):
    sign_in(client, world.people[who])
    rounds = reverse("judging:round-list")
    announced = world.rounds[RoundState.ANNOUNCED]
    here = announced.get_absolute_url()
    for page in ("ranking", "minutes"):
        url = reverse(f"judging:{page}", args=[announced.pk])
        follow(client, reverse("home"), rounds, here, url)


@pytest.mark.parametrize("who", [who for who in RESULTS if who != "leadership"])
def test_before_they_are_announced_the_round_is_not_there(world, client, who):
    sign_in(client, world.people[who])
    listed = links(client, reverse("judging:round-list"))
    for state in RoundState:
        if state == RoundState.ANNOUNCED:
            continue
        url = world.rounds[state].get_absolute_url()
        assert url not in listed
        assert client.get(url).status_code == 404


def test_the_leadership_finds_the_progress_without_a_name_or_a_score(world, client):
    sign_in(client, world.people["leadership"])
    open_round = world.rounds[RoundState.OPEN].get_absolute_url()
    follow(client, reverse("home"), reverse("judging:round-list"), open_round)
    page = client.get(open_round)
    assert "lembar ditandatangani" in page.content.decode()
    assert not page.context["names"]
    assert not page.context["ranking"]


@pytest.mark.parametrize("who", RESULTS)
def test_cases_are_found(world, client, who):
    sign_in(client, world.people[who])
    follow(client, reverse("home"), reverse("scaling:case-list"), world.case.get_absolute_url())


@pytest.mark.parametrize("who", ["scaling_officer", "kl_contact"])
def test_the_whole_proposal_of_a_case_is_found(world, client, who):
    assert world.people[who].role in (Role.SCALING_OFFICER, Role.KL_CONTACT)
    sign_in(client, world.people[who])
    text = reverse("scaling:case-proposal", args=[world.case.pk])
    follow(client, world.case.get_absolute_url(), text)
