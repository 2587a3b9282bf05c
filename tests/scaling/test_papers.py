"""A gate that stands on a letter has its number, its day and its PDF; no paper is of tomorrow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from scaling.actions import cases, reports
from scaling.forms import AgreementForm, gate_form
from scaling.models import CaseState
from tests import make
from tests.make.entries import now
from tests.submissions.contents import PDF

pytestmark = pytest.mark.django_db
AHEAD = "belum lewat"


def given(field: str, ahead: int = 0) -> dict[str, int]:
    day = timezone.localdate(now()) + timedelta(days=ahead)
    return {f"{field}_0": day.day, f"{field}_1": day.month, f"{field}_2": day.year}


def letter(**more: int) -> dict[str, object]:
    return {"text": "Kami berminat.", "number": "B-1/2026", **given("dated_on"), **more}


def test_a_letter_needs_its_pdf_once():
    case, paper = make.scaling_case(), SimpleUploadedFile("b.pdf", PDF)
    assert gate_form(case, letter()).errors == {"file": ["Unggah PDF suratnya."]}
    assert gate_form(case, letter(), {"file": paper}).is_valid()

    make.gate(case, CaseState.INTERESTED, file=ContentFile(PDF, name="b.pdf"))

    again = gate_form(case, letter())
    assert again.is_valid()
    assert not isinstance(again.cleaned_data["file"], SimpleUploadedFile)


def test_no_paper_is_of_tomorrow():
    case = make.scaling_case()
    assert AHEAD in gate_form(case, letter() | given("dated_on", 2)).errors["dated_on"][0]
    assert AHEAD in AgreementForm({"number": "1", **given("signed_on", 2)}).errors["signed_on"][0]
    with pytest.raises(Refused, match=AHEAD):
        tomorrow = timezone.localdate(now()) + timedelta(days=2)
        evidence = {"text": "Surat.", "number": "1", "dated_on": tomorrow, "values": {}}
        contact = make.person(Role.KL_CONTACT, institution=case.institution)
        cases.fill(case, evidence, by=contact)
    assert not case.gates.exists()


def test_an_agreement_does_not_end_before_it_begins():
    form = AgreementForm({"number": "1", **given("signed_on"), **given("ends_on", -1)})
    assert list(form.errors) == ["ends_on"]


def test_an_innovation_without_an_award_owes_no_update_and_sends_none():
    entry = make.accepted_entry()
    with pytest.raises(Refused, match="penghargaannya sudah diumumkan"):
        reports.report_innovation(entry.innovation, "SMOOTH", by=make.owner_of(entry))
