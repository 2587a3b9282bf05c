"""What the pages of proposals ask of the database: never more than twelve statements, the frame of
the page (session, person, bell) included; each list as many for three rows as for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from submissions.models import Profile
from tests.costs import MOST, cost
from tests.doors import DOORS, address, let_in
from tests.make.entries import now
from tests.submissions.whole import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kipp.accounts.models import User

pytestmark = pytest.mark.django_db

FRAME = 3  # session, person with his roles, bell

# Statements of each page besides the frame, whoever of its readers asks and whatever the state.
PAGES = {
    "entry-detail": 9,  # one of them only after the screening: how far judging has come
    "section-edit": 8,  # one of them for what was answered to its remarks
    "entry-identity": 4,
    "attachment-list": 4,
    "entry-team": 3,
    "entry-check": 8,  # two of them look for what is near to it
}
# What only the one or the other may do, in the state in which it is offered.
DOINGS = {
    ("entry-send", "DRAFT", "owner"): 6,
    ("agency-give-back", "WITH_AGENCY", "admin"): 5,
    ("agency-remark", "WITH_AGENCY", "admin"): 5,
    ("agency-withdraw", "WITH_AGENCY", "admin"): 1,
    ("agency-relodge", "RETURNED", "admin"): 6,
    ("receipt", "LODGED", "owner"): 2,
    ("receipt", "RETURNED", "admin"): 2,
}


def url(name: str, entry) -> str:
    more = {"code": "2"} if name == "section-edit" else {}
    return reverse(f"submissions:{name}", kwargs={"pk": entry.pk, **more})


@pytest.mark.parametrize("state", ["DRAFT", "WITH_AGENCY", "RETURNED", "LODGED", "ACCEPTED"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_whole_proposal_asks_little(client, name, state):
    proposal = whole(state)

    for person in (proposal.owner, proposal.colleague, proposal.admin, proposal.secretariat):
        asked, _ = cost(client, person, url(name, proposal.entry))
        assert asked <= FRAME + PAGES[name] <= MOST, person.role


@pytest.mark.parametrize(("name", "state", "who"), DOINGS)
def test_a_page_to_act_on_asks_little(client, name, state, who):
    proposal = whole(state)

    asked, _ = cost(client, getattr(proposal, who), url(name, proposal.entry))

    assert asked <= FRAME + DOINGS[name, state, who] <= MOST


@pytest.mark.parametrize("state", ["DRAFT", "WITH_AGENCY", "RETURNED", "LODGED", "ACCEPTED"])
def test_the_first_page_of_who_takes_part_asks_little(client, state):
    proposal = whole(state)

    for person in (proposal.owner, proposal.admin):
        assert cost(client, person, reverse("home"))[0] <= MOST, person.role


def test_the_profile_asks_little(client):
    proposal = whole("ACCEPTED")
    innovation = proposal.entry.innovation
    Profile.objects.create(innovation=innovation, summary="Ringkasan.", filled_at=now())
    where = reverse("submissions:profile-fill", kwargs={"pk": innovation.pk})

    for person in (proposal.owner, proposal.admin):
        assert cost(client, person, where)[0] <= FRAME + 2, person.role


def beside(proposal, rows: int) -> Iterator[int]:
    """As many proposals of the same people at the desk of the same Admin Lokal, by their key."""
    yield proposal.entry.pk
    for _ in range(rows - 1):
        more = whole("WITH_AGENCY", of=proposal.entry.group, owner=proposal.owner)
        yield more.entry.pk


def entry_list(rows: int) -> tuple[User, str]:
    proposal = whole("WITH_AGENCY")
    list(beside(proposal, rows))
    return proposal.owner, reverse("submissions:entry-list")


def agency_desk(rows: int) -> tuple[User, str]:
    proposal = whole("WITH_AGENCY")
    list(beside(proposal, rows))
    return proposal.admin, reverse("submissions:agency-desk")


def agency_lodge(rows: int) -> tuple[User, str]:
    proposal = whole("WITH_AGENCY")
    chosen = "&".join(f"entry={pk}" for pk in beside(proposal, rows))
    return proposal.admin, f"{reverse('submissions:agency-lodge')}?{chosen}"


@pytest.mark.parametrize("page", [entry_list, agency_desk, agency_lodge], ids=lambda p: p.__name__)
def test_a_list_costs_the_same_at_one_row_and_three(client, page):
    one, few = cost(client, *page(1))
    three, more = cost(client, *page(3))

    assert one == three <= MOST
    assert more.count("<tr") + more.count("<li") > few.count("<tr") + few.count("<li")


@pytest.mark.parametrize("name", [name for name in DOORS if name.startswith("submissions:")])
def test_no_page_asks_more_than_twelve(name, world, client):
    where = address(name, world)
    for who in let_in(name):
        assert cost(client, world.people[who], where)[0] <= MOST, who
