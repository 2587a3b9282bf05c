"""Who screens what: taken by one, given back, taken over, over by itself, free for the decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import claims, rejecting, screening
from submissions.models import Claim, Edition, Entry, EntryState, Verdict
from tests import make
from tests.make.entries import now
from tests.submissions.test_lodging import at_once
from tests.submissions.test_screening import checked
from tests.submissions.test_screening_disqualify import told
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=121)


def screener(**given):
    return make.person(Role.SECRETARIAT, **given)


def holder(entry):
    return Claim.objects.in_force().filter(entry=entry).values_list("by", flat=True).first()


class TestClaim:
    def test_is_seen_and_written(self):
        entry, by = make.lodged_entry(), screener()
        made = claims.claim(entry, by=by)
        assert holder(entry) == by.pk
        assert made.until - made.at == timedelta(minutes=entry.edition.claim_minutes)
        assert JournalLine.objects.get(verb="entry.claim").by == by

    def test_of_a_colleague_is_refused_and_free_after_its_time(self):
        entry, first, second = make.lodged_entry(), screener(), screener()
        claims.claim(entry, by=first)
        with unchanged(), pytest.raises(Refused, match="sedang diperiksa"):
            claims.claim(entry, by=second)
        claims.claim(entry, by=second, at=now() + LATER)
        assert Claim.objects.get().by == second

    def test_lasts_as_long_as_the_season_says(self):
        entry = make.lodged_entry()
        Edition.objects.update(claim_minutes=10)
        made = claims.claim(entry, by=screener())
        assert made.until - made.at == timedelta(minutes=10)

    @pytest.mark.parametrize("state", [EntryState.ACCEPTED, EntryState.RETURNED])
    def test_only_of_what_waits(self, state):
        entry, by = make.entry(state), screener()
        with unchanged(), pytest.raises(Refused, match="tidak menunggu"):
            claims.claim(entry, by=by)

    def test_never_of_ones_own(self):
        entry = make.lodged_entry()
        near = screener(institution=entry.innovation.institution)
        with unchanged(), pytest.raises(Refused, match="instansi Anda sendiri"):
            claims.claim(entry, by=near)
        assert claims.claim_next(by=near) is None

    def test_of_other_roles_is_refused(self):
        entry = make.lodged_entry()
        for take in (lambda by: claims.claim(entry, by=by), lambda by: claims.claim_next(by=by)):
            with unchanged(), pytest.raises(Refused, match="Tim Sekretariat"):
                take(make.person(Role.EVALUATOR))

    def test_ends_after_it_begins(self):
        entry, at = make.lodged_entry(), now()
        with pytest.raises(IntegrityError, match="ends_after"), transaction.atomic():
            Claim.objects.create(entry=entry, by=screener(), at=at, until=at)


class TestNext:
    def test_is_the_oldest_free_one_and_the_same_until_it_is_decided(self):
        first, second, by = make.lodged_entry(), make.lodged_entry(), screener()
        assert claims.claim_next(by=by) == first
        assert claims.claim_next(by=by) == first
        assert claims.claim_next(by=screener()) == second
        screening.accept(checked(first, by=by), by=by)
        assert claims.claim_next(by=by) is None

    def test_leaves_out_what_a_second_reader_is_to_read(self):
        entry, by = make.lodged_entry(), screener()
        Edition.objects.update(rejections_need_two=True)
        rejecting.propose(checked(entry, by=by, verdict=Verdict.UNMET), "Tidak sah.", by=by)
        assert claims.claim_next(by=by) is None


class TestRelease:
    def test_gives_it_back(self):
        entry, by = make.lodged_entry(), screener()
        claims.claim(entry, by=by)
        claims.release(entry, by=by)
        assert holder(entry) is None
        assert JournalLine.objects.filter(verb="entry.release", by=by).exists()

    def test_of_what_is_not_his_is_refused(self):
        entry, by = make.lodged_entry(), screener()
        claims.claim(entry, by=screener())
        with unchanged(), pytest.raises(Refused, match="tidak sedang Anda ambil"):
            claims.release(entry, by=by)


class TestTakeOver:
    def test_tells_the_colleague_why(self):
        entry, first, second = make.lodged_entry(), screener(), screener()
        claims.claim(entry, by=first)
        claims.take_over(entry, "Sari sakit.", by=second)
        assert holder(entry) == second.pk
        assert told("entry.taken_over") == {first}
        line = JournalLine.objects.filter(verb="entry.claim").latest("pk")
        assert (line.by, line.detail) == (second, {"taken_from": first.pk})

    def test_without_a_reason_or_of_a_free_one_is_refused(self):
        entry, by = make.lodged_entry(), screener()
        with unchanged(), pytest.raises(Refused, match="tidak sedang diperiksa"):
            claims.take_over(entry, "Sakit.", by=by)
        claims.claim(entry, by=screener())
        with unchanged(), pytest.raises(Refused, match="alasan"):
            claims.take_over(entry, " ", by=by)


class TestDecision:
    def test_of_what_a_colleague_has_taken_is_refused(self):
        entry, first, second = make.lodged_entry(), screener(), screener()
        checked(entry, by=first)
        claims.claim(entry, by=first)
        for decide in (
            lambda: screening.accept(entry, by=second),
            lambda: screening.reject(entry, "Tidak sah.", by=second),
            lambda: screening.return_once(entry, [(None, "Perjelas.")], by=second),
        ):
            with unchanged(), pytest.raises(Refused, match="sedang diperiksa"):
                decide()
        screening.accept(entry, by=first)
        assert not Claim.objects.exists()

    def test_of_a_free_one_needs_no_claim(self):
        entry, by = make.lodged_entry(), screener()
        screening.accept(checked(entry, by=by), by=by)
        assert Entry.objects.get().state == EntryState.ACCEPTED

    def test_filling_in_takes_what_is_free_and_leaves_a_colleague_his(self):
        entry, first, second = make.lodged_entry(), screener(), screener()
        item = entry.group.checklist.get()
        screening.fill_in(entry, [(item, Verdict.MET, "")], by=first)
        screening.fill_in(entry, [(item, Verdict.MET, "")], by=second)
        assert holder(entry) == first.pk


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_who_take_the_same_get_one(self):
        entry, first, second = make.lodged_entry(), screener(), screener()
        done = at_once(
            lambda: claims.claim(entry, by=first), lambda: claims.claim(entry, by=second)
        )
        assert sum(isinstance(one, Refused) for one in done) == 1
        assert Claim.objects.count() == 1

    def test_two_who_ask_for_the_next_get_two(self):
        entries, people = {make.lodged_entry(), make.lodged_entry()}, [screener(), screener()]
        done = at_once(*[lambda by=by: claims.claim_next(by=by) for by in people])
        assert set(done) == entries

    def test_a_claim_against_a_decision(self):
        entry, first, second = make.lodged_entry(), screener(), screener()
        checked(entry, by=first)
        done = at_once(
            lambda: screening.accept(entry, by=first), lambda: claims.claim(entry, by=second)
        )
        assert sum(isinstance(one, Refused) for one in done) == 1
        taken = Claim.objects.exists()
        assert taken == (Entry.objects.get().state == EntryState.LODGED)
