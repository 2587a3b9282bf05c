"""The desk of an institution that has none: asked for with a letter, granted by an invitation."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.urls import reverse

from kipp.accounts.actions import people
from kipp.accounts.models import Invitation, Role, RoleHolding
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from kipp.notices.models import Notice
from submissions.actions import account_requests
from submissions.models import AccountRequest
from tests import make
from tests.costs import MOST, cost
from tests.submissions.letters import asked, letter, place
from tests.submissions.test_lodging import at_once
from tests.submissions.unchanged import unchanged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_fresh_cache")]
ASK = "/proposal/minta-akun/"


@pytest.fixture
def keeper():
    return make.person(Role.SECRETARIAT)


@pytest.fixture
def request_() -> AccountRequest:
    return account_requests.ask(asked())


def form(institution, **given) -> dict:
    return {
        "institution": institution.pk,
        "name": "Sari Contoh",
        "position": "Analis Kebijakan",
        "email": "sari@kota.contoh.id",
        "file": letter(),
        **given,
    }


class TestAsk:
    def test_a_stranger_asks_and_the_secretariat_is_told(self, client, keeper):
        home = place()

        response = client.post(ASK, form(home), follow=True)

        made = AccountRequest.objects.get()
        assert (made.institution, made.email, made.granted) == (home, "sari@kota.contoh.id", None)
        assert "Permintaan terkirim" in response.content.decode()
        assert made.file.read().startswith(b"%PDF")
        notice = Notice.objects.get(event="account_request.received", channel="MAIL")
        assert (notice.recipient, notice.url) == (keeper, made.get_absolute_url())
        line = JournalLine.objects.get(verb="account_request.ask")
        assert (line.by, line.role, line.detail) == (None, "SYSTEM", {})

    def test_nothing_is_granted_by_asking(self, request_):
        assert not Invitation.objects.exists()
        assert not RoleHolding.objects.filter(role=Role.INSTITUTION_ADMIN).exists()

    def test_an_institution_with_an_admin_is_told_to_ask_him(self):
        home = place()
        make.person(Role.INSTITUTION_ADMIN, institution=home)

        with unchanged(), pytest.raises(Refused, match="sudah mempunyai Admin Lokal"):
            account_requests.ask(asked(home))
        assert account_requests.ask(asked(home, replaces=True)).pk

    def test_the_same_mailbox_asks_once_until_it_is_answered(self, request_, keeper):
        again = asked(request_.institution, email="Sari@Kota.Contoh.id")
        with unchanged(), pytest.raises(Refused, match="sedang diperiksa"):
            account_requests.ask(again)
        account_requests.decline(request_, "Suratnya tidak bertanda tangan.", by=keeper)
        assert account_requests.ask(asked(request_.institution)).pk != request_.pk

    def test_the_letter_is_looked_into(self, client):
        fake = SimpleUploadedFile("surat.pdf", b"MZ bukan PDF")

        response = client.post(ASK, form(place(), file=fake))

        assert "bukan PDF" in response.content.decode()
        assert not AccountRequest.objects.exists()

    def test_every_field_says_what_it_lacks(self, client):
        shown = client.post(ASK, {"email": "sari", "nip": "12"}).content.decode()

        for words in (
            "Pilih instansi",
            "Isi nama",
            "18 angka",
            "surel yang lengkap",
            "Unggah surat",
        ):
            assert words in shown

    def test_a_network_that_asks_too_often_waits(self, client):
        client.get(ASK)
        codes = [
            client.post(ASK, form(place(), email=f"s{n}@kota.contoh.id")).status_code
            for n in range(7)
        ]
        assert codes[:5] == [302] * 5
        assert codes[-1] == 429
        assert AccountRequest.objects.count() == 5

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_leave_one(self, transactional_db):
        home = place()
        outcomes = at_once(*[lambda: account_requests.ask(asked(home))] * 2)
        assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
        assert AccountRequest.objects.count() == 1


class TestDecide:
    def test_granted_the_mailbox_is_invited_and_takes_the_desk(self, request_, keeper):
        found = account_requests.grant(request_, by=keeper)

        invitation = found.invitation
        assert (invitation.email, invitation.role) == (request_.email, Role.INSTITUTION_ADMIN)
        assert (found.granted, found.decided_by) == (True, keeper)
        assert Notice.objects.filter(event="account.invited", address=request_.email).exists()
        user = people.accept(invitation.token, name="Sari", password="kota-sari-2026")
        held = RoleHolding.objects.in_force().get(user=user)
        assert held.institution == request_.institution

    def test_declined_the_mailbox_reads_why(self, request_, keeper):
        with unchanged(), pytest.raises(Refused, match="alasan"):
            account_requests.decline(request_, "  ", by=keeper)
        account_requests.decline(request_, "Suratnya tidak bertanda tangan.", by=keeper)

        letter = Notice.objects.get(event="account_request.declined")
        assert letter.address == request_.email
        assert "tidak bertanda tangan" in letter.body
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("second", [account_requests.grant, account_requests.decline])
    def test_it_is_decided_once(self, request_, keeper, second):
        account_requests.decline(request_, "Bukan dari instansi itu.", by=keeper)
        rest = () if second is account_requests.grant else ("Lagi.",)
        with unchanged(), pytest.raises(Refused, match="sudah diputuskan"):
            second(request_, *rest, by=keeper)

    @pytest.mark.parametrize("role", [Role.INSTITUTION_ADMIN, Role.INNOVATOR, Role.AUDITOR])
    def test_by_the_secretariat_only(self, request_, role):
        with unchanged(), pytest.raises(Refused, match="wewenang"):
            account_requests.grant(request_, by=make.person(role))

    def test_the_database_keeps_what_was_asked_and_decided(self, request_, keeper):
        rows = AccountRequest.objects.filter(pk=request_.pk)
        for change in ({"email": "lain@kota.contoh.id"}, {"granted": True}):
            with pytest.raises(Error), transaction.atomic():
                rows.update(**change)
        with pytest.raises(Error), transaction.atomic():
            rows.delete()

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_decide_one_way(self, transactional_db):
        made, keeper = account_requests.ask(asked()), make.person(Role.SECRETARIAT)
        outcomes = at_once(*[lambda: account_requests.grant(made, by=keeper)] * 2)
        assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
        assert Invitation.objects.count() == 1


class TestPages:
    def test_the_page_decides_and_the_desk_leads_there(self, client, request_, keeper):
        client.force_login(keeper)
        assert "Putuskan permintaan akun" in client.get("/beranda/").content.decode()

        client.post(request_.get_absolute_url(), {"decision": ""})
        assert AccountRequest.objects.get().granted is None
        shown = client.post(request_.get_absolute_url(), {"decision": "confirm"}, follow=True)

        assert f"Undangan dikirim ke {request_.email}" in shown.content.decode()

    def test_the_list_costs_the_same_for_one_and_three(self, client, request_, keeper):
        where = reverse("submissions:account-request-list")
        one, _ = cost(client, keeper, where)
        for n in range(2):
            account_requests.ask(asked(email=f"s{n}@kota.contoh.id"))
        three, _ = cost(client, keeper, where)
        assert one == three <= MOST
