from __future__ import annotations

from django import forms


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label="Pokok keberatan",
        help_text="Apa yang keliru dalam alasan di atas, dan pada berkas mana buktinya.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Tulis pokok keberatan."},
    )


class AnswerForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label="Keputusan",
        choices=[
            ("1", "Diterima: proposal lolos seleksi administrasi"),
            ("0", "Tidak diterima: hasil tetap"),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih keputusannya."},
    )
    answer = forms.CharField(
        label="Jawaban",
        help_text="Dibaca tim penyusun dan Admin Lokal.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tulis jawaban atas keberatan ini."},
    )
