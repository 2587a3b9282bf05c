"""What is left empty is answered by what to write there, never by Django's own sentence."""

from __future__ import annotations

import pytest
from django.forms import Field, Form
from django.urls import reverse

from kipp.accounts.models import Institution, Role
from scaling.forms import AgreementForm, CaseOpenForm, ProposalForm, ReasonForm, ReportForm
from scaling.forms.cases import FORMS
from scaling.models import ReplicationState
from tests import make
from tests.doors import sign_in

pytestmark = pytest.mark.django_db
COMMON = "Bidang ini tidak boleh kosong."


def sent_empty() -> list[Form]:
    """Every form of scaling that asks for something."""
    return [
        *(gate({}) for gate in FORMS.values()),
        CaseOpenForm({}, institutions=Institution.objects.none()),
        ReasonForm({}, button="Tunda"),
        ProposalForm({}),
        AgreementForm({}),
        ReportForm({}),
    ]


def test_every_field_left_empty_says_what_to_write():
    assert str(Field.default_error_messages["required"]) == COMMON
    told = {
        f"{type(form).__name__}.{name}": list(form.errors[name])
        for form in sent_empty()
        for name, field in form.fields.items()
        if field.required
    }

    assert [name for name, words in told.items() if COMMON in words] == []
    assert len(told) == 37
    assert told["InterestForm.text"] == ["Tulis isi surat minat."]


def test_the_update_says_when_its_note_is_needed(client):
    adopter = make.person(Role.ADOPTER)
    running = make.replication(ReplicationState.RUNNING, adopter=adopter.acting.institution)
    sign_in(client, adopter)
    where = reverse("scaling:replication-report", args=[running.pk])

    shown = client.get(where).content.decode()
    label = shown[shown.index("Keterangan singkat") :][:60]
    assert "(opsional)" not in label
    assert "Wajib bila keadaannya “Berhenti” atau “Berlanjut, berkendala”" in shown
    refused = client.post(where, {"status": "STRUGGLING"}).content.decode()
    assert "Tuliskan sebabnya dalam satu kalimat." in refused
    assert client.post(where, {"status": "SMOOTH"}).status_code == 302
