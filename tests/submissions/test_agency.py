"""The doors of the Admin Lokal: what the desk shows, what each button asks and does."""

from __future__ import annotations

import pytest

from kipp.journal.moves import Refused
from submissions.actions import lodging, remarks, screening
from submissions.models import Answer, Entry, EntryState, Lodgement, Quota, Remark
from tests import make
from tests.make.entries import admin_of
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db

DESK = "/proposal/meja/"
LODGE = "/proposal/meja/ajukan/"


@pytest.fixture
def entry():
    return make.with_agency(title="Puskesmas Terapung")


@pytest.fixture
def at_desk(client, entry):
    client.force_login(admin_of(entry))
    return client


def sibling(entry: Entry, state: str = "WITH_AGENCY", **given) -> Entry:
    """Another entry of the same team and group."""
    owner = entry.created_by.act_as(entry.created_by.holdings.get())
    return make.entry(EntryState(state), owner=owner, of=entry.group, **given)


def text_of(response) -> str:
    return response.content.decode()


class TestDesk:
    def test_shows_state_age_places_left_and_what_blocks(self, at_desk, entry):
        blocked = sibling(entry, title="Sekolah Sungai")
        Answer.objects.filter(entry=blocked).update(text="")
        Quota.objects.filter(group=entry.group).update(places=4)

        page = at_desk.get(DESK)

        rows = {row.entry.pk: row for row in page.context["rows"]}
        assert rows[entry.pk].is_ready
        assert "belum diisi" in rows[blocked.pk].blocks[0]
        assert [(pool.left, pool.places) for pool in page.context["pools"]] == [(4, 4)]
        assert "siap diajukan" in text_of(page)
        assert "Di Admin Lokal" in text_of(page)

    def test_counts_a_lodged_entry_against_the_quota(self, at_desk, entry):
        sibling(entry, "LODGED")
        sibling(entry, "WITHDRAWN")
        (pool,) = at_desk.get(DESK).context["pools"]
        assert (pool.places, pool.used, pool.left) == (10, 1, 9)

    def test_shows_the_proposals_of_its_bumd_and_of_nobody_else(self, at_desk, entry):
        stranger = make.with_agency(of=entry.group)
        company = make.institution(
            kind="BUMD", parent=entry.innovation.institution, region=make.region()
        )
        owner = make.person(unit=make.unit(company))
        ours = make.with_agency(owner=owner, of=entry.group)
        page = at_desk.get(DESK)
        shown = {row.entry.pk for row in page.context["rows"]}
        assert shown == {entry.pk, ours.pk}
        assert stranger.innovation.title not in text_of(page)
        assert len(page.context["pools"]) == 2

    @pytest.mark.parametrize(
        ("query", "found"),
        [("q=terapung", 1), ("q=tidak-ada", 0), ("status=DRAFT", 0), ("status=SALAH", 1)],
    )
    def test_filters(self, at_desk, entry, query, found):
        page = at_desk.get(f"{DESK}?{query}")
        assert len(page.context["rows"]) == found
        assert page.status_code == 200

    def test_a_full_quota_blocks_the_row(self, at_desk, entry):
        Quota.objects.filter(group=entry.group).update(places=0)
        (row,) = at_desk.get(DESK).context["rows"]
        assert row.blocks == [f"Kuota {entry.group} sudah terpakai semua"]

    @pytest.mark.parametrize("rows", [1, 3, 100])
    def test_asks_as_many_queries_for_three_rows_as_for_one(
        self, rows, at_desk, entry, django_assert_num_queries
    ):
        for _ in range(rows - 1):
            sibling(entry)
        with django_assert_num_queries(11):
            page = at_desk.get(DESK)
        assert len(page.context["rows"]) == rows


class TestLodge:
    def test_confirmation_says_it_in_numbers_and_does_nothing(self, at_desk, entry):
        blocked = sibling(entry)
        Answer.objects.filter(entry=blocked).update(text="")
        page = at_desk.get(LODGE, {"entry": [entry.pk, blocked.pk]})
        words = text_of(page)
        assert "Ajukan 1 proposal ke KemenPANRB?" in words
        assert "10 menjadi 9" in words
        assert "1 proposal tetap di tempatnya" in words
        assert not Lodgement.objects.exists()

    def test_one_leads_to_its_receipt(self, at_desk, entry):
        page = at_desk.post(LODGE, {"entry": entry.pk}, follow=True)
        lodgement = Lodgement.objects.get()
        words = text_of(page)
        assert page.redirect_chain[-1][0] == f"/proposal/{entry.pk}/tanda-terima/"
        assert lodgement.sha256 in words
        assert Entry.objects.get(pk=entry.pk).code in words
        assert "WIB" in words

    def test_many_lead_to_a_report_of_each(self, at_desk, entry):
        good, bad = sibling(entry), sibling(entry)
        Answer.objects.filter(entry=bad).update(text="")
        chosen = {"entry": [entry.pk, good.pk, bad.pk]}
        page = at_desk.post(LODGE, chosen, follow=True)
        words = text_of(page)
        assert "2 proposal diajukan, 1 tidak" in words
        assert "belum lengkap" in words
        again = at_desk.post(LODGE, chosen, follow=True)
        assert "0 proposal diajukan, 3 tidak" in text_of(again)
        assert Lodgement.objects.count() == 2

    def test_nothing_ticked_says_so(self, at_desk):
        page = at_desk.get(LODGE, follow=True)
        assert "Pilih sekurang-kurangnya satu proposal." in text_of(page)

    @pytest.mark.parametrize("value", ["999999", "abc", "99999999999999999999"])
    def test_an_unknown_id_says_so(self, at_desk, value):
        page = at_desk.post(LODGE, {"entry": value}, follow=True)
        assert "tidak ada di meja ini" in text_of(page)

    def test_proposal_of_another_institution_is_not_lodged(self, at_desk):
        stranger = make.with_agency()
        page = at_desk.post(LODGE, {"entry": stranger.pk}, follow=True)
        assert "tidak ada di meja ini" in text_of(page)
        assert Entry.objects.get(pk=stranger.pk).state == EntryState.WITH_AGENCY


