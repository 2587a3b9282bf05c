from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from submissions import files


class PaperField(forms.FileField):
    """The PDF of a letter, a decree or evidence; what is wrong with it is told beside the field."""

    def __init__(self, **kwargs: Any) -> None:
        told = {"empty": "Berkas ini kosong.", **kwargs.pop("error_messages", {})}
        widget = forms.FileInput(attrs={"accept": ".pdf,application/pdf"})
        kwargs = {"help_text": "PDF, paling besar 5 MB.", "widget": widget, **kwargs}
        super().__init__(error_messages=told, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = super().clean(data, initial)
        if isinstance(given, UploadedFile):
            try:
                files.inspect_paper(given)
            except files.Unfit as unfit:
                raise forms.ValidationError(str(unfit)) from unfit
        return given
