from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from kipp.accounts.forms import LongSelect


@pytest.mark.parametrize("chosen", [None, "", 2, "2"])
@pytest.mark.parametrize("required", [True, False])
def test_a_long_select_says_what_djangos_own_says(chosen, required):
    choices = [("", "Tanpa instansi"), (1, "Dinas <A> & “B”"), (2, "Badan C")]
    ours, theirs = (widget(choices=choices) for widget in (LongSelect, forms.Select))
    attrs = {"id": "id_place", "required": required, "class": "form-select"}
    assert parse_html(ours.render("place", chosen, attrs)) == parse_html(
        theirs.render("place", chosen, attrs)
    )
