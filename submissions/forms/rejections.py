from __future__ import annotations

from django import forms


class SecondReaderForm(forms.Form):
    """The second reader does not agree."""

    answer = forms.CharField(
        label="Mengapa proposal tidak ditolak",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Disampaikan kepada pengusul.",
        error_messages={"required": "Tulis mengapa proposal ini tidak ditolak."},
    )
