from __future__ import annotations

from datetime import timedelta

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import lodging, remarks, screening
from submissions.models import ChecklistItem, CheckMark, Decision, Entry, EntryState, Verdict
from tests import make
from tests.make.entries import admin_of, now

pytestmark = pytest.mark.django_db

MET, UNMET = Verdict.MET, Verdict.UNMET
DAY = timedelta(days=1)


def checked(entry: Entry, *, by, verdict=MET) -> Entry:
    note = "" if verdict == MET else "Surat belum ditandatangani."
    for item in entry.group.checklist.all():
        screening.mark(entry, item, verdict, note, by=by)
    return entry


def lodged(**given) -> Entry:
    """Lodged by the action, so that there is a frozen version to read."""
    entry = make.with_agency(**given)
    lodging.lodge(entry, by=admin_of(entry))
    return Entry.objects.get(pk=entry.pk)


def asks(entry: Entry, section) -> bool:
    return remarks.asking(section).filter(entry=entry).exists()


@pytest.fixture
def screener():
    return make.person(Role.SECRETARIAT)


class TestMark:
    def test_is_kept_and_may_be_corrected(self, screener):
        entry = make.lodged_entry()
        item = entry.group.checklist.get()
        screening.mark(entry, item, UNMET, "Surat tidak terbaca.", by=screener)
        screening.mark(entry, item, MET, by=screener)
        mark = CheckMark.objects.get()
        assert (mark.verdict, mark.note, mark.by) == (MET, "", screener)
        assert JournalLine.objects.filter(verb="entry.check").count() == 2

    def test_unmet_without_a_note_is_refused(self, screener):
        entry = make.lodged_entry()
        with pytest.raises(Refused, match="keterangan"):
            screening.mark(entry, entry.group.checklist.get(), UNMET, " ", by=screener)
        assert not CheckMark.objects.exists()

    def test_item_of_another_group_is_refused(self, screener):
        entry, other = make.lodged_entry(), make.lodged_entry()
        with pytest.raises(Refused, match="kelompok"):
            screening.mark(entry, other.group.checklist.get(), MET, by=screener)

    def test_after_the_decision_is_refused(self, screener):
        entry = make.accepted_entry()
        with pytest.raises(Refused, match="terkunci"):
            screening.mark(entry, entry.group.checklist.get(), MET, by=screener)

    def test_by_anybody_else_is_refused(self):
        entry = make.lodged_entry()
        with pytest.raises(Refused, match="Sekretariat"):
            screening.mark(entry, entry.group.checklist.get(), MET, by=admin_of(entry))

    def test_of_ones_own_institution_is_refused(self):
        entry = make.lodged_entry()
        mine = make.person(Role.SECRETARIAT, institution=entry.innovation.institution)
        with pytest.raises(Refused, match="instansi Anda sendiri"):
            screening.mark(entry, entry.group.checklist.get(), MET, by=mine)

    def test_findings_on_many_entries_are_one_line(self, screener):
        entries = [make.lodged_entry() for _ in range(3)]
        screening.mark_many(
            [(entry, entry.group.checklist.get(), MET, "") for entry in entries], by=screener
        )
        line = JournalLine.objects.get(verb="entry.check")
        assert line.ids == [entry.pk for entry in entries]


class TestAccept:
    def test_a_complete_checklist(self, screener):
        entry = checked(make.lodged_entry(), by=screener)
        screening.accept(entry, by=screener)
        entry = Entry.objects.get(pk=entry.pk)
        assert (entry.state, entry.last_line.by) == (EntryState.ACCEPTED, screener)
        assert entry.decided_at == entry.last_line.at
        assert Decision.objects.get().line == entry.last_line
        assert Notice.objects.filter(event="entry.accepted", channel="MAIL").count() == 1

    @pytest.mark.parametrize("verdict", [None, UNMET])
    def test_incomplete_or_unmet_is_refused_and_changes_nothing(self, screener, verdict):
        entry = make.lodged_entry()
        ChecklistItem.objects.create(group=entry.group, position=2, text="Surat lengkap")
        screening.mark(entry, entry.group.checklist.first(), MET, by=screener)
        if verdict:
            checked(entry, by=screener, verdict=verdict)
        with pytest.raises(Refused, match="daftar periksa"):
            screening.accept(entry, by=screener)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED
        assert not Decision.objects.exists()
        assert not Notice.objects.exists()

    def test_many_at_once_write_one_line_and_one_letter_to_each_desk(self, screener):
        first = make.lodged_entry()
        admin = admin_of(first)
        owner = first.created_by.act_as(first.created_by.holdings.get())
        rest = [make.lodged_entry(owner=owner, of=first.group) for _ in range(2)]
        entries = [checked(entry, by=screener) for entry in (first, *rest)]
        screening.accept_many(entries, by=screener)
        line = JournalLine.objects.get(verb="entry.accept")
        assert line.ids == [entry.pk for entry in entries]
        assert set(Entry.objects.values_list("state", flat=True)) == {"ACCEPTED"}
        letters = Notice.objects.filter(event="entry.accepted_desk", channel="MAIL")
        assert letters.filter(recipient=admin).count() == 1

    def test_many_are_refused_together_when_one_is_not_ready(self, screener):
        ready, unready = checked(make.lodged_entry(), by=screener), make.lodged_entry()
        with pytest.raises(Refused, match=unready.code):
            screening.accept_many([ready, unready], by=screener)
        assert Entry.objects.get(pk=ready.pk).state == EntryState.LODGED

    def test_twice_is_refused(self, screener):
        entry = checked(make.lodged_entry(), by=screener)
        screening.accept(entry, by=screener)
        with pytest.raises(Refused, match="statusnya"):
            screening.accept(entry, by=screener)


