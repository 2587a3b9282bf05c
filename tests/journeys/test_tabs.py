"""What goes wrong at a real desk: the same page twice, the back button after leaving, a dead line."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kipp.accounts.models import Role
from submissions.models import Answer, Entry, EntryState
from tests import chromium, make
from tests.journeys.screen import Screen
from tests.journeys.visitor import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_fresh_cache"),
]


@pytest.fixture
def owner(site, screen):
    """The author of a draft, signed in."""
    user = make.person(Role.INNOVATOR, unit=make.unit())
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    signed_in = screen(user.email).log_in()
    signed_in.entry = make.draft(owner=user)
    return signed_in


def section_of(owner) -> str:
    return f"/proposal/{owner.entry.pk}/bagian/1/"


def written(owner) -> str:
    return Answer.objects.get(entry=owner.entry, section__code="1").text


def test_two_tabs_lose_no_words(owner):
    """The second tab is told what the first has saved, keeps its own words, and may then save."""
    first, second = owner.page, owner.tab()
    for tab in (first, second):
        tab.goto(section_of(owner))
    first.get_by_label("Isian Anda").fill("Dari tab pertama.")
    first.get_by_role("button", name="Simpan", exact=True).click()
    expect(first.locator("body")).to_contain_text("tersimpan")
    mine = second.get_by_label("Isian Anda")
    mine.fill("Dari tab kedua.")
    second.get_by_role("button", name="Simpan", exact=True).click()

    expect(second.locator("[data-part=compare]")).to_contain_text("Dari tab pertama.")
    expect(mine).to_have_value("Dari tab kedua.")
    assert written(owner) == "Dari tab pertama."

    second.get_by_role("button", name="Simpan", exact=True).click()
    expect(second.locator("body")).to_contain_text("Bagian 1 tersimpan.")
    assert written(owner) == "Dari tab kedua."


def test_the_back_button_after_leaving_shows_nothing(owner, site, browser):
    """In a browser that keeps whole pages for the back button, as people's do and Playwright's not."""
    keeping = browser.browser_type.launch(
        executable_path=chromium.CHROMIUM,
        args=chromium.FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    person, title = Screen(keeping, site, owner.email).log_in(), owner.entry.innovation.title
    person.open(f"/proposal/{owner.entry.pk}/").sees(title)
    person.page.locator(".user-menu summary").first.click()
    person.press("Keluar").sees("Masuk")

    person.page.go_back(wait_until="commit")

    person.sees("Masuk").misses(title)
    assert "/akun/masuk/" in person.page.url
    keeping.close()


def test_a_draft_sent_in_another_tab_is_not_overwritten(owner):
    """The tab that stayed open says so and keeps what was typed to be copied."""
    late = owner.tab()
    late.goto(section_of(owner))
    owner.open(f"/proposal/{owner.entry.pk}/kirim/")
    owner.press("Kirim ke Admin Lokal", {"Saya menyatakan": True}).sees("dikirim ke Admin Lokal")
    late.get_by_label("Isian Anda").fill("Tambahan yang terlambat.")
    late.get_by_role("button", name="Simpan", exact=True).click()

    expect(late.locator(".error-summary")).to_be_visible()
    expect(late.get_by_label("Isian Anda")).to_have_value("Tambahan yang terlambat.")
    expect(late.locator("[data-part=state]")).to_contain_text("tersimpan di perangkat ini")
    expect(late.locator("[data-part=compare]")).to_be_hidden()
    assert Entry.objects.get(pk=owner.entry.pk).state == EntryState.WITH_AGENCY
    assert written(owner) != "Tambahan yang terlambat."


def test_two_presses_send_once(owner):
    owner.open(f"/proposal/{owner.entry.pk}/kirim/")
    page = owner.page
    page.get_by_label("Saya menyatakan").check()
    page.get_by_role("button", name="Kirim ke Admin Lokal").dblclick()
    owner.sees("dikirim ke Admin Lokal")

    assert Entry.objects.get(pk=owner.entry.pk).state == EntryState.WITH_AGENCY
    owner.misses("Ada 1 isian yang perlu diperbaiki")


def test_a_press_without_a_line_can_be_repeated(owner):
    """The page stays, and says where the words are."""
    owner.open(section_of(owner))
    owner.page.get_by_label("Isian Anda").fill("Ditulis di kapal.")
    owner.context.set_offline(True)
    owner.page.get_by_role("button", name="Simpan", exact=True).click()
    owner.sees("Luring, tersimpan di perangkat ini")
    owner.context.set_offline(False)
    owner.page.get_by_role("button", name="Simpan", exact=True).click()

    owner.sees("Bagian 1 tersimpan.")
    assert written(owner) == "Ditulis di kapal."
    owner.complaints.clear()  # the browser itself says that the line was dead
