from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from submissions import alarms
from submissions.alarms import Alarm
from submissions.models import Choice, Entry, EntryState, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField

    from submissions.desks import Pool
    from submissions.models.entry import EntryQuerySet


class DeskFilter(forms.Form):
    """The proposals of one edition; its groups and editions come from the quotas of the desk."""

    q = forms.CharField(label="Cari judul atau nomor", required=False, max_length=100)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Semua"), *EntryState.choices]
    )
    kelompok = forms.ChoiceField(label="Kelompok", required=False)
    seleksi = forms.ChoiceField(
        label="Seleksi awal", required=False, choices=[("", "Semua"), *Choice.choices]
    )
    perhatian = forms.ChoiceField(
        label="Perlu perhatian", required=False, choices=[("", "Semua"), *Alarm.choices]
    )
    musim = forms.ChoiceField(label="Musim", required=False)

    def __init__(self, data: Any, *, pools: Sequence[Pool]) -> None:
        super().__init__(data)
        groups = {str(pool.group.pk): f"{pool.group}, {pool.group.edition}" for pool in pools}
        years = {str(pool.group.edition.year): str(pool.group.edition) for pool in pools}
        self.fields["kelompok"].choices = [("", "Semua"), *groups.items()]  # type: ignore[attr-defined]
        self.fields["musim"].choices = [("", "Terbaru"), *years.items()]  # type: ignore[attr-defined]
        self.newest = next(iter(years), None)

    def year(self) -> int:
        asked = self.cleaned_data.get("musim") if self.is_valid() else None
        return int(asked or self.newest or 0)

    def narrow(self, rows: EntryQuerySet) -> EntryQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("q"):
            rows = rows.filter(
                Q(innovation__title__icontains=asked["q"]) | Q(code__icontains=asked["q"])
            )
        if asked.get("status"):
            rows = rows.filter(state=asked["status"])
        if asked.get("kelompok"):
            rows = rows.filter(group=asked["kelompok"])
        if asked.get("seleksi"):
            rows = rows.filter(preselection__choice=asked["seleksi"])
        if asked.get("perhatian"):
            rows = alarms.narrow(rows, asked["perhatian"])
        return rows.filter(edition__year=self.year())


class ChosenEntries(forms.Form):
    """The ticked rows of a desk. Only rows of `among` can be ticked."""

    entry = forms.ModelMultipleChoiceField(
        Entry.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": "Pilih sekurang-kurangnya satu proposal.",
            "invalid_choice": "Proposal yang Anda pilih tidak ada di meja ini.",
            "invalid_pk_value": "Proposal yang Anda pilih tidak ada di meja ini.",
        },
    )

    def __init__(self, data: Any, *, among: EntryQuerySet) -> None:
        super().__init__(data)
        self.fields["entry"].queryset = among  # type: ignore[attr-defined]

    @property
    def why_not(self) -> str:
        return str(next(iter(self.errors.get("entry", [])), ""))


class RemarksForm(forms.Form):
    """One remark for each section, and one in general. At least one of them is written."""

    general = forms.CharField(
        label="Catatan umum",
        help_text="Untuk identitas, dokumen, atau keseluruhan proposal.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = {f"section_{section.pk}": section for section in sections}
        for name, section in self.sections.items():
            self.fields[name] = forms.CharField(
                label=f"{section.code}. {section.title}",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        # One of them is asked: "optional" on every single one would mislead.
        self.unmarked = ("general", *self.sections)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.errors and not self.remarks:
            raise ValidationError(
                "Tulis sekurang-kurangnya satu catatan, agar tim tahu apa yang harus diperbaiki."
            )
        return cleaned

    @property
    def remarks(self) -> list[tuple[Section | None, str]]:
        said: list[tuple[Section | None, str]] = [(None, self.cleaned_data.get("general", ""))]
        said += [(one, self.cleaned_data.get(name, "")) for name, one in self.sections.items()]
        return [(section, text) for section, text in said if text]

    @property
    def rows(self) -> list[tuple[Section, BoundField]]:
        return [(section, self[name]) for name, section in self.sections.items()]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Alasan",
        help_text="Dibaca tim penyusun dan Admin Lokal, dan tersimpan bersama keputusannya.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Tulis alasannya."},
    )
