from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from kipp.web import indonesian

if TYPE_CHECKING:
    from submissions.models import DocumentKind


class DocumentForm(forms.Form):
    """One file of one kind. What is inside the file, the action looks at."""

    kind = forms.IntegerField(widget=forms.HiddenInput)
    file = forms.FileField(
        label="Pilih berkas",
        allow_empty_file=True,
        error_messages={"required": "Pilih berkas yang akan diunggah."},
    )

    def __init__(self, data: Any = None, files: Any = None, *, of: DocumentKind) -> None:
        super().__init__(data, files, auto_id=f"id_{of.pk}_%s")
        self.of = of
        self.fields["kind"].initial = of.pk
        file = self.fields["file"]
        file.help_text = file_hint(of)
        file.widget.attrs["accept"] = accepted(of)


def file_hint(kind: DocumentKind) -> str:
    types = ", ".join(extension.upper() for extension in kind.extensions if extension != "jpeg")
    most = f"; paling banyak {kind.max_count} berkas" if kind.max_count > 1 else ""
    return f"{types}, paling besar {indonesian.file_size(kind.max_bytes)}{most}."


def accepted(kind: DocumentKind) -> str:
    return ",".join(f".{extension}" for extension in kind.extensions)
