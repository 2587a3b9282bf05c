from __future__ import annotations

from typing import Any

from django import forms

from judging.actions.closing import Protocol
from kipp.web.days import DayField


class MoveForm(forms.Form):
    """What the plenary decides about one entry."""

    mover = forms.CharField(label="Pengusul", max_length=120, help_text="Nama anggota sidang.")
    reason = forms.CharField(
        label="Alasan",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ditulis dalam berita acara.",
    )
    votes_for = forms.IntegerField(label="Suara setuju", min_value=1, max_value=999)
    votes_against = forms.IntegerField(label="Suara tidak setuju", min_value=0, max_value=999)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        votes_for, against = asked.get("votes_for"), asked.get("votes_against")
        if votes_for is not None and against is not None and votes_for <= against:
            self.add_error("votes_for", "Suara setuju harus lebih banyak daripada yang tidak.")
        return asked


class CloseForm(forms.Form):
    """The berita acara of the plenary that closes a round."""

    number = forms.CharField(label="Nomor berita acara", max_length=80)
    held_on = DayField(label="Tanggal sidang")
    members_present = forms.IntegerField(label="Anggota yang hadir", min_value=1, max_value=999)
    members_total = forms.IntegerField(label="Seluruh anggota", min_value=1, max_value=999)
    text = forms.CharField(
        label="Pokok putusan", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, quorum: str, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["members_present"].help_text = f"Kuorum: {quorum}."

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        present, total = asked.get("members_present"), asked.get("members_total")
        if present and total and present > total:
            self.add_error(
                "members_present", f"Tidak mungkin lebih dari seluruh anggota ({total})."
            )
        return asked

    @property
    def protocol(self) -> Protocol:
        return Protocol(**self.cleaned_data)
