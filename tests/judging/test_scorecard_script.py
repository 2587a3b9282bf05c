"""The total while points are typed: the browser and the server must count the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from judging import scoring
from kipp.web import indonesian
from tests import make
from tests.chromium import SITE
from tests.doors import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db]

WEIGHTS = {"a": "33.33", "b": "41.67", "c": "25"}
TYPED = [
    ("82,5", "90.25", "77"),
    ("0", "0", "0,01"),
    ("100", "100", "100"),
    ("84,99", "85,01", "84,995"),  # three places are no value yet: two criteria count
    ("70", "", "abc"),
    ("101", "55,55", "66.6"),
    ("33,33", "66,67", "50,5"),
]


@pytest.fixture
def sheet(client, look):
    round = make.round(weights={code: Decimal(weight) for code, weight in WEIGHTS.items()})
    seat = make.assignment(round)
    sign_in(client, make.judge_of(seat.scorecard))
    html = client.get(reverse("judging:scorecard", kwargs={"pk": seat.pk})).content.decode()
    return lambda **view: look(html, **view)


def shown(typed):
    """What the server would show of these."""
    values = {}
    for code, text in zip(WEIGHTS, typed, strict=True):
        clean = text.replace(",", ".")
        if clean.replace(".", "", 1).isdigit() and len(clean.partition(".")[2]) <= 2:
            values |= {code: Decimal(clean)} if Decimal(clean) <= 100 else {}
    weights = {code: Decimal(WEIGHTS[code]) for code in values}
    return indonesian.score(scoring.sheet_total(values, weights)), len(values)


def test_the_live_total_is_the_servers(sheet):
    page = sheet()
    boxes = page.locator("input.points")
    for typed in TYPED:
        for place, value in enumerate(typed):
            boxes.nth(place).fill(value)
        total, filled = shown(typed)
        words = "Nilai lembar" if filled == 3 else f"Sementara, {filled} dari 3 kriteria"
        assert page.locator("[data-part=total]").text_content() == total
        assert page.locator("[data-part=label]").text_content() == words
    assert page.complaints == []


def test_the_range_of_the_typed_value_is_marked(sheet):
    page = sheet()
    marked = page.locator(".criterion").first.locator(".is-here")
    assert marked.count() == 0
    for value, label in (("69,99", "Kurang"), ("70", "Baik")):
        page.locator("input.points").first.fill(value)
        assert label in marked.text_content()


def test_enter_goes_to_the_next_criterion_and_sends_nothing(sheet):
    page = sheet()
    page.locator("input.points").first.fill("80")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.points')[1]")
    assert page.locator("input.points").first.input_value() == "80"


def test_total_and_buttons_are_in_sight_and_over_no_field(sheet):
    for width, height in ((1280, 800), (390, 800)):
        page = sheet(viewport={"width": width, "height": height}, reduced_motion="reduce")
        if width < 1000:
            page.locator(".split-switch a").nth(1).click()
        total = page.locator(".sheet-total").bounding_box()
        assert total["y"] + total["height"] <= height
        for box in page.locator("input.points").all():
            box.focus()
            place, bar = box.bounding_box(), page.locator(".sheet-total").bounding_box()
            assert place["y"] + place["height"] <= bar["y"]


def test_on_a_phone_a_link_into_the_hidden_pane_shows_it(sheet):
    page = sheet(viewport={"width": 390, "height": 800})
    page.locator(".split-switch a").nth(1).click()
    assert not page.locator("#proposal").is_visible()
    page.evaluate(
        "document.querySelector('.criterion').insertAdjacentHTML("
        "'afterbegin', '<a id=to href=\"#bagian-1\">Bagian 1</a>')"
    )
    page.locator("#to").click()
    assert page.locator("#bagian-1").is_visible()


def test_after_an_error_the_summary_has_the_focus_on_the_sheet_too(client, look):
    seat = make.assignment(make.round())
    sign_in(client, make.judge_of(seat.scorecard))
    url = reverse("judging:scorecard", kwargs={"pk": seat.pk})
    fields = [row[1].html_name for row in client.get(url).context["form"].criterion_rows()]
    page = look(client.post(url, dict.fromkeys(fields, "999")).content.decode())
    page.goto("about:blank")
    page.goto(f"{SITE}#lembar")
    page.wait_for_selector(".error-summary:focus", timeout=5000)