class TestGiveBack:
    def test_with_a_remark_at_a_section(self, at_desk, entry):
        section = entry.form.sections.first()
        url = f"/proposal/{entry.pk}/kembalikan/"
        assert section.title in text_of(at_desk.get(url))
        response = at_desk.post(url, {f"section_{section.pk}": "Tambahkan data."})
        assert response.url == DESK
        assert Remark.objects.get().section == section
        assert Entry.objects.get(pk=entry.pk).state == EntryState.DRAFT

    def test_without_a_word_is_an_error_and_changes_nothing(self, at_desk, entry):
        page = at_desk.post(f"/proposal/{entry.pk}/kembalikan/", {"general": " "})
        assert "<title>Galat:" in text_of(page)
        assert "sekurang-kurangnya satu catatan" in text_of(page)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.WITH_AGENCY

    def test_a_remark_at_a_section_of_another_form_is_refused(self, entry):
        foreign = make.draft().form.sections.first()
        with pytest.raises(Refused, match="tidak ada di formulir"):
            remarks.add(entry, [(foreign, "Tambahkan data.")], by=admin_of(entry))
        assert not Remark.objects.exists()

    def test_remark_alone_keeps_the_state(self, at_desk, entry):
        at_desk.post(f"/proposal/{entry.pk}/catatan/", {"general": "Judul terlalu umum."})
        assert Entry.objects.get(pk=entry.pk).state == EntryState.WITH_AGENCY
        assert Remark.objects.get().text == "Judul terlalu umum."


class TestWithdraw:
    def test_asks_for_a_reason(self, at_desk, entry):
        url = f"/proposal/{entry.pk}/tarik/"
        assert "<title>Galat:" in text_of(at_desk.post(url, {"reason": ""}))
        assert at_desk.post(url, {"reason": "Digabung."}).url == DESK
        assert Entry.objects.get(pk=entry.pk).state == EntryState.WITHDRAWN

    def test_a_second_click_says_what_has_happened(self, at_desk, entry):
        url = f"/proposal/{entry.pk}/tarik/"
        at_desk.post(url, {"reason": "Digabung."})
        page = at_desk.post(url, {"reason": "Digabung."})
        assert "statusnya sekarang “Ditarik”" in text_of(page)


def test_relodging_shows_the_remarks_and_leads_to_the_second_receipt(at_desk, entry):
    lodging.lodge(entry, by=admin_of(entry))
    section = entry.form.sections.first()
    by = make.person("secretariat")
    screening.return_once(entry, [(section, "Lampirkan data.")], by=by)
    url = f"/proposal/{entry.pk}/ajukan-kembali/"
    assert "Lampirkan data." in text_of(at_desk.get(url))
    page = at_desk.post(url, follow=True)
    assert "Versi sebelumnya" in text_of(page)
    assert Lodgement.objects.filter(entry=entry).count() == 2
    assert at_desk.get(url).status_code == 404


@pytest.mark.parametrize("path", ["kembalikan", "catatan", "tarik", "tanda-terima"])
def test_proposal_of_another_institution_is_not_found(at_desk, path):
    stranger = make.with_agency()
    lodging.lodge(stranger, by=admin_of(stranger))
    before = Entry.objects.get(pk=stranger.pk).state
    response = at_desk.post(f"/proposal/{stranger.pk}/{path}/", {"general": "x", "reason": "x"})
    assert response.status_code in (404, 405)
    assert at_desk.get(f"/proposal/{stranger.pk}/{path}/").status_code == 404
    assert Entry.objects.get(pk=stranger.pk).state == before


@pytest.mark.parametrize("page", ["kembalikan", "catatan"])
def test_remarks_on_what_has_been_lodged_meanwhile_are_shown_again(client, page):
    entry = make.with_agency()
    admin = admin_of(entry)
    lodging.lodge(entry, by=admin)
    client.force_login(admin)

    with unchanged():
        shown = client.post(f"/proposal/{entry.pk}/{page}/", {"general": "Perbarui suratnya."})

    html = shown.content.decode()
    assert "<title>Galat:" in html
    assert "Perbarui suratnya.</textarea>" in html
    assert client.get(f"/proposal/{entry.pk}/{page}/").status_code == 404


def test_a_second_click_on_lodging_leads_to_the_receipt(at_desk, entry):
    at_desk.post(LODGE, {"entry": entry.pk})
    again = at_desk.post(LODGE, {"entry": entry.pk}, follow=True)
    assert again.redirect_chain[-1][0] == f"/proposal/{entry.pk}/tanda-terima/"
    assert Lodgement.objects.count() == 1


def test_a_second_click_on_lodging_again_is_answered_by_the_proposal(client):
    entry = make.entry(EntryState.LODGED)
    client.force_login(admin_of(entry))
    again = client.post(f"/proposal/{entry.pk}/ajukan-kembali/", follow=True)
    assert again.redirect_chain[-1] == (f"/proposal/{entry.pk}/", 302)
    assert "notice-error" in text_of(again)
