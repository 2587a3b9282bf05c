"""What is left empty is answered by what to write there, never by Django's own sentence."""

from __future__ import annotations

import pytest
from django.forms import Field, Form
from django.urls import reverse

from judging.forms import assignments, awards, plenary, rounds, scorecards
from judging.models import Round
from kipp.accounts.models import Role
from submissions.models import Entry
from tests import make
from tests.doors import sign_in
from tests.judging import season

pytestmark = pytest.mark.django_db
COMMON = "Bidang ini tidak boleh kosong."


def sent_empty() -> list[Form]:
    """Every form of judging that asks for something."""
    entry = make.accepted_entry()
    round = Round(stage="TE")
    criteria = list(make.round().criteria.all())
    return [
        assignments.AddForm({}, round=round, judges=[]),
        awards.DecreeForm({}),
        awards.GrantForm(
            {}, decrees=awards.Decree.objects.none(), entries=[entry], levels=["OPSI"]
        ),
        awards.RevokeForm({}),
        awards.DeclineForm({}),
        rounds.OpenForm({}, asks=True),
        rounds.AdmitForm({}, waiting=Entry.objects.none()),
        plenary.MoveForm({}),
        plenary.CloseForm({}, quorum="separuh"),
        scorecards.RevisionForm({}, criteria=criteria, values={}),
        scorecards.RecusalForm({}),
        scorecards.RelevanceForm({}),
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
    assert len(told) == 24


def test_the_form_of_the_plenary_says_it_on_its_page(client):
    round = season.in_plenary(90, 80)
    sign_in(client, make.person(Role.PLENARY_CHAIR))
    entry = season.entries_of(round)[1]
    where = reverse("judging:plenary-move", args=[round.pk, entry.pk])

    body = client.post(where, {"advances": "ya"}).content.decode()

    for words in ("Tulis nama anggota yang mengusulkan.", "Isi jumlah suara tidak setuju; 0"):
        assert words in body
    assert COMMON not in body
