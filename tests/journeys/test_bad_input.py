"""What people send by mistake: a clear sentence or a page that does not exist; nothing changed,
nothing they typed lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kipp.accounts.models import Role
from submissions.models import Answer, Attachment, Entry, EntryState, Innovation
from tests import make
from tests.journeys import papers
from tests.journeys.papers import Paper
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db

TYPED = "Kalimat yang baru saja diketik."


def visitor(user) -> Visitor:
    made = Visitor(user.email)
    made.client.force_login(user)
    return made


@pytest.fixture
def owner():
    return make.person(Role.INNOVATOR, unit=make.unit())


@pytest.fixture
def entry(owner):
    return make.draft(owner=owner)


@pytest.fixture
def page(owner, entry):
    """The first section of the owner's draft."""
    return visitor(owner).open(f"/proposal/{entry.pk}/bagian/1/")


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (Paper("laporan.pdf", "application/pdf", b"MZ\x90\x00" + b"\0" * 400), "laporan.pdf"),
        (Paper("besar.pdf", "application/pdf", papers.pdf("x").content + b"\0" * 2_000_001), "MB"),
        (Paper("kosong.pdf", "application/pdf", b""), "kosong"),
        (Paper("skrip.html", "text/html", b"<script>alert(1)</script>"), "PDF"),
    ],
    ids=["lies", "too large", "empty", "not allowed"],
)
def test_a_file_that_cannot_be_taken_keeps_the_words(page, entry, paper, words):
    page.press("Unggah berkas", {"Isian Anda": TYPED, "Tambah berkas": paper})

    page.sees("perlu diperbaiki").sees(words)
    assert not Attachment.objects.filter(entry=entry).exists()
    assert Answer.objects.get(entry=entry, section__code="1").text == TYPED


def test_a_start_in_the_future_makes_no_draft_and_keeps_the_form(owner, entry):
    ahead = datetime.now(UTC) + timedelta(days=40)
    asked = {
        "Judul inovasi": "Layanan yang akan datang",
        "Tanggal inovasi mulai diterapkan": (ahead.day, ahead.month, ahead.year),
        "Lokasi penerapan": "Kota",
        "Kategori": "1. ",
    }
    new = visitor(owner).open(f"/proposal/baru/{entry.group_id}/").press("Buat draf", asked)

    new.sees("belum lewat")
    boxes = {one.attrs.get("value") for one in new.page.main.all("input")}
    assert "Layanan yang akan datang" in boxes
    assert Innovation.objects.count() == 1


@pytest.mark.parametrize("path", ["", "bagian/1/", "identitas/", "tim/", "dokumen/", "kirim/"])
def test_an_unknown_number_and_that_of_others_do_not_exist(path):
    stranger = visitor(make.person(Role.INNOVATOR, unit=make.unit()))
    entry = make.draft()
    for pk in (0, 10**15, entry.pk):
        assert stranger.client.get(f"/proposal/{pk}/{path}").status_code == 404
        assert stranger.client.post(f"/proposal/{pk}/{path}", {}).status_code in (403, 404)
    assert Entry.objects.get(pk=entry.pk).state == EntryState.DRAFT


def test_an_admin_lokal_cannot_lodge_what_another_institution_has(owner):
    entry, other = make.with_agency(owner=owner), make.with_agency()
    admin = visitor(make.person(Role.INSTITUTION_ADMIN, institution=owner.acting.institution))

    admin.open(f"/proposal/meja/ajukan/?entry={entry.pk}&entry={other.pk}")

    admin.sees("Proposal yang Anda pilih tidak ada di meja ini.")
    states = set(Entry.objects.values_list("state", flat=True))
    assert states == {EntryState.WITH_AGENCY}


def test_a_category_of_another_season_is_no_choice(owner, entry):
    other = make.edition()
    strange = other.categories.get()
    form = visitor(owner).open(f"/proposal/{entry.pk}/identitas/")
    for one in form.page.main.all("option"):
        if one.attrs.get("value") == str(entry.category_id):
            one.attrs["value"] = str(strange.pk)
    form.press("Simpan", {"Judul inovasi": "Judul yang diubah"})

    form.sees("perlu diperbaiki")
    assert Entry.objects.get(pk=entry.pk).category == entry.category
    assert Innovation.objects.get(pk=entry.innovation_id).title == entry.innovation.title


def test_a_second_click_on_send_says_where_the_proposal_is(owner, entry):
    url = f"/proposal/{entry.pk}/kirim/"
    first, second = visitor(owner).open(url), visitor(owner).open(url)
    first.press("Kirim ke Admin Lokal", {"Saya menyatakan": True}).sees("Proposal dikirim")

    second.press("Kirim ke Admin Lokal", {"Saya menyatakan": True})

    second.sees("Di Admin Lokal").misses("Proposal dikirim ke Admin Lokal.")
    assert Entry.objects.get(pk=entry.pk).state == EntryState.WITH_AGENCY
