"""A rejection is read by two."""

from __future__ import annotations

import pytest
from django.db import Error, IntegrityError, connection, transaction

from kipp.accounts.models import Role
from kipp.home import desks
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import claims, objections, rejecting, screening
from submissions.models import (
    Decision,
    Edition,
    Entry,
    EntryState,
    Rejection,
    Verdict,
)
from tests import make
from tests.make.entries import now
from tests.submissions.test_lodging import at_once
from tests.submissions.test_screening import checked, lodged
from tests.submissions.test_screening_disqualify import told
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
REASON = "Surat pernyataan tidak sah."
SPEC = {"reason": REASON}


def screener(**given):
    return make.person(Role.SECRETARIAT, **given)


@pytest.fixture
def first():
    return screener()


@pytest.fixture
def second():
    return screener()


@pytest.fixture
def entry(first):
    made = checked(lodged(), by=first, verdict=Verdict.UNMET)
    Edition.objects.update(rejections_need_two=True)
    return Entry.objects.get(pk=made.pk)


@pytest.fixture
def proposed(entry, first):
    return rejecting.propose(entry, REASON, by=first)


def state_of(entry) -> str:
    return Entry.objects.get(pk=entry.pk).state


class TestPropose:
    def test_changes_no_state_and_gives_the_entry_free(self, entry, first):
        claims.claim(entry, by=first)
        made = rejecting.propose(entry, f" {REASON} ", by=first)
        assert (state_of(entry), made.reason) == (EntryState.LODGED, REASON)
        assert not Decision.objects.exists()
        assert not told("entry.rejected")
        assert JournalLine.objects.get(verb="entry.propose_rejection").detail == {
            "rejection": made.pk
        }

    def test_is_the_only_way_where_the_season_asks_for_two(self, entry, first):
        with unchanged(), pytest.raises(Refused, match="dibaca orang kedua"):
            screening.reject(entry, REASON, by=first)

    def test_without_words_or_with_an_open_item_is_refused(self, entry, first):
        with unchanged(), pytest.raises(Refused, match="alasan"):
            rejecting.propose(entry, " ", by=first)
        entry.check_marks.all().delete()
        with unchanged(), pytest.raises(Refused, match="belum diperiksa"):
            rejecting.propose(entry, REASON, by=first)

    def test_twice_is_refused(self, entry, proposed, second):
        with unchanged(), pytest.raises(Refused, match="menunggu pembaca kedua"):
            rejecting.propose(entry, REASON, by=second)

    def test_of_what_a_colleague_has_taken_is_refused(self, entry, first, second):
        claims.claim(entry, by=second)
        with unchanged(), pytest.raises(Refused, match="sedang diperiksa"):
            rejecting.propose(entry, REASON, by=first)

    def test_while_it_waits_nothing_else_is_decided(self, entry, proposed, second):
        item = entry.group.checklist.get()
        for other in (
            lambda: screening.mark(entry, item, Verdict.MET, by=second),
            lambda: screening.accept(entry, by=second),
            lambda: screening.return_once(entry, [(None, "x")], by=second),
        ):
            with unchanged(), pytest.raises(Refused):
                other()

    def test_is_work_for_a_colleague_alone(self, proposed, first, second):
        titles = [
            [task.text for task in desks.desk_of(one, now()).tasks] for one in (first, second)
        ]
        assert [any("pembaca kedua" in title for title in some) for some in titles] == [False, True]


