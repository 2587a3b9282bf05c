from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from kipp.accounts.forms import AcceptForm, InviteForm, LongSelect, ProfileForm
from kipp.accounts.models import Role
from tests import make


@pytest.mark.parametrize("chosen", [None, "", 2, "2"])
@pytest.mark.parametrize("required", [True, False])
def test_a_long_select_says_what_djangos_own_says(chosen, required):
    choices = [("", "Tanpa instansi"), (1, "Dinas <A> & “B”"), (2, "Badan C")]
    ours, theirs = (widget(choices=choices) for widget in (LongSelect, forms.Select))
    attrs = {"id": "id_place", "required": required, "class": "form-select"}
    assert parse_html(ours.render("place", chosen, attrs)) == parse_html(
        theirs.render("place", chosen, attrs)
    )


@pytest.mark.django_db
def test_an_empty_form_says_what_to_fill_in():
    invite = InviteForm({}, by=make.person(Role.INSTITUTION_ADMIN)).errors
    accept = AcceptForm({}, email="ratna@contoh.go.id").errors
    assert (len(invite), len(accept), len(ProfileForm({}).errors)) == (3, 3, 1)
    told = [*invite.values(), *accept.values(), *ProfileForm({}).errors.values()]
    assert all(one[0].startswith(("Isi ", "Pilih ", "Tulis ")) for one in told)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/orang/undang/", "/akun/masuk/", "/akun/profil/"])
def test_the_browser_leaves_what_is_empty_to_the_page(client, path):
    """It would stop the form with a bubble in its own language, before the page can say anything."""
    if path != "/akun/masuk/":
        client.force_login(make.person(Role.INSTITUTION_ADMIN))
    page = client.get(path).content.decode()
    assert '<form class="narrow" method="post" novalidate' in page
