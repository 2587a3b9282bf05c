from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from submissions.forms.attachments import accepted, file_hint

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from submissions.models import DocumentKind, Section

MOST_CHARACTERS = 200_000


class Words(forms.CharField):
    """Asked for, and yet saved empty: a draft is no less a draft for a section not yet written."""

    def validate(self, value: Any) -> None:
        pass


class Upload(forms.FileField):
    """Perhaps required of the section, never of the press of a button."""

    def validate(self, value: Any) -> None:
        pass


class SectionForm(forms.Form):
    """The answer to one section and, in the same form, a file: pressing any button keeps the words."""

    use_required_attribute = False

    text = Words(label="Isian Anda", strip=False, max_length=MOST_CHARACTERS)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.IntegerField(label="Jenis berkas", required=False, widget=forms.Select)
    file = Upload(label="Tambah berkas", allow_empty_file=True)
    hapus = forms.IntegerField(required=False, widget=forms.HiddenInput)  # a button of the page

    def __init__(
        self, *args: Any, section: Section, kinds: QuerySet[DocumentKind], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        text = self.fields["text"]
        text.help_text = f"Paling banyak {section.word_limit} kata."
        if section.minimum_words:
            text.help_text += f" Lazimnya sekurang-kurangnya {section.minimum_words} kata."
        text.widget = forms.Textarea(
            {"data-word-limit": section.word_limit, "rows": _rows(section)}
        )

    def offer_files(self) -> None:
        """Say, on the page, which files are asked for. Words that are saved need not know."""
        kinds = list(self.kinds)
        kind, upload = self.fields["kind"], self["file"]
        kind.widget = forms.Select(choices=[(one.pk, str(one)) for one in kinds])
        kind.initial = kinds[0].pk if kinds else None
        if len(kinds) == 1:
            kind.widget = forms.HiddenInput()
            upload.help_text = file_hint(kinds[0])
            upload.field.widget.attrs["accept"] = accepted(kinds[0])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("file"):
            given["kind"] = self.kinds.filter(pk=given.get("kind") or 0).first()
            if given["kind"] is None:
                self.add_error("file", "Pilih jenis berkas ini.")
        return given


def _rows(section: Section) -> int:
    return min(max(section.word_limit // 22, 7), 22)
