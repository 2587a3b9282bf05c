from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from submissions.models import Section

if TYPE_CHECKING:
    from submissions.models import Entry

MOST_CHARACTERS = 2000


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Jawaban",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Tulis jawabannya lebih dahulu."},
    )


class RemarkForm(forms.Form):
    section = forms.ModelChoiceField(
        Section.objects.none(),
        label="Bagian",
        required=False,
        empty_label="Seluruh proposal",
        error_messages={"invalid_choice": "Pilih bagian dari formulir proposal ini."},
    )
    text = forms.CharField(
        label="Catatan",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tulis catatannya lebih dahulu."},
    )

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = Section.objects.filter(form=entry.form_id).order_by("position")
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]
