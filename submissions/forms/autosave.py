from __future__ import annotations

from django import forms

from submissions.forms.sections import MOST_CHARACTERS, Words


class AutosaveForm(forms.Form):
    """What a page sends by itself: the words as they stand, however many."""

    text = Words(required=False, strip=False, max_length=MOST_CHARACTERS)

    def clean_text(self) -> str:
        if not isinstance(self.data.get("text"), str):  # a broken message is no empty text
            raise forms.ValidationError("Simpanan ini tidak berisi tulisan.")
        text: str = self.cleaned_data["text"]
        # Half of a character, as only a script can send it: no database keeps that.
        return text.encode(errors="replace").decode()