class TestConfirm:
    def test_rejects_with_both_names_and_tells_the_owners(self, entry, proposed, first, second):
        rejecting.confirm(proposed, by=second)
        assert state_of(entry) == EntryState.REJECTED
        decision = Decision.objects.get()
        assert (decision.by, decision.second, decision.reason) == (second, first, REASON)
        assert entry.created_by in told("entry.rejected")

    def test_by_the_first_is_refused(self, proposed, first):
        with unchanged(), pytest.raises(Refused, match="orang lain"):
            rejecting.confirm(proposed, by=first)

    def test_by_other_roles_or_of_ones_own_is_refused(self, entry, proposed):
        near = screener(institution=entry.innovation.institution)
        for by in (make.person(Role.EVALUATOR), near):
            with unchanged(), pytest.raises(Refused):
                rejecting.confirm(proposed, by=by)

    def test_twice_is_refused(self, proposed, second):
        rejecting.confirm(proposed, by=second)
        with unchanged(), pytest.raises(Refused, match="sudah diputuskan"):
            rejecting.confirm(proposed, by=screener())

    def test_neither_reader_upholds_an_objection(self, entry, proposed, first, second):
        rejecting.confirm(proposed, by=second)
        Edition.objects.update(objections_can_be_upheld=True)
        for by in (first, second):
            assert not Entry.objects.upholdable_by(by).exists()
            with unchanged(), pytest.raises(Refused, match="orang lain"):
                objections.uphold(entry, "Sah.", objection="Surat asli.", by=by)
        third = screener()
        assert Entry.objects.upholdable_by(third).exists()
        objections.uphold(entry, "Sah.", objection="Surat asli.", by=third)
        assert state_of(entry) == EntryState.ACCEPTED


class TestDecline:
    def test_puts_it_back_and_tells_the_first(self, entry, proposed, first, second):
        rejecting.decline(proposed, "Suratnya sah.", by=second)
        assert state_of(entry) == EntryState.LODGED
        assert told("entry.rejection_declined") == {first}
        assert claims.claim_next(by=second) == entry

    def test_without_words_is_refused(self, proposed, second):
        with unchanged(), pytest.raises(Refused, match="mengapa"):
            rejecting.decline(proposed, " ", by=second)


class TestDatabase:
    def test_knows_two_persons_and_one_pending(self, entry, proposed, first):
        with pytest.raises(IntegrityError, match="second_reader"), transaction.atomic():
            Rejection.objects.update(decided_by=first, decided_at=now(), confirmed=True)
        with pytest.raises(IntegrityError, match="pending_once"), transaction.atomic():
            Rejection.objects.create(entry=entry, proposed_by=first, proposed_at=now(), **SPEC)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE submissions_rejection SET reason = 'Lain.'",
            "DELETE FROM submissions_rejection",
            "TRUNCATE submissions_rejection",
        ],
    )
    def test_keeps_what_was_proposed(self, proposed, sql):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


class TestPages:
    def test_the_button_proposes_and_the_second_reader_confirms(self, client, entry, first, second):
        url = f"/proposal/seleksi/{entry.pk}/tidak-lolos/"
        client.force_login(first)
        assert "Usulkan tidak lolos" in client.get(url).content.decode()
        client.post(url, SPEC)
        found = Rejection.objects.get()
        assert "Menunggu pembaca kedua" in client.get(found.get_absolute_url()).content.decode()
        client.force_login(second)
        assert "Setujui: tidak lolos" in client.get(found.get_absolute_url()).content.decode()
        client.post(found.get_absolute_url(), {"decision": "confirm"})
        assert state_of(entry) == EntryState.REJECTED

    def test_a_silent_form_decides_nothing(self, client, proposed, second):
        client.force_login(second)
        with unchanged():
            page = client.post(proposed.get_absolute_url(), follow=True)
        assert "Belum ada yang diputuskan" in page.content.decode()

    def test_declining_needs_words(self, client, entry, proposed, second):
        client.force_login(second)
        page = client.post(proposed.get_absolute_url(), {"decision": "decline"})
        assert "Tulis mengapa proposal ini tidak ditolak." in page.content.decode()
        client.post(proposed.get_absolute_url(), {"decision": "decline", "answer": "Sah."})
        assert Rejection.objects.get().confirmed is False

    def test_the_queue_shows_what_waits_for_a_second_reader(self, client, entry, proposed, second):
        client.force_login(second)
        page = client.get("/proposal/seleksi/?status=KEDUA")
        assert [row.pk for row in page.context["page"]] == [entry.pk]
        assert "menunggu pembaca kedua" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_decide_once(entry, proposed, second):
    third = screener()
    done = at_once(*[lambda by=by: rejecting.confirm(proposed, by=by) for by in (second, third)])
    assert sum(isinstance(one, Refused) for one in done) == 1
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_propose_propose_once(entry, first, second):
    done = at_once(
        *[lambda by=by: rejecting.propose(entry, REASON, by=by) for by in (first, second)]
    )
    assert sum(isinstance(one, Refused) for one in done) == 1
