"""Somebody writes while his session runs out: he is warned, may stay, and loses no word either way."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from kipp.accounts.models import Role
from submissions.models import Answer
from tests import make
from tests.journeys.visitor import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_fresh_cache"),
]

SHORT = 12  # seconds of a session; the page warns at half of it
PATIENCE = SHORT * 1000 + 8000
WORDS = "Ditulis sejak pagi, belum disimpan."
LATE = "Ditulis sesudah sesi berakhir."


def with_password(person):
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


@pytest.fixture
def writer(site, screen, settings):
    """The author of a draft, with words in a section that are not saved, in a short session."""
    settings.SESSION_COOKIE_AGE = SHORT
    person = with_password(make.person(Role.INNOVATOR, unit=make.unit()))
    entry = make.draft(owner=person)
    writer = screen(person.email).log_in().open(f"/proposal/{entry.pk}/bagian/1/")
    writer.entry = entry
    writer.page.get_by_label("Isian Anda").fill(WORDS)
    return writer


def warning(page):
    return page.get_by_role("alertdialog", name="Sesi Anda segera berakhir")


def end(page):
    return page.get_by_role("alertdialog", name="Sesi Anda sudah berakhir")


def log_in_again(writer, settings, email=None):
    """In another tab, for long."""
    settings.SESSION_COOKIE_AGE = 3600
    tab = writer.tab()
    tab.goto("/akun/masuk/")
    tab.get_by_label("Surel").fill(email or writer.email)
    tab.get_by_label("Kata sandi").fill(PASSWORD)
    with tab.expect_navigation():
        tab.locator("main").get_by_role("button", name="Masuk", exact=True).click()
    tab.close()


def save(writer):
    writer.page.get_by_role("button", name="Simpan", exact=True).click()


def saved(writer) -> str:
    return Answer.objects.get(entry=writer.entry, section__code="1").text


def test_warned_he_stays_by_keyboard_and_saves_after_the_first_end(writer):
    page, area = writer.page, writer.page.get_by_label("Isian Anda")
    area.focus()
    expect(warning(page)).to_be_visible(timeout=PATIENCE)
    expect(warning(page)).to_contain_text("detik")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    assert Axe().run(page).response["violations"] == []
    about = warning(page).get_attribute("aria-describedby")
    assert "Tetap masuk" in page.locator(f"#{about}").inner_text()

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Tetap masuk")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("dialog.session")).not_to_be_visible()
    expect(page.locator("[data-session-news]")).to_contain_text("Anda tetap masuk")
    expect(area).to_be_focused()
    expect(area).to_have_value(WORDS)
    expect(warning(page)).to_be_visible(timeout=PATIENCE)  # past the end that was
    page.get_by_role("button", name="Tetap masuk").click()
    save(writer)
    writer.sees("tersimpan")
    assert saved(writer) == WORDS


def test_the_warning_fits_a_phone(writer):
    writer.page.set_viewport_size({"width": 320, "height": 560})
    expect(warning(writer.page)).to_be_visible(timeout=PATIENCE)

    button = writer.page.get_by_role("button", name="Tetap masuk")
    box = button.bounding_box()
    assert box["height"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert writer.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_put_away_it_comes_back_when_the_session_is_over(writer):
    page = writer.page
    expect(warning(page)).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.session")).not_to_be_visible()

    expect(end(page)).to_be_visible(timeout=PATIENCE)
    assert Axe().run(page).response["violations"] == []
    expect(page.get_by_label("Isian Anda")).to_have_value(WORDS)


def test_over_it_sends_nothing_until_he_is_back(writer, settings):
    page = writer.page
    expect(end(page)).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Lihat tulisan saya").click()
    page.get_by_label("Isian Anda").fill(LATE)
    save(writer)
    expect(end(page)).to_be_visible()
    page.get_by_role("button", name="Saya sudah masuk").click()
    expect(end(page)).to_contain_text("Anda belum masuk lagi.")
    assert saved(writer) == WORDS

    log_in_again(writer, settings)
    page.get_by_role("button", name="Saya sudah masuk").click()

    expect(page.locator("dialog.session")).not_to_be_visible()
    expect(page.get_by_label("Isian Anda")).to_have_value(LATE)
    expect(page.locator("[data-part=state]")).to_contain_text("Tersimpan", timeout=PATIENCE)
    assert saved(writer) == LATE
    writer.complaints.clear()  # 401, as the browser tells it


def test_his_words_are_not_saved_as_somebody_else(writer, settings):
    page = writer.page
    other = with_password(make.person(Role.INNOVATOR, unit=make.unit()))
    expect(end(page)).to_be_visible(timeout=PATIENCE)
    log_in_again(writer, settings, email=other.email)

    page.get_by_role("button", name="Saya sudah masuk").click()

    expect(end(page)).to_contain_text("orang atau peran lain")
    page.get_by_role("button", name="Lihat tulisan saya").click()
    page.get_by_label("Isian Anda").fill(LATE)
    save(writer)
    expect(end(page)).to_be_visible()
    page.wait_for_timeout(2000)
    expect(page.get_by_label("Isian Anda")).to_have_value(LATE)
    assert saved(writer) == WORDS
    writer.complaints.clear()  # 401, as the browser tells it


def test_who_stays_in_one_tab_is_not_sent_out_of_the_other(writer):
    page, second = writer.page, writer.tab()
    second.goto("/beranda/")
    expect(warning(second)).to_be_visible(timeout=PATIENCE)
    second.get_by_role("button", name="Tetap masuk").click()
    expect(second.locator("dialog.session")).not_to_be_visible()

    page.wait_for_timeout(SHORT * 1000 / 2)  # the end that this tab was told of is past

    expect(end(page)).not_to_be_visible()
    expect(page.get_by_label("Isian Anda")).to_have_value(WORDS)


def test_without_a_line_it_says_so_and_he_may_press_again(writer):
    page = writer.page
    expect(warning(page)).to_be_visible(timeout=PATIENCE)
    writer.context.set_offline(True)
    page.get_by_role("button", name="Tetap masuk").click()
    expect(warning(page)).to_contain_text("Sambungan terputus")
    writer.context.set_offline(False)

    page.get_by_role("button", name="Tetap masuk").click()

    expect(page.locator("dialog.session")).not_to_be_visible()
    expect(page.get_by_label("Isian Anda")).to_have_value(WORDS)
    writer.complaints.clear()  # the browser itself says that the line was dead
