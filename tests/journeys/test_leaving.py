"""Leaving with words that the portal does not have, and a browser that several people use."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from submissions.models import TeamMember
from tests import make
from tests.journeys import desk
from tests.journeys.desk import (
    DRAFTS,
    PATIENCE,
    area,
    kept_here,
    leaving,
    log_out,
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

FILES = """async () => {
  const base = await new Promise(done => { const r = indexedDB.open('kipp-unggahan'); r.onsuccess = () => done(r.result) });
  if (!base.objectStoreNames.contains('files')) return [];
  const all = base.transaction('files').objectStore('files').getAll();
  await new Promise(done => { all.onsuccess = done });
  base.close();
  return all.result.map(one => one.file.name);
}"""


@pytest.fixture
def writer(site, screen):
    return desk.writer(screen)


def unsent(writer, text: str = "Belum terkirim.") -> None:
    """Words that only this device has: another person saved the section first."""
    colleague = member(of=writer.person)
    TeamMember.objects.create(entry=writer.entry, user=colleague)
    save_elsewhere(writer, "Dari rekan.")
    area(writer.page).fill(text)
    expect(writer.page.locator("[data-part=compare]")).to_be_visible(timeout=PATIENCE)
    kept_here(writer.page, text)
    writer.complaints.clear()


def test_leaving_with_unsent_words_asks_and_stays(writer):
    page = writer.page
    unsent(writer)
    log_out(page)
    expect(leaving(page)).to_be_visible()
    expect(leaving(page)).to_contain_text("bagian 1")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Tetap masuk").click()

    expect(leaving(page)).to_be_hidden()
    expect(area(page)).to_have_value("Belum terkirim.")


def test_leaving_sends(writer):
    page = writer.page
    without_a_line(writer)
    area(page).fill("Dikirim saat keluar.")
    kept_here(page, "Dikirim saat keluar.")
    page.evaluate(
        "window.addEventListener('online', event => event.stopImmediatePropagation(), true)"
    )
    log_out(page)
    expect(leaving(page)).to_be_visible()
    page.get_by_role("button", name="Kirim, lalu keluar").click()
    expect(leaving(page)).to_contain_text("sambungan terputus")
    with_a_line(writer)
    page.get_by_role("button", name="Kirim, lalu keluar").click()

    page.wait_for_url(lambda url: "bagian" not in url)
    assert stored(writer.entry) == "Dikirim saat keluar."
    kept_here(page)
    writer.complaints.clear()


def test_leaving_downloads_and_discards(writer):
    page = writer.page
    unsent(writer)
    log_out(page)
    with page.expect_download() as told:
        leaving(page).get_by_role("button", name="Unduh").click()
    assert "Belum terkirim." in Path(told.value.path()).read_text("utf-8-sig")
    leaving(page).get_by_role("button", name="Buang dan keluar").click()

    page.wait_for_url(lambda url: "bagian" not in url)
    expect(page.get_by_role("link", name="Masuk").first).to_be_visible()
    kept_here(page)
    assert stored(writer.entry) == "Dari rekan."


def test_leaving_with_a_line_sends_the_last_words_and_asks_nothing(writer):
    area(writer.page).fill("Selesai.")
    log_out(writer.page)

    writer.page.wait_for_url(lambda url: "bagian" not in url)
    assert stored(writer.entry) == "Selesai."
    assert writer.page.evaluate(DRAFTS) == []


def test_the_list_of_sections_follows_the_words(writer):
    page, mark = writer.page, writer.page.locator(".tasklist-current .state")
    limit = writer.entry.form.sections.get(code="1").word_limit
    area(page).fill("")
    expect(mark).to_have_text("Belum diisi", timeout=PATIENCE)
    area(page).fill("kata " * (limit + 2))
    expect(mark).to_have_text("Lewat batas kata", timeout=PATIENCE)
    expect(page.locator("[data-part=more]")).to_contain_text("terlalu panjang untuk dikirim")
    expect(page.locator(".tasklist-current .tasklist-hint")).to_contain_text("kurangi 2 kata")
    assert len(stored(writer.entry).split()) == limit + 2  # kept whole


def test_somebody_else_at_the_same_browser_sees_nothing(writer):
    """The session ended, the words lie on the device: they are his alone."""
    page, other = writer.page, member(of=writer.person)
    TeamMember.objects.create(entry=writer.entry, user=other)
    without_a_line(writer)
    area(page).fill("Rahasia saya.")
    kept_here(page, "Rahasia saya.")
    page.close(run_before_unload=False)
    with_a_line(writer)
    writer.context.clear_cookies()
    writer.page, writer.email = writer.tab(), other.email
    writer.log_in().open(place(writer.entry))
    writer.page.wait_for_timeout(2000)

    writer.misses("Rahasia")
    assert area(writer.page).input_value() != "Rahasia saya."
    log_out(writer.page)
    writer.page.wait_for_url(lambda url: "bagian" not in url)
    kept_here(writer.page, "Rahasia saya.")

    writer.email = writer.person.email
    writer.log_in().open(place(writer.entry))
    expect(area(writer.page)).to_have_value("Rahasia saya.")
    writer.complaints.clear()


def test_a_shared_computer_keeps_nothing(site, screen):
    person = member()
    entry = make.draft(owner=person)
    shared = screen(person.email).open("/akun/masuk/")
    given = {"Surel": person.email, "Kata sandi": PASSWORD, "Komputer bersama": True}
    page = shared.press("Masuk", given).open(place(entry)).page
    shared.context.set_offline(True)
    area(page).fill("Di warnet.")
    expect(state(page)).to_contain_text("hanya ada di halaman ini", timeout=PATIENCE)
    assert page.evaluate(DRAFTS) == []
    log_out(page)
    expect(leaving(page)).to_be_visible()
    shared.context.set_offline(False)
    page.get_by_role("button", name="Tetap masuk").click()

    page.wait_for_timeout(2500)
    assert stored(entry) == "Di warnet."
    assert page.evaluate(DRAFTS) == []
    shared.complaints.clear()


def test_a_file_that_is_still_on_its_way_is_named_and_taken_off(writer, tmp_path):
    page, file = writer.page, tmp_path / "foto-layanan.pdf"
    file.write_bytes(b"%PDF-1.4\n" + b"0" * 1_500_000)
    page.route(
        "**/unggahan/**",
        lambda route: route.abort() if route.request.method == "PATCH" else route.continue_(),
    )
    page.get_by_label("Tambah berkas").set_input_files(file)
    for _ in range(50):
        if page.evaluate(FILES):
            break
        page.wait_for_timeout(100)
    assert page.evaluate(FILES) == ["foto-layanan.pdf"]
    log_out(page)
    expect(leaving(page)).to_contain_text("foto-layanan.pdf", timeout=PATIENCE)
    leaving(page).get_by_role("button", name="Buang dan keluar").click()

    page.wait_for_url(lambda url: "bagian" not in url)
    assert page.evaluate(FILES) == []
    writer.complaints.clear()
