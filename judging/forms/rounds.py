"""What the secretariat says when it opens a round or takes entries into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from submissions.models import Entry

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OpenForm(forms.Form):
    """The tick is asked for only where something is left behind."""

    despite_unscreened = forms.BooleanField(
        label="Saya tahu proposal yang belum diputuskan tidak ikut dibekukan.",
        error_messages={"required": "Beri tanda untuk membuka tahap tanpa proposal itu."},
    )

    def __init__(self, *args: Any, asks: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        if not asks:
            del self.fields["despite_unscreened"]


class AdmitForm(forms.Form):
    entries = forms.ModelMultipleChoiceField(
        Entry.objects.none(),
        label="Proposal yang dimasukkan",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Pilih paling sedikit satu proposal.",
            "invalid_choice": "Ada proposal yang sudah masuk. Muat ulang halaman ini.",
        },
    )

    def __init__(self, *args: Any, waiting: QuerySet[Entry], **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["entries"]
        field.queryset = waiting  # type: ignore[attr-defined]
        field.label_from_instance = lambda entry: f"{entry} {entry.innovation.title}"  # type: ignore[attr-defined]
        field.initial = [entry.pk for entry in waiting]
