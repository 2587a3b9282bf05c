"""Somebody writes a section on a weak line, in two tabs, at two desks: no word is lost or overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from kipp.clock import moment
from submissions.actions import entries
from submissions.models import TeamMember
from tests import make
from tests.journeys import desk
from tests.journeys.desk import (
    PATIENCE,
    area,
    arrives,
    kept_here,
    member,
    place,
    save_elsewhere,
    state,
    stored,
    with_a_line,
    without_a_line,
)
from tests.journeys.visitor import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_fresh_cache"),
]


@pytest.fixture
def writer(site, screen):
    return desk.writer(screen)


def test_a_pause_in_typing_saves(writer):
    page = writer.page
    area(page).fill("Sepuluh menit, dulu tiga jam.")

    arrives(writer, "Sepuluh menit, dulu tiga jam.")
    page.reload()  # asks nothing: there is nothing left to send
    expect(area(page)).to_have_value("Sepuluh menit, dulu tiga jam.")


def test_who_types_without_a_pause_is_saved_all_the_same(writer):
    page = writer.page
    area(page).fill("")
    for _ in range(20):
        area(page).press_sequentially("kata ", delay=150)
    assert len(stored(writer.entry).split()) >= 10


def test_a_cut_line_keeps_the_words_here_and_sends_them_by_itself(writer):
    page = writer.page
    without_a_line(writer)
    area(page).fill("Ditulis di kapal.")
    expect(state(page)).to_have_text("Luring, tersimpan di perangkat ini", timeout=PATIENCE)
    expect(page.locator("[data-part=spoken]")).to_contain_text("Luring")
    kept_here(page, "Ditulis di kapal.")
    assert stored(writer.entry) != "Ditulis di kapal."
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(area(page)).to_have_value("Ditulis di kapal.")

    with_a_line(writer)

    arrives(writer, "Ditulis di kapal.")
    writer.complaints.clear()


def test_a_closed_lid_loses_nothing(writer):
    """The page dies without a line; the words are there when it is opened again, in the same field."""
    page = writer.page
    without_a_line(writer)
    area(page).fill("Tutup laptop.")
    kept_here(page, "Tutup laptop.")
    page.close(run_before_unload=False)
    with_a_line(writer)

    writer.page = page = writer.tab()
    page.goto(place(writer.entry))

    expect(area(page)).to_have_value("Tutup laptop.")
    expect(area(page)).to_be_focused()
    arrives(writer, "Tutup laptop.")
    writer.complaints.clear()


def test_another_page_of_his_sends_what_was_left_behind(writer):
    page = writer.page
    without_a_line(writer)
    area(page).fill("Dari bagian satu.")
    kept_here(page, "Dari bagian satu.")
    page.close(run_before_unload=False)
    with_a_line(writer)

    writer.page = writer.tab()
    writer.page.goto("/beranda/")

    kept_here(writer.page)
    assert stored(writer.entry) == "Dari bagian satu."
    writer.complaints.clear()


def test_what_the_button_sent_is_not_sent_again_after_the_proposal_has_gone(writer):
    page = writer.page
    area(page).fill("Disimpan dengan tombol.")
    kept_here(page, "Disimpan dengan tombol.")
    writer.press("Simpan dan lanjutkan")
    entries.send(writer.entry, by=writer.person)

    page.goto("/beranda/")

    kept_here(page)  # and no complaint of the browser
    assert stored(writer.entry) == "Disimpan dengan tombol."


def test_words_for_a_closed_proposal_stay_with_their_writer(writer):
    page = writer.page
    without_a_line(writer)
    area(page).fill("Tidak sempat terkirim.")
    kept_here(page, "Tidak sempat terkirim.")
    page.close(run_before_unload=False)
    with_a_line(writer)
    entries.send(writer.entry, by=writer.person)

    writer.page = page = writer.tab()
    page.goto("/beranda/")
    page.wait_for_timeout(3000)  # longer than what is left behind waits for

    kept_here(page, "Tidak sempat terkirim.")
    page.goto(place(writer.entry))
    expect(page.get_by_role("heading", name="Tulisan yang belum terkirim")).to_be_visible()


def test_a_link_takes_the_words_along(writer):
    page = writer.page
    area(page).fill("Baru saja diketik.")
    page.get_by_role("link", name="Berikutnya").click()
    page.wait_for_url("**/bagian/2/")

    assert stored(writer.entry) == "Baru saja diketik."


def test_the_session_is_over_and_the_log_in_leads_back_to_the_field(writer):
    page = writer.page
    writer.context.clear_cookies(name="sessionid")
    area(page).fill("Sesi habis saat menulis.")
    expect(page.get_by_role("alertdialog", name="Sesi Anda sudah berakhir")).to_be_visible(
        timeout=PATIENCE
    )
    expect(state(page)).to_contain_text("Sesi Anda berakhir")
    kept_here(page, "Sesi habis saat menulis.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_label("Surel").fill(writer.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Masuk", exact=True).click()

    page.wait_for_url(f"**{place(writer.entry)}")
    expect(area(page)).to_have_value("Sesi habis saat menulis.")
    expect(area(page)).to_be_focused()
    arrives(writer, "Sesi habis saat menulis.")
    writer.complaints.clear()  # 401, as the browser tells it


def test_two_devices_compare_and_choose(writer, screen):
    """What is saved elsewhere is never overwritten unseen; either text can be taken."""
    page = writer.page
    save_elsewhere(writer, "Dari kantor: layanan selesai satu hari.")
    area(page).fill("Dari rumah: layanan selesai satu jam.")
    panel = page.locator("[data-part=compare]")
    expect(panel.get_by_role("heading", level=2)).to_be_focused(timeout=PATIENCE)
    expect(panel).to_contain_text("Dari kantor")
    assert panel.locator("mark").all_inner_texts() == ["rumah:", "jam.", "kantor:", "hari."]
    assert stored(writer.entry).startswith("Dari kantor")
    assert Axe().run(page).response["violations"] == []

    page.keyboard.press("Tab")  # by keyboard alone
    page.keyboard.press("Enter")

    expect(panel).to_be_hidden()
    expect(state(page)).to_contain_text("Tersimpan", timeout=PATIENCE)
    assert stored(writer.entry).startswith("Dari rumah")
    writer.complaints.clear()  # 412, as the browser tells it


def test_what_is_saved_elsewhere_is_taken_and_given_back(writer):
    page = writer.page
    save_elsewhere(writer, "Dari kantor.")
    area(page).fill("Dari rumah.")
    page.get_by_role("button", name="Pakai yang tersimpan").click()
    expect(area(page)).to_have_value("Dari kantor.")
    kept_here(page)

    page.get_by_role("button", name="Kembalikan tulisan saya").click()

    expect(area(page)).to_have_value("Dari rumah.")
    arrives(writer, "Dari rumah.")
    writer.complaints.clear()


def test_both_are_merged_by_hand(writer):
    page = writer.page
    save_elsewhere(writer, "Dari kantor.")
    area(page).fill("Dari rumah.")
    page.get_by_role("button", name="Gabungkan sendiri").click()
    expect(page.locator("[data-part=theirs]")).to_have_text("Dari kantor.")
    area(page).fill("Dari kantor dan rumah.")
    page.get_by_role("button", name="Tutup perbandingan").click()

    expect(state(page)).to_contain_text("Tersimpan", timeout=PATIENCE)
    page.wait_for_timeout(2000)
    assert stored(writer.entry) == "Dari kantor dan rumah."
    writer.complaints.clear()


def test_two_tabs_keep_their_own_words(writer):
    first, second = writer.page, writer.tab()
    second.goto(place(writer.entry))
    without_a_line(writer)
    area(first).fill("Tab satu.")
    area(second).fill("Tab dua.")
    kept_here(first, "Tab satu.", "Tab dua.")
    with_a_line(writer)

    panels = [tab.locator("[data-part=compare]") for tab in (first, second)]
    first.wait_for_timeout(3000)
    assert sorted(panel.is_visible() for panel in panels) == [False, True]
    assert {area(first).input_value(), area(second).input_value()} == {"Tab satu.", "Tab dua."}
    writer.complaints.clear()


def test_an_answer_that_got_lost_is_no_quarrel(writer):
    """The server kept the words, the browser never heard of it and typed on."""
    page = writer.page

    def swallow(route):
        route.fetch()
        route.abort()

    page.route("**/simpan/", swallow, times=1)
    area(page).fill("Satu")
    expect(state(page)).to_contain_text("Luring", timeout=PATIENCE)
    assert stored(writer.entry) == "Satu"
    area(page).press_sequentially(" dan dua")

    expect(state(page)).to_contain_text("Tersimpan", timeout=PATIENCE)
    expect(page.locator("[data-part=compare]")).to_be_hidden()
    assert stored(writer.entry) == "Satu dan dua"
    writer.complaints.clear()


def test_after_the_last_moment_the_words_can_be_taken_along(writer):
    page, group = writer.page, writer.entry.group
    group.opens_at, group.closes_at = moment() - 9 * make.entries.DAY, moment() - make.entries.DAY
    group.save(update_fields=["opens_at", "closes_at"])
    area(page).fill("Terlambat semenit.")
    expect(state(page)).to_contain_text("sudah ditutup", timeout=PATIENCE)
    with page.expect_download() as told:
        page.get_by_role("button", name="Unduh tulisan saya").click()
    assert "Terlambat semenit." in Path(told.value.path()).read_text("utf-8-sig")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    with page.expect_download() as told:
        page.get_by_role("button", name="Unduh tulisan", exact=True).click(timeout=PATIENCE)
    assert "Terlambat semenit." in Path(told.value.path()).read_text("utf-8-sig")
    page.get_by_role("button", name="Buang").click()
    kept_here(page)
    writer.complaints.clear()


def test_who_else_is_there_is_said(writer, screen):
    colleague = member(of=writer.person)
    TeamMember.objects.create(entry=writer.entry, user=colleague)
    screen(colleague.email).log_in().open(place(writer.entry, "2"))
    area(writer.page).fill("Berdua.")

    expect(writer.page.locator("[data-part=others]")).to_have_text(
        f"Sedang dibuka juga oleh {colleague} (bagian 2).", timeout=PATIENCE
    )
    page = writer.open(f"/proposal/{writer.entry.pk}/").page
    expect(page.get_by_text("Sedang dibuka")).to_contain_text(f"{colleague} (bagian 2)")
