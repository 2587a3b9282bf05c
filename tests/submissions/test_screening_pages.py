"""The doors of the screening: queue, frozen version with its checklist, the ways out, extension."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kipp.accounts.models import Role
from kipp.web import indonesian
from submissions.actions import lodging, screening
from submissions.models import Answer, CheckMark, Entry, EntryState, Group, Verdict
from tests import make
from tests.make.entries import admin_of
from tests.submissions.test_attachments import attach
from tests.submissions.test_screening import checked, lodged

pytestmark = pytest.mark.django_db

QUEUE = "/proposal/seleksi/"
DAY = timedelta(days=1)


@pytest.fixture
def screener():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def at_desk(client, screener):
    client.force_login(screener)
    return client


def text_of(response) -> str:
    return response.content.decode()


def findings(entry: Entry, verdict: str, note: str = "") -> dict[str, str]:
    items = entry.group.checklist.all()
    return {f"verdict_{item.pk}": verdict for item in items} | {
        f"note_{item.pk}": note for item in items
    }


class TestQueue:
    def test_oldest_first_with_counts(self, at_desk, screener):
        first, second = lodged(), lodged()
        done = checked(lodged(), by=screener)
        screening.accept(done, by=screener)
        page = at_desk.get(QUEUE)
        assert [row.pk for row in page.context["page"]] == [first.pk, second.pk]
        counts = {figure["label"]: figure["value"] for figure in page.context["figures"]}
        assert (counts["Menunggu seleksi"], counts["Lolos"]) == (2, 1)

    @pytest.mark.parametrize(
        ("query", "found"), [("q=zzz", 0), ("status=ACCEPTED", 0), ("kelompok=x", 1), ("", 1)]
    )
    def test_filters(self, at_desk, query, found):
        lodged()
        assert len(at_desk.get(f"{QUEUE}?{query}").context["page"].object_list) == found

    @pytest.mark.parametrize("rows", [1, 3])
    def test_asks_as_many_queries_for_three_rows_as_for_one(
        self, rows, at_desk, django_assert_num_queries
    ):
        first = make.lodged_entry()
        owner = first.created_by.act_as(first.created_by.holdings.get())
        for _ in range(rows - 1):
            make.lodged_entry(owner=owner, of=first.group)
        with django_assert_num_queries(10):
            page = at_desk.get(QUEUE)
        assert len(page.context["page"].object_list) == rows

    def test_only_complete_ones_can_be_ticked_and_are_accepted_together(self, at_desk, screener):
        ready, unready = checked(lodged(), by=screener), lodged()
        page = text_of(at_desk.get(QUEUE))
        assert f'id="pilih-{ready.pk}"' in page
        assert f'id="pilih-{unready.pk}"' not in page
        confirm = text_of(at_desk.get(f"{QUEUE}lolos/", {"entry": ready.pk}))
        assert "Loloskan 1 proposal?" in confirm
        done = at_desk.post(f"{QUEUE}lolos/", {"entry": ready.pk}, follow=True)
        assert "1 proposal lolos" in text_of(done)
        assert Entry.objects.get(pk=ready.pk).state == EntryState.ACCEPTED

    def test_forged_tick_is_refused_with_its_number(self, at_desk):
        unready = lodged()
        done = at_desk.post(f"{QUEUE}lolos/", {"entry": unready.pk}, follow=True)
        assert f"{unready.code}: 1 butir" in text_of(done)
        assert Entry.objects.get(pk=unready.pk).state == EntryState.LODGED


class TestEntry:
    def test_shows_the_frozen_version_not_later_words(self, at_desk):
        entry = lodged()
        Answer.objects.filter(entry=entry).update(text="Ditulis sesudah diajukan.")
        page = text_of(at_desk.get(f"{QUEUE}{entry.pk}/"))
        assert "tujuh hari menjadi satu hari" in page
        assert "Ditulis sesudah diajukan." not in page

    def test_its_files_open(self, at_desk):
        entry = make.with_agency()
        file = attach(entry, admin_of(entry))
        lodging.lodge(entry, by=admin_of(entry))
        page = text_of(at_desk.get(f"{QUEUE}{entry.pk}/"))
        assert f'href="/proposal/berkas/{file.pk}/"' in page
        assert at_desk.get(f"/proposal/berkas/{file.pk}/").status_code == 200
        assert f'<span class="dim small">{indonesian.file_size(file.size)}</span>' in page

    def test_keeps_findings_and_then_offers_the_decision(self, at_desk):
        entry = lodged()
        url = f"{QUEUE}{entry.pk}/"
        assert "1 butir belum diperiksa" in text_of(at_desk.get(url))
        page = at_desk.post(url, findings(entry, "MET"), follow=True)
        assert CheckMark.objects.get().verdict == Verdict.MET
        assert "Semua butir memenuhi" in text_of(page)

    def test_one_push_keeps_the_findings_and_accepts(self, at_desk):
        entry = lodged()
        page = at_desk.post(
            f"{QUEUE}{entry.pk}/", findings(entry, "MET") | {"then": "accept"}, follow=True
        )
        assert f"Proposal {entry.code} lolos" in text_of(page)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.ACCEPTED

    def test_accepting_with_an_open_item_keeps_the_rest_and_says_so(self, at_desk):
        entry = lodged()
        page = at_desk.post(f"{QUEUE}{entry.pk}/", {"then": "accept"}, follow=True)
        assert "1 butir daftar periksa belum diperiksa" in text_of(page)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED

    @pytest.mark.parametrize(
        ("then", "page"), [("reject", "tidak-lolos"), ("return", "kembalikan")]
    )
    def test_one_push_keeps_the_findings_and_leads_to_the_words(self, at_desk, then, page):
        entry = lodged()
        sent = findings(entry, "UNMET", "Surat tidak sah.") | {"then": then}
        done = at_desk.post(f"{QUEUE}{entry.pk}/", sent)
        assert done.url == f"{QUEUE}{entry.pk}/{page}/"
        assert CheckMark.objects.get().note == "Surat tidak sah."

    def test_shows_what_the_portal_found_beside_its_item(self, at_desk):
        entry = lodged()
        entry.group.checklist.update(checks=["age"])
        page = text_of(at_desk.get(f"{QUEUE}{entry.pk}/"))
        assert "Hasil pra-pemeriksaan portal" in page
        assert 'data-found="PASS "' in page

    def test_unmet_without_a_note_is_an_error(self, at_desk):
        entry = lodged()
        page = at_desk.post(f"{QUEUE}{entry.pk}/", findings(entry, "UNMET"))
        assert "<title>Galat:" in text_of(page)
        assert "Tulis apa yang tidak memenuhi." in text_of(page)
        assert not CheckMark.objects.exists()

    def test_reject_asks_for_a_reason(self, at_desk, screener):
        entry = checked(lodged(), by=screener, verdict=Verdict.UNMET)
        url = f"{QUEUE}{entry.pk}/tidak-lolos/"
        assert "<title>Galat:" in text_of(at_desk.post(url, {"reason": ""}))
        assert at_desk.post(url, {"reason": "Surat tidak sah."}).status_code == 302
        assert Entry.objects.get(pk=entry.pk).state == EntryState.REJECTED
        again = text_of(at_desk.post(url, {"reason": "Surat tidak sah sama sekali."}))
        assert "Surat tidak sah sama sekali.</textarea>" in again
        assert "statusnya sekarang “Tidak lolos seleksi administrasi”" in again
        assert at_desk.get(url).status_code == 404

    def test_words_of_the_season_for_what_is_unmet_are_proposed(self, at_desk, screener):
        entry = checked(lodged(), by=screener, verdict=Verdict.UNMET)
        entry.group.checklist.update(return_text="Mohon unggah ulang.", reject_text="Tidak sah.")
        for page, mine, other in (
            ("tidak-lolos", "Tidak sah.", "Mohon unggah ulang."),
            ("kembalikan", "Mohon unggah ulang.", "Tidak sah."),
        ):
            shown = text_of(at_desk.get(f"{QUEUE}{entry.pk}/{page}/"))
            assert mine in shown
            assert other not in shown
        assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED

    def test_words_are_proposed_only_for_what_is_unmet_and_can_be_changed(self, at_desk, screener):
        entry = checked(lodged(), by=screener)
        entry.group.checklist.update(return_text="Mohon unggah ulang.", reject_text="Tidak sah.")
        url = f"{QUEUE}{entry.pk}/tidak-lolos/"
        assert "Tidak sah." not in text_of(at_desk.get(url))
        at_desk.post(url, {"reason": "Kata saya sendiri."})
        assert entry.decisions.get().reason == "Kata saya sendiri."

    def test_reject_before_the_checklist_is_done_says_so(self, at_desk):
        entry = lodged()
        page = at_desk.post(f"{QUEUE}{entry.pk}/tidak-lolos/", {"reason": "Alasan."})
        assert "belum diperiksa" in text_of(page)

    def test_return_until_the_end_of_a_day(self, at_desk):
        entry = lodged()
        day = timezone.localdate() + 4 * DAY
        parts = {"due_on_0": day.day, "due_on_1": day.month, "due_on_2": day.year}
        response = at_desk.post(f"{QUEUE}{entry.pk}/kembalikan/", {"general": "Surat."} | parts)
        assert response.status_code == 302
        due = timezone.localtime(Entry.objects.get(pk=entry.pk).return_due_at)
        assert (due.date(), due.hour, due.minute) == (day, 23, 59)

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (("31", "2", "2099"), "kalender"),
            (("1", "1", "2020"), "sesudah"),
            (("4", "", "2099"), "Isi tanggal, bulan, dan tahun."),
        ],
    )
    def test_return_until_an_impossible_day_is_an_error(self, at_desk, day, words):
        entry = lodged()
        parts = {f"due_on_{place}": part for place, part in enumerate(day)}
        page = at_desk.post(f"{QUEUE}{entry.pk}/kembalikan/", {"general": "Surat."} | parts)
        assert words in text_of(page)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED


class TestExtend:
    def parts(self, day, hour="23.59", reason="OUTAGE") -> dict[str, object]:
        return {
            "closes_on_0": day.day,
            "closes_on_1": day.month,
            "closes_on_2": day.year,
            "closes_hour": hour,
            "reason": reason,
        }

    def test_says_whom_it_concerns_and_moves_the_close(self, at_desk):
        group = make.draft().group
        url = f"/proposal/kelompok/{group.pk}/perpanjang/"
        assert "1 proposal yang belum diajukan" in text_of(at_desk.get(url))
        day = timezone.localtime(group.closes_at).date() + 2 * DAY
        done = at_desk.post(url, self.parts(day), follow=True)
        assert "diperpanjang sampai" in text_of(done)
        closes = timezone.localtime(Group.objects.get(pk=group.pk).closes_at)
        assert (closes.date(), closes.hour, closes.minute) == (day, 23, 59)

    @pytest.mark.parametrize(
        ("days", "hour", "reason", "words"),
        [
            (-3, "23.59", "OUTAGE", "sesudah"),
            (300, "23.59", "OUTAGE", "penilaian"),
            (2, "25.99", "OUTAGE", "Tulis jam"),
            (2, "23.59", "", "Pilih alasannya"),
        ],
    )
    def test_what_cannot_be_is_an_error_and_changes_nothing(
        self, at_desk, days, hour, reason, words
    ):
        group = make.draft().group
        day = timezone.localtime(group.closes_at).date() + days * DAY
        url = f"/proposal/kelompok/{group.pk}/perpanjang/"
        page = at_desk.post(url, self.parts(day, hour, reason))
        assert "<title>Galat:" in text_of(page)
        assert words in text_of(page)
        assert Group.objects.get(pk=group.pk).closes_at == group.closes_at
