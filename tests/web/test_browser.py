from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web import gallery

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

VIEWS = [(1280, "light"), (1280, "dark"), (390, "light"), (320, "light")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
    .filter(e => getComputedStyle(e).display !== 'inline' && e.checkVisibility())
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([_, box]) => box.width && (box.width < 24 || box.height < 24))
    .map(([html]) => html)"""


@pytest.mark.parametrize("name", gallery.PAGES)
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_a_page_is_sound(look, name, scheme, width):
    page = look(gallery.page(name), viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL) == []
    assert page.complaints == []


def test_the_counter_follows_the_writer(look):
    page = look(gallery.page("blank"))
    area = page.locator("#id_summary")
    area.fill("kata " * 11)
    assert page.locator("#id_summary_words").inner_text() == "11 dari 12 kata"
    area.fill("kata " * 14)
    assert page.locator("#id_summary_words").inner_text() == "Kelebihan 2 kata (batas 12 kata)"
    assert area.get_attribute("aria-describedby") == "id_summary_helptext id_summary_words"
    spoken = page.locator("#id_summary_words_spoken")
    assert spoken.inner_text() == ""
    expect(spoken).to_have_text("Kelebihan 2 kata (batas 12 kata)")


def test_a_second_press_sends_nothing(look):
    sent = []

    def keep(route):
        sent.append(route.request.post_data)

    html = gallery.page("blank").replace(
        '<form method="post" data-unsaved>', '<form method="post" action="/kirim/" novalidate>'
    )
    page = look(html, {"kirim/": keep})
    page.locator("#id_title").fill("Kader berjalan")
    button = page.locator("button[name=draft]")
    button.evaluate(
        "button => { button.click(); button.click(); setTimeout(() => button.click(), 50) }"
    )
    page.wait_for_timeout(300)
    assert len(sent) == 1
    assert "draft" in sent[0]  # which button was pressed is not lost


def test_leaving_unsaved_words_asks_first(look):
    page = look(gallery.page("blank"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    assert asked == []
    page = look(gallery.page("blank"))
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_title").press_sequentially("Kader")
    page.reload()
    assert asked == ["beforeunload"]


def test_a_progress_line_follows_its_job(look):
    answers = iter(
        [
            {"done": 1000, "total": 2116, "words": "1.000 dari 2.116", "finished": False},
            {"done": 2116, "total": 2116, "words": "2.116 dari 2.116", "finished": True},
        ]
    )
    page = look(
        gallery.page("case"),
        {
            "pekerjaan/1.json": lambda route: route.fulfill(
                body=json.dumps(next(answers, {})), content_type="application/json"
            )
        },
    )
    expect(page.locator("[data-part=words]").first).to_contain_text("1.000")
    assert page.locator("progress").first.evaluate("bar => bar.value") == 1000
    with page.expect_navigation():
        pass


def test_the_bar_between_the_panes_stays_where_it_was_put(look):
    page = look(gallery.page("sheet"))
    bar = page.get_by_role("separator")
    before = page.locator("#proposal").bounding_box()["width"]
    bar.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert bar.get_attribute("aria-valuenow") == "64"
    assert page.locator("#proposal").bounding_box()["width"] > before
    page.reload()
    assert page.get_by_role("separator").get_attribute("aria-valuenow") == "64"


def test_a_phone_shows_one_pane_and_always_the_total(look):
    page = look(gallery.page("sheet"), viewport={"width": 390, "height": 844})
    total = page.locator(".sheet-total")
    assert page.locator("#proposal").is_visible()
    assert not page.locator(".criterion").first.is_visible()
    assert total.bounding_box()["y"] + total.bounding_box()["height"] <= 845
    page.get_by_role("link", name="Lembar penilaian").click()
    assert not page.locator("#proposal").is_visible()
    assert page.locator(".criterion").first.is_visible()


def test_errors_take_the_focus_and_lead_to_their_fields(look):
    page = look(gallery.page("form"))
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name=re.compile("^Jenis instansi")).click()
    assert page.evaluate("document.activeElement.id") == "id_kind_0"


def test_the_menu_opens_without_scripts(look):
    page = look(
        gallery.page("list"), viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    menu = page.locator(".site-nav-small")
    assert not menu.get_by_role("link", name="Perluasan").is_visible()
    menu.locator("summary").click()
    assert menu.get_by_role("link", name="Perluasan").is_visible()
    page.locator(".user-menu summary").click()
    assert page.get_by_role("button", name="Keluar").is_visible()


def test_paper_carries_the_page_and_not_its_chrome(look):
    page = look(gallery.page("list"))
    page.emulate_media(media="print")
    for gone in (".site-nav", ".filters", ".user-menu", ".page-actions"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.get_by_role("heading", name="Proposal", exact=True).is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("width", [390, 794, 1280])
def test_paper_carries_the_proposal_and_every_criterion_of_a_sheet(look, width):
    """A4 is as narrow as a small tablet, where one pane hides the other on a screen."""
    page = look(gallery.page("sheet"), viewport={"width": width, "height": 900})
    page.emulate_media(media="print")
    assert page.locator("#proposal").is_visible()
    criteria = page.locator(".criterion")
    assert criteria.count() > 1
    assert all(one.is_visible() for one in criteria.all())
    assert page.locator(".total-value").is_visible()
    last, total = criteria.last.bounding_box(), page.locator(".sheet-total").bounding_box()
    assert last["y"] < total["y"]
    assert page.locator("#proposal").bounding_box()["y"] < criteria.first.bounding_box()["y"]
