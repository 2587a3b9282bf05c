"""Out after acceptance: proposed by one of the secretariat, decided by another, or not at all."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.home import desks
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import disqualifying, lodging
from submissions.actions.disqualifying import Charge
from submissions.models import Decision, Disqualification, Entry, EntryState
from tests import make
from tests.make.entries import admin_of, now
from tests.submissions.contents import PDF
from tests.submissions.test_lodging import at_once
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db

REASON = "Data dampak terbukti palsu."
CHARGE = Charge(REASON, "Surat BPS 12/2025.")


def state_of(entry) -> str:
    return Entry.objects.get(pk=entry.pk).state


def told(event: str) -> set:
    letters = Notice.objects.filter(event=event, channel="MAIL")
    return {letter.recipient for letter in letters}


@pytest.fixture
def first():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def second():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def entry() -> Entry:
    return make.accepted_entry()


@pytest.fixture
def proposed(entry, first, second) -> Disqualification:
    return disqualifying.propose(entry, CHARGE, by=first)


class TestPropose:
    def test_changes_nothing_and_tells_those_who_may_decide(self, entry, first, second):
        near = make.person(Role.SECRETARIAT, institution=entry.innovation.institution)
        made = disqualifying.propose(entry, Charge(f" {REASON} ", "Surat."), by=first)
        assert state_of(entry) == EntryState.ACCEPTED
        assert (made.reason, made.proposed_by, made.decided_at) == (REASON, first, None)
        line = JournalLine.objects.get(verb="entry.propose_disqualification")
        assert (line.by, line.detail) == (first, {"disqualification": made.pk})
        people = told("entry.disqualification_proposed")
        assert second in people
        assert not {first, near, entry.created_by} & people

    @pytest.mark.parametrize(
        ("charge", "why"), [(Charge(" ", "x"), "alasan"), (Charge(REASON, "\n"), "bukti")]
    )
    def test_without_reason_or_evidence_is_refused(self, entry, first, charge, why):
        with unchanged(), pytest.raises(Refused, match=why):
            disqualifying.propose(entry, charge, by=first)

    def test_a_file_that_is_no_pdf_is_refused(self, entry, first):
        upload = SimpleUploadedFile("bukti.pdf", b"MZ bukan PDF")
        with unchanged(), pytest.raises(Refused, match=r"bukti\.pdf"):
            disqualifying.propose(entry, Charge(REASON, file=upload), by=first)

    def test_twice_is_refused(self, proposed, second):
        with unchanged(), pytest.raises(Refused, match="sudah diusulkan"):
            disqualifying.propose(proposed.entry, CHARGE, by=second)

    def test_of_ones_own_institution_is_refused(self, entry):
        mine = make.person(Role.SECRETARIAT, institution=entry.innovation.institution)
        with unchanged(), pytest.raises(Refused, match="instansi Anda sendiri"):
            disqualifying.propose(entry, CHARGE, by=mine)

    @pytest.mark.parametrize("role", [one for one in Role if one != Role.SECRETARIAT])
    def test_by_another_role_is_refused(self, entry, role):
        with unchanged(), pytest.raises(Refused, match="wewenang"):
            disqualifying.propose(entry, CHARGE, by=make.person(role))

    @pytest.mark.parametrize("state", [one for one in EntryState if one != EntryState.ACCEPTED])
    def test_from_another_state_is_refused(self, first, state):
        entry = make.entry(state)
        with unchanged(), pytest.raises(Refused, match="statusnya"):
            disqualifying.propose(entry, CHARGE, by=first)


class TestConfirm:
    def test_by_another_puts_the_entry_out_and_tells_why(self, proposed, first, second):
        entry, admin = proposed.entry, admin_of(proposed.entry)
        disqualifying.confirm(proposed, by=second)
        assert state_of(entry) == EntryState.DISQUALIFIED
        decision = Decision.objects.get(verb="entry.disqualify")
        assert (decision.by, decision.second, decision.reason) == (second, first, REASON)
        line = JournalLine.objects.get(verb="entry.disqualify")
        assert (line.by, line.detail["proposed_by"]) == (second, first.pk)
        assert {entry.created_by, admin} <= told("entry.disqualified")
        made = Disqualification.objects.get()
        assert (made.decided_by, made.confirmed) == (second, True)

    def test_by_who_proposed_is_refused_whatever_he_holds(self, proposed, first):
        with unchanged(), pytest.raises(Refused, match="orang kedua"):
            disqualifying.confirm(proposed, by=first)
        again = make.holding(first, Role.SECRETARIAT, institution=make.institution())
        with unchanged(), pytest.raises(Refused, match="orang kedua"):
            disqualifying.confirm(proposed, by=first.act_as(again))

    def test_by_somebody_near_is_refused(self, proposed):
        home = proposed.entry.innovation.institution
        near = make.person(Role.SECRETARIAT, institution=home)
        with unchanged(), pytest.raises(Refused, match="instansi Anda sendiri"):
            disqualifying.confirm(proposed, by=near)

    def test_by_another_role_is_refused(self, proposed):
        with unchanged(), pytest.raises(Refused, match="wewenang"):
            disqualifying.confirm(proposed, by=make.person(Role.SUPERUSER))

    def test_of_what_was_withdrawn_meanwhile_is_refused(self, proposed, second):
        lodging.withdraw(proposed.entry, "Dihentikan.", by=admin_of(proposed.entry))
        with unchanged(), pytest.raises(Refused, match="statusnya"):
            disqualifying.confirm(proposed, by=second)
        assert not Disqualification.objects.decidable_by(second).exists()


class TestDecline:
    def test_leaves_the_entry_in_and_tells_who_proposed(self, proposed, first, second):
        disqualifying.decline(proposed, " Datanya benar. ", by=second)
        assert state_of(proposed.entry) == EntryState.ACCEPTED
        assert told("entry.disqualification_declined") == {first}
        line = JournalLine.objects.get(verb="entry.decline_disqualification")
        assert (line.by, line.detail) == (second, {"disqualification": proposed.pk})
        with unchanged(), pytest.raises(Refused, match="sudah diputuskan"):
            disqualifying.confirm(proposed, by=second)
        assert disqualifying.propose(proposed.entry, CHARGE, by=second).pk != proposed.pk

    def test_without_a_reason_or_by_who_proposed_is_refused(self, proposed, first, second):
        with unchanged(), pytest.raises(Refused, match="mengapa"):
            disqualifying.decline(proposed, " ", by=second)
        with unchanged(), pytest.raises(Refused, match="orang kedua"):
            disqualifying.decline(proposed, "Tidak.", by=first)


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_end_in_one_decision(proposed, second):
    third = make.person(Role.SECRETARIAT)
    outcomes = at_once(
        lambda: disqualifying.confirm(proposed, by=second),
        lambda: disqualifying.decline(proposed, "Tidak.", by=third),
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    out = Disqualification.objects.get().confirmed
    assert (state_of(proposed.entry) == EntryState.DISQUALIFIED) == out


@pytest.mark.parametrize(
    "change",
    [
        "decided_by_id = proposed_by_id, decided_at = now(), confirmed = true",
        "reason = 'Lain'",
        "decided_at = now()",
    ],
)
def test_the_database_wants_a_second_person_and_keeps_what_was_said(proposed, change):
    with pytest.raises(Error), transaction.atomic():
        connection.cursor().execute(f"UPDATE submissions_disqualification SET {change}")
    with pytest.raises(Error), transaction.atomic():
        connection.cursor().execute("DELETE FROM submissions_disqualification")


@pytest.mark.parametrize("second", [None, "self"])
def test_the_decision_names_two(entry, first, second):
    given = {"second": first if second else None, "reason": REASON, "at": now()}
    with pytest.raises(Error, match=r"second_person|two_different"), transaction.atomic():
        line = entry.last_line
        Decision.objects.create(entry=entry, line=line, verb="entry.disqualify", by=first, **given)


class TestPages:
    def test_from_the_proposal_to_the_decision(self, client, entry, first, second):
        client.force_login(first)
        url = reverse("submissions:screening-disqualify", kwargs={"pk": entry.pk})
        assert url in client.get(entry.get_absolute_url()).content.decode()
        assert "Tulis alasan" in client.post(url, {"reason": ""}).content.decode()
        pdf = SimpleUploadedFile("bukti.pdf", PDF)
        page = client.post(url, {"reason": REASON, "file": pdf}, follow=True).content.decode()
        made = Disqualification.objects.get()
        assert "Menunggu orang kedua" in page
        assert "Setujui dan diskualifikasi" not in page
        assert client.get(url)["Location"] == made.get_absolute_url()

        client.force_login(second)
        here = made.get_absolute_url()
        assert here in client.get(entry.get_absolute_url()).content.decode()
        assert here in [task.url for task in desks.desk_of(second, now()).tasks]
        file = client.get(reverse("submissions:disqualification-file", kwargs={"pk": made.pk}))
        assert b"".join(file) == PDF
        refused = client.post(here, {"decision": "decline", "answer": ""}).content.decode()
        assert "Tulis mengapa" in refused
        assert client.post(here, {"decision": "confirm"}).status_code == 302
        assert state_of(entry) == EntryState.DISQUALIFIED

    @pytest.mark.parametrize("sent", [{}, {"decision": ""}, {"decision": "Confirm"}])
    def test_only_a_decision_that_says_so_disqualifies(self, client, proposed, second, sent):
        client.force_login(second)
        here = proposed.get_absolute_url()
        assert 'name="decision" value="confirm"' in client.get(here).content.decode()
        page = client.post(here, sent, follow=True).content.decode()
        assert "Belum ada yang diputuskan" in page
        assert Disqualification.objects.get().decided_at is None
        assert state_of(proposed.entry) == EntryState.ACCEPTED

    def test_who_proposed_presses_in_vain_and_owners_see_nothing(self, client, proposed, first):
        client.force_login(first)
        here = proposed.get_absolute_url()
        assert (
            "orang kedua"
            in client.post(here, {"decision": "confirm"}, follow=True).content.decode()
        )
        assert state_of(proposed.entry) == EntryState.ACCEPTED
        client.force_login(make.owner_of(proposed.entry))
        body = client.get(proposed.entry.get_absolute_url()).content.decode()
        assert "iskualifikasi" not in body
