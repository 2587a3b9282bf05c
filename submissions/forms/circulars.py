from __future__ import annotations

from typing import Any

from django import forms

from submissions.models import Edition, Segment


class CircularForm(forms.Form):
    edition = forms.ModelChoiceField(
        Edition.objects.none(),
        label="Musim",
        empty_label=None,
        error_messages={"required": "Pilih musim."},
    )
    segment = forms.ChoiceField(
        label="Penerima",
        choices=Segment.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih penerimanya."},
    )
    subject = forms.CharField(
        label="Judul surel",
        max_length=120,
        error_messages={"required": "Isi judul suratnya."},
    )
    text = forms.CharField(
        label="Isi surat",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Sapaan, nama musim, dan tautan ke portal ditambahkan dengan sendirinya.",
        error_messages={"required": "Isi pesannya."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = Edition.objects.published().newest_first()  # type: ignore[attr-defined]


class ConfirmCircularForm(CircularForm):
    """The same, as it was read, with the number of people that was shown."""

    counted = forms.IntegerField(min_value=0)
