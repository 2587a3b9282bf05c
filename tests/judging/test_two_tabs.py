"""One sheet in two tabs: nothing is written over, and nobody signs what he has not read."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from judging.models import RoundState, Scorecard
from tests import make
from tests.doors import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(client):
    made = make.assignment()
    sign_in(client, make.judge_of(made.scorecard))
    return made


def url(name, seat):
    return reverse(f"judging:{name}", kwargs={"pk": seat.pk})


def opened(client, seat, name="scorecard"):
    """What the hidden field of an open page says."""
    return stamp_in(client.get(url(name, seat)).content.decode())


def stamp_in(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def sent(seat, *values, **more):
    rows = zip(make.rubric(seat.scorecard), values, strict=True)
    return {f"criterion_{one.pk}": value for one, value in rows} | more


def values_of(seat):
    return [int(one.value) for one in seat.scorecard.scores.order_by("criterion__position")]


def test_a_tab_left_behind_overwrites_nothing_before_its_reader_knows(client, seat):
    first, second = opened(client, seat), opened(client, seat)
    client.post(url("scorecard", seat), sent(seat, 80, 70, seen=first, note="Bukti 5"))

    answer = client.post(url("scorecard", seat), sent(seat, 60, 70, seen=second, feedback="Baik"))

    page = answer.content.decode()
    assert (answer.status_code, values_of(seat)) == (200, [80, 70])
    assert "sudah disimpan dari tab atau perangkat lain" in page
    assert page.count("Tersimpan: 80.") == 2  # in the summary, and beside the field
    assert "Tersimpan: Bukti 5." in page
    assert "Tersimpan: 70." not in page
    assert 'value="60"' in page
    assert "Baik</textarea>" in page

    again = sent(seat, 60, 70, seen=stamp_in(page), feedback="Baik")
    assert client.post(url("scorecard", seat), again).status_code == 302
    assert values_of(seat) == [60, 70]


def test_a_slip_in_the_tab_left_behind_does_not_make_it_current(client, seat):
    old = opened(client, seat)
    client.post(url("scorecard", seat), sent(seat, 80, 70, seen=old))
    slip = client.post(url("scorecard", seat), sent(seat, "abc", 70, seen=old)).content.decode()

    answer = client.post(url("scorecard", seat), sent(seat, 60, 70, seen=stamp_in(slip)))

    assert (answer.status_code, values_of(seat)) == (200, [80, 70])


def test_the_same_form_sent_twice_is_no_conflict(client, seat):
    form = sent(seat, 80, 70, seen=opened(client, seat), note="Bukti 5")
    assert [client.post(url("scorecard", seat), form).status_code for _ in "12"] == [302, 302]


def test_nobody_signs_a_total_that_he_has_not_read(client, seat):
    client.post(url("scorecard", seat), sent(seat, 80, 70, seen=opened(client, seat)))
    read = opened(client, seat, "scorecard-sign")
    client.post(url("scorecard", seat), sent(seat, 10, 10, seen=opened(client, seat)))

    answer = client.post(url("scorecard-sign", seat), {"seen": read}, follow=True)

    assert "Lembar ini diubah di tab lain." in answer.content.decode()
    assert Scorecard.objects.get().state == "OPEN"
    now_read = opened(client, seat, "scorecard-sign")
    client.post(url("scorecard-sign", seat), {"seen": now_read})
    assert Scorecard.objects.get().state == "SIGNED"


@pytest.mark.parametrize("state", [RoundState.PLENARY, RoundState.CLOSED])
def test_words_that_come_too_late_are_shown_to_be_copied(client, seat, state):
    seen = opened(client, seat)
    make.walk_round(seat.round, state)

    form = sent(seat, "81,5", 70, seen=seen, feedback="Perluas ke desa")
    page = client.post(url("scorecard", seat), form).content.decode()

    assert "penilaian tahap ini tidak berlangsung" in page
    assert "Isian Anda yang tidak tersimpan" in page
    assert "Perluas ke desa" in page
    assert "81,5" in page
    assert not seat.scorecard.scores.exists()
