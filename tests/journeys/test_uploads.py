"""Files over a weak line, in a real browser: cut, reloaded, several at once, with the keyboard alone."""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import expect

from kipp.accounts.models import Role
from submissions.models import Attachment, DocumentKind, Upload
from tests import make
from tests.journeys import papers
from tests.journeys.papers import Paper
from tests.journeys.visitor import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_fresh_cache"),
]
PIECE = 512 * 1024


@pytest.fixture(autouse=True)
def _on_a_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner(site, screen):
    """The author of a draft, signed in, at its first section."""
    user = make.person(Role.INNOVATOR, unit=make.unit())
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    signed_in = screen(user.email).log_in()
    entry = make.draft(owner=user)
    DocumentKind.objects.update(max_bytes=30_000_000)
    signed_in.where = f"/proposal/{entry.pk}/bagian/1/"
    return signed_in.open(signed_in.where)


def large(name: str, size: int = 3_000_000) -> Paper:
    """A true PDF whose one page carries much that nobody sees."""
    noise = random.Random(name).randbytes(size)
    whole = papers.pdf(name).content
    stream = b"9 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (size, noise)
    return Paper(name, "application/pdf", whole + stream + whole[whole.index(b"startxref") :])


def choose(page, *files: Paper) -> None:
    given = [{"name": f.name, "mimeType": f.media_type, "buffer": f.content} for f in files]
    page.get_by_label("Tambah berkas").set_input_files(given)


def asked_for_a_file(page):
    """Enter on the field that has the focus. The browser may miss the first press of a page that it is
    still laying out, as a person's does, and he presses again."""
    asked: list[Any] = []
    page.on("filechooser", lambda one: asked.append(one))  # from now on, however late it comes
    for _ in range(3):
        with suppress(TooLate), page.expect_file_chooser(timeout=5000):
            page.keyboard.press("Enter")
        if asked:
            return asked[0]
    raise AssertionError("no key opens the choice of a file")


def digests() -> set[str]:
    return set(Attachment.objects.values_list("sha256", flat=True))


def sha256(paper: Paper) -> str:
    return hashlib.sha256(paper.content).hexdigest()


def stop_after(page, pieces: int) -> list[int]:
    """Lets some pieces pass, then the line is dead; returns the offsets that passed."""
    passed: list[int] = []

    def piece(route):
        if route.request.method != "PATCH" or len(passed) < pieces:
            if route.request.method == "PATCH":
                passed.append(int(route.request.headers["upload-offset"]))
            return route.continue_()
        return route.abort()

    page.route("**/unggahan/**", piece)
    return passed


def test_a_cut_line_goes_on_where_it_stood(owner):
    paper, page = large("laporan.pdf"), owner.page
    stop_after(page, 2)
    choose(page, paper)
    line = page.locator(".uploads li")
    expect(line).to_contain_text("Sambungan terputus. Dilanjutkan sendiri")
    assert Upload.objects.get().offset == 2 * PIECE

    page.unroute_all()
    passed = stop_after(page, 99)
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("[data-files]")).to_contain_text("laporan.pdf")
    expect(line).to_have_count(0)
    assert digests() == {sha256(paper)}
    assert passed[0] == 2 * PIECE
    owner.complaints.clear()  # the browser itself says that the line was dead


def test_a_reload_in_the_middle_resumes_by_itself(owner):
    paper, page = large("foto-kegiatan.pdf"), owner.page
    stop_after(page, 3)
    choose(page, paper)
    expect(page.locator(".uploads li")).to_contain_text("Sambungan terputus")

    page.unroute_all()
    passed = stop_after(page, 99)
    page.reload()

    expect(page.locator("[data-files]")).to_contain_text("foto-kegiatan.pdf")
    expect(page.locator(".uploads li")).to_have_count(0)
    assert digests() == {sha256(paper)}
    assert passed[0] == 3 * PIECE
    assert Upload.objects.count() == 1
    page.reload()
    expect(page.locator(".uploads li")).to_have_count(0)
    owner.complaints.clear()


def test_several_at_once_arrive_beside_words_that_stay(owner):
    page, files = owner.page, [large(f"bukti-{n}.pdf", 900_000) for n in range(3)]
    page.get_by_label("Isian Anda").fill("Belum disimpan.")
    choose(page, *files)

    for paper in files:
        expect(page.locator("[data-files]")).to_contain_text(paper.name)
    expect(page.get_by_label("Isian Anda")).to_have_value("Belum disimpan.")
    assert digests() == {sha256(paper) for paper in files}


def test_a_refused_file_says_why_and_the_others_go_on(owner):
    page = owner.page
    lie = Paper("surat.pdf", "application/pdf", b"MZ" + b"\0" * 900)
    choose(page, lie, Paper("catatan.txt", "text/plain", b"halo"), papers.pdf("benar.pdf"))

    expect(page.locator("[data-files]")).to_contain_text("benar.pdf")
    lines = page.locator(".uploads li")
    expect(lines).to_have_count(2)
    expect(lines.filter(has_text="surat.pdf")).to_contain_text("bukan PDF")
    expect(lines.filter(has_text="catatan.txt")).to_contain_text("tidak diterima")
    lines.first.get_by_role("button", name="Tutup").click()
    expect(lines).to_have_count(1)
    assert Attachment.objects.count() == 1
    owner.complaints.clear()  # the browser names each answer that is a refusal


def test_with_the_keyboard_alone(owner):
    page = owner.page
    stop_after(page, 1)
    field = page.get_by_label("Tambah berkas")
    field.focus()
    expect(field).to_be_focused()
    paper = large("panjang.pdf")
    file = {"name": paper.name, "mimeType": paper.media_type, "buffer": paper.content}
    asked_for_a_file(page).set_files([file])
    expect(page.locator(".uploads li")).to_contain_text("Sambungan terputus")

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Batalkan panjang.pdf")).to_be_focused()
    page.unroute_all()
    page.keyboard.press("Enter")

    expect(page.locator(".uploads li")).to_have_count(0)
    expect(page.get_by_label("Tambah berkas")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="dibatalkan")).to_have_count(1)
    page.wait_for_timeout(500)
    assert not Upload.objects.exists()
    owner.complaints.clear()


def test_what_one_person_left_behind_is_gone_for_the_next(owner, site, browser):
    page = owner.page
    stop_after(page, 1)
    choose(page, large("rahasia.pdf"))
    expect(page.locator(".uploads li")).to_contain_text("Sambungan terputus")
    page.unroute_all()
    other = make.person(Role.INNOVATOR, unit=make.unit())
    other.set_password(PASSWORD)
    other.save(update_fields=["password"])
    theirs = make.draft(owner=other)
    owner.context.clear_cookies()  # the session ended; who leaves is asked (test_leaving.py)
    owner.email = other.email
    owner.log_in().open(f"/proposal/{theirs.pk}/bagian/1/")

    expect(page.locator(".uploads li")).to_have_count(0)
    kept = """new Promise(done => { const asked = indexedDB.open('kipp-unggahan', 1);
      asked.onsuccess = () => { const all = asked.result.transaction('files').objectStore('files').getAll();
      all.onsuccess = () => done(all.result.length); }; })"""
    page.wait_for_timeout(500)
    assert page.evaluate(kept) == 0
    owner.complaints.clear()
