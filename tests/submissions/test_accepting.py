"""All that pass, accepted at once: counted first, a word on each, twice changes nothing."""

from __future__ import annotations

import pytest

from kipp.accounts.models import Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from submissions.actions import accepting, claims, rejecting
from submissions.models import Answer, ChecklistItem, Edition, Entry, EntryState, Verdict
from tests import make
from tests.costs import MOST, cost
from tests.submissions.test_lodging import at_once
from tests.submissions.test_screening import checked, lodged
from tests.submissions.test_screening_disqualify import told
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
URL = "/proposal/seleksi/lolos-semua/"


def screener(**given):
    return make.person(Role.SECRETARIAT, **given)


@pytest.fixture
def by():
    return screener()


def passing(by) -> Entry:
    return checked(lodged(), by=by)


def state_of(entry) -> str:
    return Entry.objects.get(pk=entry.pk).state


def why_of(entry, by) -> str:
    ((_, why),) = accepting.accept_passing([entry], by=by)
    return why


def test_accepts_what_passes_and_says_why_of_the_rest(by):
    ready, open_one = passing(by), lodged()
    assert dict(accepting.accept_passing([ready, open_one], by=by)) == {
        ready: "",
        open_one: "1 butir daftar periksa belum diperiksa atau belum memenuhi",
    }
    assert (state_of(ready), state_of(open_one)) == (EntryState.ACCEPTED, EntryState.LODGED)
    assert ready.created_by in told("entry.accepted")


def test_a_second_push_changes_nothing(by):
    ready = passing(by)
    accepting.accept_passing([ready], by=by)
    with unchanged():
        assert "statusnya sekarang" in why_of(ready, by)


def test_what_a_colleague_has_taken_stays_with_him(by):
    ready, colleague = passing(by), screener(name="Rina")
    claims.claim(ready, by=colleague)
    with unchanged():
        assert why_of(ready, by) == "sedang diperiksa Rina"
    assert why_of(ready, colleague) == ""


def test_what_waits_for_a_second_reader_stays(by):
    entry = checked(lodged(), by=by, verdict=Verdict.UNMET)
    Edition.objects.update(rejections_need_two=True)
    rejecting.propose(Entry.objects.get(pk=entry.pk), "Surat tidak sah.", by=by)
    with unchanged():
        assert "pembaca kedua" in why_of(entry, by)


def test_of_ones_own_institution_stays(by):
    ready = passing(by)
    near = screener(institution=ready.innovation.institution)
    with unchanged():
        assert "instansi Anda sendiri" in why_of(ready, near)


def test_what_the_portal_finds_lacking_stays(by):
    ready = passing(by)
    Answer.objects.filter(entry=ready).update(text="")
    with unchanged():
        assert "belum diisi" in why_of(ready, by)


def test_a_group_without_a_checklist_passes_nothing(by):
    ready = lodged()
    ChecklistItem.objects.all().delete()
    with unchanged():
        assert "daftar periksa" in why_of(ready, by)


@pytest.mark.parametrize("role", [one for one in Role if one != Role.SECRETARIAT])
def test_by_another_role_is_refused(by, role):
    ready = passing(by)
    with unchanged(), pytest.raises(Refused, match="wewenang"):
        accepting.accept_passing([ready], by=make.person(role))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_accept_each_once(by):
    ready, other = [passing(by), passing(by)], screener()
    ended = at_once(
        lambda: accepting.accept_passing(ready, by=by),
        lambda: accepting.accept_passing(ready[::-1], by=other),
    )
    accepted = [entry.pk for outcomes in ended for entry, why in outcomes if not why]
    assert sorted(accepted) == sorted(one.pk for one in ready)
    moved = JournalLine.objects.filter(verb="entry.accept")
    assert sum(len(line.ids or [1]) for line in moved) == 2


class TestPage:
    def test_counts_first_and_accepts_only_what_was_counted(self, client, by):
        ready, open_one = passing(by), lodged()
        client.force_login(by)
        page = client.get(URL).content.decode()
        assert "Loloskan 1 proposal?" in page
        assert open_one.code not in page
        later = passing(by)

        done = client.post(URL, {"entries": str(ready.pk)}, follow=True).content.decode()

        assert "1 proposal lolos" in done
        assert ready.code in done
        assert (state_of(ready), state_of(later)) == (EntryState.ACCEPTED, EntryState.LODGED)

    def test_says_of_each_why_not(self, client, by):
        ready, open_one = passing(by), lodged()
        client.force_login(by)
        sent = {"entries": f"{ready.pk} {open_one.pk}"}
        done = client.post(URL, sent, follow=True).content.decode()
        assert "1 proposal lolos, 1 tidak" in done
        assert "1 butir daftar periksa" in done
        again = client.post(URL, sent, follow=True).content.decode()
        assert "0 proposal lolos, 2 tidak" in again

    @pytest.mark.parametrize("sent", ["", "x", "1 -2", "²", "9" * 40, "0"])
    def test_bad_choices_change_nothing(self, client, by, sent):
        passing(by)
        client.force_login(by)
        with unchanged():
            done = client.post(URL, {"entries": sent}, follow=True)
        assert "Tidak ada proposal yang dipilih." in done.content.decode()

    def test_names_what_is_held_back(self, client, by):
        ready, colleague = passing(by), screener(name="Rina")
        claims.claim(ready, by=colleague)
        client.force_login(by)
        page = client.get(URL).content.decode()
        assert "Sedang diperiksa Rina" in page
        assert "Loloskan semuanya" not in page

    def test_costs_the_same_for_three_as_for_one(self, client, by):
        passing(by)
        one, _ = cost(client, by, URL)
        passing(by), passing(by)
        three, _ = cost(client, by, URL)
        assert one == three <= MOST
