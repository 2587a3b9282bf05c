from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError

from submissions.passing import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from submissions.models import Entry


class PassingForm(forms.Form):
    """Which entries were counted, in one field: a form of hundreds would pass the server's limit."""

    entries = forms.CharField(widget=forms.HiddenInput, max_length=20 * MOST)

    @staticmethod
    def told(entries: Iterable[Entry]) -> str:
        return " ".join(str(entry.pk) for entry in entries)

    def clean_entries(self) -> list[int]:
        keys = self.cleaned_data["entries"].split()
        if len(keys) > MOST or not all(one.isascii() and one.isdigit() for one in keys):
            raise ValidationError("Pilihan tidak terbaca.")
        if any(len(one) > 18 for one in keys):
            raise ValidationError("Pilihan tidak terbaca.")
        return [int(one) for one in keys]
