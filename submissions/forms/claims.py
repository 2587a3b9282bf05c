from __future__ import annotations

from django import forms


class TakeOverForm(forms.Form):
    reason = forms.CharField(
        label="Alasan mengambil alih",
        help_text="Dibaca rekan yang sedang memeriksa.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasan mengambil alih."},
    )