class TestReject:
    def test_with_reason_and_a_complete_checklist(self, screener):
        entry = checked(make.lodged_entry(), by=screener, verdict=UNMET)
        screening.reject(entry, "Surat pernyataan tidak sah.", by=screener)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.REJECTED
        assert Decision.objects.get().reason == "Surat pernyataan tidak sah."
        body = Notice.objects.filter(event="entry.rejected").first().body
        assert "Surat pernyataan tidak sah." in body
        assert "Surat belum ditandatangani." in body

    def test_without_reason_is_refused(self, screener):
        entry = checked(make.lodged_entry(), by=screener, verdict=UNMET)
        with pytest.raises(Refused, match="alasan"):
            screening.reject(entry, "  ", by=screener)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED

    def test_with_open_items_is_refused(self, screener):
        entry = make.lodged_entry()
        with pytest.raises(Refused, match="belum diperiksa"):
            screening.reject(entry, "Alasan.", by=screener)


class TestReturn:
    def test_opens_the_remarked_sections_until_its_due_date(self, screener):
        entry = make.lodged_entry()
        first, second = entry.form.sections.order_by("position")
        at = now()
        screening.return_once(entry, [(second, "Lampirkan data 2024.")], by=screener, at=at)
        entry = Entry.objects.get(pk=entry.pk)
        assert entry.state == EntryState.RETURNED
        assert entry.return_due_at == at + entry.edition.return_days * DAY
        assert [part for part in (first, second, None) if asks(entry, part)] == [second]
        assert Decision.objects.get().reason == "Lampirkan data 2024."
        assert "Lampirkan data 2024." in Notice.objects.filter(event="entry.returned").first().body

    def test_general_remark_opens_identity_and_documents(self, screener):
        entry = make.lodged_entry()
        screening.return_once(entry, [(None, "Unggah ulang surat.")], by=screener)
        assert asks(entry, None)
        assert not any(asks(entry, section) for section in entry.form.sections.all())

    def test_twice_is_refused(self, screener):
        entry = lodged()
        screening.return_once(entry, [(None, "Sekali.")], by=screener)
        lodging.relodge(entry, by=admin_of(entry))
        with pytest.raises(Refused, match="satu kali"):
            screening.return_once(entry, [(None, "Dua kali.")], by=screener)
        assert Entry.objects.get(pk=entry.pk).state == EntryState.LODGED

    def test_without_a_remark_is_refused(self, screener):
        entry = make.lodged_entry()
        with pytest.raises(Refused, match="catatan"):
            screening.return_once(entry, [], by=screener)

    def test_due_in_the_past_is_refused(self, screener):
        entry = make.lodged_entry()
        with pytest.raises(Refused, match="Batas"):
            screening.return_once(entry, [(None, "x")], by=screener, due_at=now() - DAY)

    def test_due_when_judging_begins_is_refused(self, screener):
        entry = make.lodged_entry()
        opens = entry.edition.judging_opens_at
        with pytest.raises(Refused, match="sebelum penilaian dimulai"):
            screening.return_once(entry, [(None, "x")], by=screener, due_at=opens)
        late = opens - DAY  # the usual days would lead beyond it
        with pytest.raises(Refused, match="sebelum penilaian dimulai"):
            screening.return_once(entry, [(None, "x")], by=screener, at=late)
        screening.return_once(entry, [(None, "x")], by=screener, due_at=late)

    def test_relodging_freezes_a_new_version_under_the_same_number(self, screener):
        entry = lodged()
        section = entry.form.sections.first()
        screening.return_once(entry, [(section, "Perjelas.")], by=screener)
        entry.answers.filter(section=section).update(text="Sudah diperjelas.")
        lodgement = lodging.relodge(entry, by=admin_of(entry))
        again = Entry.objects.get(pk=entry.pk)
        assert (again.state, again.code) == (EntryState.LODGED, entry.code)
        assert lodgement.number == 2
        assert "Sudah diperjelas." in str(lodgement.content)
        assert not asks(again, section)

    def test_relodging_past_due_is_refused(self, screener):
        entry = lodged()
        screening.return_once(entry, [(None, "x")], by=screener, due_at=now() + DAY)
        due = Entry.objects.get(pk=entry.pk).return_due_at
        with pytest.raises(Refused, match="lewat"):
            lodging.relodge(entry, by=admin_of(entry), at=due)
        lodging.relodge(entry, by=admin_of(entry), at=due - timedelta(seconds=1))
