"""Who may do what to a case is asked by the action, whichever door it comes through; and what was
confirmed is what was read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from kipp.accounts.models import InstitutionKind, Role
from kipp.journal.models import JournalLine
from kipp.journal.moves import Refused
from scaling.actions import cases
from scaling.models import CaseState, Gate, ScalingCase
from tests import make
from tests.doors import sign_in

pytestmark = pytest.mark.django_db

EVIDENCE = {"text": "Surat minat terlampir.", "number": "B-1/2026", "dated_on": None, "values": {}}
OUTSIDE = "bukan wewenang peran yang sedang Anda pakai"


def test_another_ministry_neither_fills_nor_confirms_by_the_action():
    stranger = make.person(Role.KL_CONTACT)
    with pytest.raises(Refused, match=OUTSIDE):
        cases.fill(make.scaling_case(), EVIDENCE, by=stranger)

    case = make.scaling_case(CaseState.INTERESTED)
    gate = make.gate(case, CaseState.ASSESSED)
    with pytest.raises(Refused, match=OUTSIDE):
        cases.advance(case, by=stranger, seen=gate.version)

    assert not Gate.objects.filter(filled_by=stranger).exists()
    assert ScalingCase.objects.get(pk=case.pk).state == CaseState.INTERESTED


def test_an_adopter_without_a_replication_here_fills_no_pilot():
    case = make.scaling_case(CaseState.COMMITTED)
    with pytest.raises(Refused, match=OUTSIDE):
        cases.fill(case, EVIDENCE, by=make.person(Role.ADOPTER))
    assert not case.gates.filter(stage=CaseState.PILOTED).exists()


def test_evidence_changed_after_it_was_read_is_not_confirmed(client):
    case = make.scaling_case()
    contact = make.person(Role.KL_CONTACT, institution=case.institution)
    read = cases.fill(case, EVIDENCE, by=contact).version
    cases.fill(case, EVIDENCE | {"text": "Isi lain sama sekali."}, by=contact)
    officer, confirm = (
        make.person(Role.SCALING_OFFICER),
        reverse("scaling:case-advance", args=[case.pk]),
    )
    sign_in(client, officer)

    for seen in (read, "", "bukan versi"):
        page = client.post(confirm, {"seen": seen}, follow=True).content.decode()
        assert "Bukti diubah setelah Anda membacanya" in page
    assert ScalingCase.objects.get().state == CaseState.IDENTIFIED
    assert not JournalLine.objects.of(case).filter(verb="case.advance").exists()

    now = client.get(case.get_absolute_url()).content.decode()
    client.post(confirm, {"seen": now.partition('name="seen" value="')[2].partition('"')[0]})
    assert ScalingCase.objects.get().state == CaseState.INTERESTED


def test_the_form_of_the_evidence_is_for_those_who_write_it(client):
    case = make.scaling_case()
    form = reverse("scaling:gate-fill", args=[case.pk])
    for role in (Role.AUDITOR, Role.LEADERSHIP, Role.SECRETARIAT, Role.SCALING_OFFICER):
        sign_in(client, make.person(role))
        assert [client.get(form).status_code, client.post(form, {"text": "Isi."}).status_code] == [
            404,
            404,
        ]
    sign_in(client, make.person(Role.PANELIST, institution=case.institution))
    assert client.get(form).status_code == 404

    contact = make.person(Role.KL_CONTACT, institution=case.institution)
    sign_in(client, contact)
    assert client.get(form).status_code == 200
    cases.fill(case, EVIDENCE, by=contact)
    assert client.get(form).status_code == 200
    assert not Gate.objects.exclude(filled_by=contact).exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_open_the_same_case_once():
    innovation = make.award().innovation
    ministry = make.institution(kind=InstitutionKind.KEMENTERIAN)
    officers = [make.person(Role.SCALING_OFFICER) for _ in range(4)]

    def open_for(officer):
        try:
            cases.open_for(innovation, ministry, "Sejalan.", by=officer)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(open_for, officers))

    assert said[0] == ""
    assert all("sudah ada" in words for words in said[1:])
    assert ScalingCase.objects.count() == 1


def test_the_choice_of_a_ministry_says_what_to_do(client):
    sign_in(client, make.person(Role.SCALING_OFFICER))
    award = make.award()
    page = client.get(reverse("scaling:case-open", args=[award.innovation_id])).content.decode()
    assert "Pilih kementerian atau lembaga" in page
    assert "-----" not in page
