from __future__ import annotations

from django import forms

from submissions.actions.disqualifying import Charge
from submissions.forms.papers import PaperField


class DisqualifyForm(forms.Form):
    """What the second person is to judge by."""

    reason = forms.CharField(
        label="Alasan diskualifikasi",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Disampaikan kepada tim dan Admin Lokal bila disetujui.",
        error_messages={"required": "Tulis alasan diskualifikasi."},
    )
    evidence = forms.CharField(
        label="Uraian bukti",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Hanya dibaca Tim Sekretariat. Isi uraian, unggah berkas, atau keduanya.",
    )
    file = PaperField(label="Berkas bukti", required=False)

    @property
    def charge(self) -> Charge:
        return Charge(**self.cleaned_data)


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label="Mengapa tidak didiskualifikasi",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Disampaikan kepada pengusul.",
        error_messages={"required": "Tulis mengapa proposal tidak didiskualifikasi."},
    )
