"""Objections filed in the portal: in time, once, answered by another person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, transaction

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import objections, rejecting, screening
from submissions.models import Edition, Entry, EntryState, Objection, Verdict
from tests import make
from tests.costs import MOST, cost
from tests.make.entries import admin_of, now
from tests.submissions.test_lodging import at_once
from tests.submissions.test_screening import checked, lodged
from tests.submissions.test_screening_disqualify import told
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SAID = "Suratnya bertanda tangan elektronik."


def screener():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def rejecter():
    return screener()


@pytest.fixture
def other():
    return screener()


def rejected(by) -> Entry:
    made = checked(lodged(), by=by, verdict=Verdict.UNMET)
    Edition.objects.update(objections_can_be_upheld=True)
    screening.reject(made, "Surat tidak sah.", by=by)
    return Entry.objects.get(pk=made.pk)


@pytest.fixture
def entry(rejecter):
    return rejected(rejecter)


@pytest.fixture
def admin(entry):
    return admin_of(entry)


@pytest.fixture
def filed(entry, admin):
    return objections.file(entry, SAID, by=admin)


def state_of(entry) -> str:
    return Entry.objects.get(pk=entry.pk).state


class TestFile:
    def test_is_kept_with_its_due_date_and_told_to_those_who_may_answer(
        self, entry, admin, rejecter, other
    ):
        at = now()
        made = objections.file(entry, f" {SAID} ", by=admin, at=at)
        assert (made.text, made.filed_by, made.filed_at) == (SAID, admin, at)
        assert made.due_at == at + entry.edition.objection_answer_days * DAY
        assert told("objection.filed") == {other}
        assert JournalLine.objects.get(verb="entry.object").detail == {"objection": made.pk}

    def test_is_due_before_judging_begins(self, entry, admin):
        opens = now() + DAY
        Edition.objects.update(judging_opens_at=opens)
        assert objections.file(entry, SAID, by=admin).due_at == opens

    def test_after_its_days_is_refused(self, entry, admin):
        late = entry.decided_at + entry.edition.objection_days * DAY
        with unchanged(), pytest.raises(Refused, match="Masa keberatan sudah lewat"):
            objections.file(entry, SAID, by=admin, at=late)
        objections.file(entry, SAID, by=admin, at=late - timedelta(seconds=1))

    def test_in_a_season_without_objections_is_refused(self, entry, admin):
        Edition.objects.update(objections_can_be_upheld=False)
        with unchanged(), pytest.raises(Refused, match="tidak mengenal keberatan"):
            objections.file(entry, SAID, by=admin)

    def test_twice_or_without_words_is_refused(self, entry, admin):
        with unchanged(), pytest.raises(Refused, match="pokok keberatan"):
            objections.file(entry, " ", by=admin)
        objections.file(entry, SAID, by=admin)
        with unchanged(), pytest.raises(Refused, match="hanya satu kali"):
            objections.file(entry, SAID, by=admin)

    @pytest.mark.parametrize("role", [one for one in Role if one != Role.INSTITUTION_ADMIN])
    def test_by_another_role_is_refused(self, entry, role):
        with unchanged(), pytest.raises(Refused, match="Admin Lokal"):
            objections.file(entry, SAID, by=make.person(role))

    def test_of_another_desk_is_refused(self, entry):
        stranger = make.person(Role.INSTITUTION_ADMIN)
        with unchanged(), pytest.raises(Refused, match="meja instansi"):
            objections.file(entry, SAID, by=stranger)

    @pytest.mark.parametrize("state", [one for one in EntryState if one != EntryState.REJECTED])
    def test_of_another_state_is_refused(self, state):
        made = make.entry(state)
        Edition.objects.update(objections_can_be_upheld=True)
        with unchanged(), pytest.raises(Refused, match="statusnya"):
            objections.file(made, SAID, by=admin_of(made))

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_file_once(self, entry, admin):
        deputy = admin_of(entry)
        ended = at_once(
            lambda: objections.file(entry, SAID, by=admin),
            lambda: objections.file(entry, SAID, by=deputy),
        )
        assert sorted(type(one).__name__ for one in ended) == ["Objection", "Refused"]
        assert Objection.objects.count() == 1


class TestAnswer:
    def test_upheld_lets_the_entry_pass(self, entry, filed, other):
        done = objections.answer(filed, "Suratnya sah.", upheld=True, by=other)
        assert (done.upheld, done.decided_by, done.answer) == (True, other, "Suratnya sah.")
        assert state_of(entry) == EntryState.ACCEPTED
        assert entry.created_by in told("entry.upheld")

    def test_declined_leaves_it_and_tells_why(self, entry, admin, filed, other):
        done = objections.answer(filed, "Tetap tidak sah.", upheld=False, by=other)
        assert (done.upheld, state_of(entry)) == (False, EntryState.REJECTED)
        assert {entry.created_by, admin} <= told("objection.declined")
        assert JournalLine.objects.filter(verb="entry.decline_objection").count() == 1

    @pytest.mark.parametrize("upheld", [True, False])
    def test_by_who_rejected_is_refused(self, filed, rejecter, upheld):
        with unchanged(), pytest.raises(Refused, match="orang lain"):
            objections.answer(filed, "Sah.", upheld=upheld, by=rejecter)

    def test_neither_of_two_readers_answers(self, other):
        first, second = screener(), screener()
        made = checked(lodged(), by=first, verdict=Verdict.UNMET)
        Edition.objects.update(objections_can_be_upheld=True, rejections_need_two=True)
        made = Entry.objects.get(pk=made.pk)
        rejecting.confirm(rejecting.propose(made, "Palsu.", by=first), by=second)
        found = objections.file(Entry.objects.get(pk=made.pk), SAID, by=admin_of(made))
        for by in (first, second):
            assert not Objection.objects.answerable_by(by).exists()
            with unchanged(), pytest.raises(Refused, match="orang lain"):
                objections.answer(found, "Tetap.", upheld=False, by=by)
        assert Objection.objects.answerable_by(other).exists()

    @pytest.mark.parametrize("upheld", [True, False])
    def test_without_words_or_twice_is_refused(self, filed, other, upheld):
        with unchanged(), pytest.raises(Refused, match="jawaban"):
            objections.answer(filed, " ", upheld=upheld, by=other)
        objections.answer(filed, "Sudah dibaca.", upheld=upheld, by=other)
        with unchanged(), pytest.raises(Refused, match="sudah dijawab"):
            objections.answer(filed, "Lagi.", upheld=not upheld, by=screener())

    @pytest.mark.parametrize("role", [one for one in Role if one != Role.SECRETARIAT])
    def test_by_another_role_is_refused(self, filed, role):
        with unchanged(), pytest.raises(Refused, match="wewenang"):
            objections.answer(filed, "Sah.", upheld=False, by=make.person(role))

    def test_of_ones_own_institution_is_refused(self, entry, filed):
        near = make.person(Role.SECRETARIAT, institution=entry.innovation.institution)
        with unchanged(), pytest.raises(Refused, match="instansi Anda sendiri"):
            objections.answer(filed, "Sah.", upheld=False, by=near)

    def test_upheld_by_letter_closes_what_was_filed(self, entry, filed, other):
        objections.uphold(entry, "Sah.", objection="Lewat surat.", by=other)
        assert Objection.objects.get().upheld is True

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_answer_once(self, filed, other):
        third = screener()
        ended = at_once(
            lambda: objections.answer(filed, "Sah.", upheld=True, by=other),
            lambda: objections.answer(filed, "Tetap.", upheld=False, by=third),
        )
        assert sorted(type(one).__name__ for one in ended) == ["Objection", "Refused"]


class TestDatabase:
    def refuses(self, filed, **given):
        with pytest.raises(Error), transaction.atomic():
            Objection.objects.filter(pk=filed.pk).update(**given)

    def test_refuses_an_answer_by_who_rejected(self, filed, rejecter):
        said = {"decided_at": now(), "upheld": False, "answer": "Tetap."}
        self.refuses(filed, decided_by=rejecter, **said)

    def test_refuses_a_decision_without_an_answer_other_words_and_deletion(self, filed, other):
        self.refuses(filed, decided_by=other, decided_at=now(), upheld=False)
        self.refuses(filed, text="Lain.")
        self.refuses(filed, due_at=now())
        with pytest.raises(Error), transaction.atomic():
            filed.delete()


class TestPages:
    def test_the_admin_files_and_reads_the_answer(self, client, entry, admin, other):
        url = f"/proposal/{entry.pk}/keberatan/"
        client.force_login(admin)
        assert url in client.get(f"/proposal/{entry.pk}/").content.decode()
        page = client.get(url).content.decode()
        assert "Surat tidak sah." in page
        assert "Tulis pokok keberatan." in client.post(url, {"text": " "}).content.decode()
        done = client.post(url, {"text": SAID}, follow=True).content.decode()
        assert "Dijawab paling lambat" in done
        assert "Ajukan keberatan" not in done
        objections.answer(Objection.objects.get(), "Tetap.", upheld=False, by=other)
        assert "Tidak diterima: Tetap." in client.get(url).content.decode()

    def test_after_its_days_the_page_says_so(self, client, entry, admin):
        Edition.objects.update(objection_days=0)
        client.force_login(admin)
        page = client.get(f"/proposal/{entry.pk}/keberatan/").content.decode()
        assert "Masa keberatan sudah lewat" in page

    def test_is_not_offered_where_the_season_knows_none(self, client, entry, admin):
        Edition.objects.update(objections_can_be_upheld=False)
        client.force_login(admin)
        url = f"/proposal/{entry.pk}/keberatan/"
        assert url not in client.get(f"/proposal/{entry.pk}/").content.decode()
        assert client.get(url).status_code == 404

    def test_the_secretariat_lists_and_answers(self, client, entry, filed, other):
        client.force_login(other)
        assert entry.code in client.get("/proposal/seleksi/keberatan/").content.decode()
        url = filed.get_absolute_url()
        assert SAID in client.get(url).content.decode()
        silent = client.post(url, {"upheld": "0"}).content.decode()
        assert "Tulis jawaban" in silent
        done = client.post(url, {"upheld": "0", "answer": "Tetap."}, follow=True)
        assert "dijawab" in done.content.decode()
        assert Objection.objects.get().upheld is False

    def test_who_rejected_is_told_that_another_answers(self, client, filed, rejecter):
        client.force_login(rejecter)
        page = client.get(filed.get_absolute_url()).content.decode()
        assert "Dijawab orang lain" in page
        assert "Kirim jawaban" not in page

    def test_the_list_costs_the_same_for_three_as_for_one(self, client, filed, rejecter, other):
        one, _ = cost(client, other, "/proposal/seleksi/keberatan/")
        for _ in range(2):
            more = rejected(rejecter)
            objections.file(more, SAID, by=admin_of(more))
        three, _ = cost(client, other, "/proposal/seleksi/keberatan/")
        assert one == three <= MOST
