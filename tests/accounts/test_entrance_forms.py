"""The words of the entrance: every form of allauth that a page of ours shows."""

from __future__ import annotations

import pytest
from allauth.account import app_settings
from django.utils.module_loading import import_string

from kipp.accounts.models import User


def form(name, data=None):
    extra = (
        {"user": User(email="ratna@kipp.test")}
        if name in ("change_password", "set_password", "reauthenticate")
        else {}
    )
    return import_string(app_settings.FORMS[name])(data=data, **extra)


@pytest.mark.parametrize("name", sorted(app_settings.FORMS))
def test_a_form_speaks_the_portals_indonesian(name):
    words = " ".join(f"{field.label} {field.help_text}" for field in form(name))
    assert "mail" not in words.lower()
    assert "anda " not in words
    assert all("placeholder" not in field.field.widget.attrs for field in form(name))


@pytest.mark.parametrize("name", sorted(app_settings.FORMS))
def test_an_empty_form_says_what_to_fill_in(name):
    errors = form(name, {}).errors
    assert errors
    assert all(one[0].startswith("Isi ") for one in errors.values())


def test_half_an_address_is_answered_with_an_example():
    assert form("login", {"login": "ratna", "password": "x"}).errors["login"] == [
        "Tulis alamat surel yang lengkap, misalnya nama@instansi.go.id."
    ]
