from __future__ import annotations

from typing import Any

from django import forms

from submissions.forms.sections import MOST_CHARACTERS


class ChangesForm(forms.Form):
    text = forms.CharField(
        label="Apa yang berubah sejak proposal terdahulu",
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
    )
    # Asked before lodging, not before saving: not optional to who reads the page.
    unmarked = ("text",)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.widget = forms.Textarea({"rows": 10, "data-word-limit": most})
        text.help_text = (
            "Misalnya: jangkauan, hasil, biaya, atau cara kerja yang berbeda dari yang dahulu "
            f"diajukan. Paling banyak {most} kata."
        )
