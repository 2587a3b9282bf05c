"""Who became a finalist is nobody's to know before the announcement: two proposals of one owner that
differ in nothing else look alike on every page, list, filter, file and letter."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from judging.actions import rounds as actions
from judging.models import Advancement, RoundState, Stage
from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from scaling.actions import cases
from scaling.models import ScalingCase
from tests import make
from tests.doors import ask
from tests.judging import season
from tests.make import rounds
from tests.test_secrets import walk
from tests.world import WHO

pytestmark = pytest.mark.django_db

KNOW = ("secretariat", "chair", "leadership")
ONE, OTHER = "Lentera Anggrek", "Lentera Melati"


@pytest.fixture(scope="module")
def closed(world):
    """The evaluators' round is closed, not announced: the first of the twins advances."""
    world.twins = [_twin(world, title) for title in (ONE, OTHER)]
    first = world.twins[0]
    round = rounds.round(RoundState.PLANNED, of=first.edition, entries=0, stage=Stage.TE)
    rounds.walk_round(round, RoundState.OPEN)
    for entry in season.entries_of(round):
        value = "97.35" if entry == first else "52.35"
        rounds.signed_sheet(round, entry=entry, judge=rounds.judge(), value=value)
    season.counted(round)
    season.close(rounds.walk_round(round, RoundState.PLENARY))
    panel = rounds.round(
        RoundState.PLANNED,
        of=first.edition,
        entries=0,
        stage=Stage.TPI,
        number=round.number + 1,
    )
    return round, panel


def _twin(world, title):
    group = world.entries["ACCEPTED"].group
    made = make.accepted_entry(of=group, owner=world.people["owner"], title=title)
    make.lodgement(made)
    return made


def alike(text: str, entry, title: str) -> str:
    """A page of one of them, without what names it and without any number."""
    text = text.replace(str(entry.code), "KODE").replace(title, "JUDUL")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return re.sub(r"\d+", "0", text)


def test_the_arithmetic_of_this_test_holds(world, closed):
    round, _ = closed
    rows = dict(Advancement.objects.filter(round=round).values_list("entry", "advanced"))
    assert [rows[one.pk] for one in world.twins] == [True, False]


@pytest.mark.parametrize("who", [one for one in WHO if one not in KNOW])
def test_one_is_named_wherever_the_other_is(who, world, closed, client):
    round, _ = closed
    texts = walk(client, who, world, {RoundState.CLOSED: round})
    first, second = world.twins

    assert len(texts) > 5
    for place, text in texts.items():
        assert text.count(ONE) == text.count(OTHER), place
        assert text.count(str(first.code)) == text.count(str(second.code)), place


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_their_owners_read_the_same_of_both(who, world, closed, client):
    pages = [
        ask(client, one.get_absolute_url(), world.people[who]).content.decode()
        for one in world.twins
    ]
    assert ONE in pages[0]
    assert alike(pages[0], world.twins[0], ONE) == alike(pages[1], world.twins[1], OTHER)
    for one in world.twins:
        result = reverse("judging:result", args=[one.pk])
        assert ask(client, result, world.people[who]).status_code == 404


def test_no_letter_names_one_alone(world, closed):
    first, second = world.twins
    letters = [f"{one.title}\n{one.body}" for one in Notice.objects.all()]
    for mark in ((ONE, OTHER), (str(first.code), str(second.code))):
        said = [sum(name in letter for letter in letters) for name in mark]
        assert said[0] == said[1]


def test_the_panel_does_not_begin_and_so_no_interest_tells_the_officers(world, closed):
    _, panel = closed
    with pytest.raises(Refused, match="belum diumumkan"):
        actions.open(panel, by=make.person(Role.SECRETARIAT), despite_unscreened=True)
    cases.open_from_ticks()
    innovations = [one.innovation_id for one in world.twins]
    assert not ScalingCase.objects.filter(innovation__in=innovations).exists()


def test_after_the_announcement_they_differ(world, closed, client):
    """The counter-test: this way of looking does find a finalist."""
    round, _ = closed
    season.announce(round)
    pages = [
        ask(client, one.get_absolute_url(), world.people["owner"]).content.decode()
        for one in world.twins
    ]
    assert alike(pages[0], world.twins[0], ONE) != alike(pages[1], world.twins[1], OTHER)
