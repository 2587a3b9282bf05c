from __future__ import annotations

from typing import Any

from django import forms

from judging.actions.closing import Protocol
from kipp.web.days import DayField

MANY = 999


def _count(label: str, missing: str, *, least: int) -> forms.IntegerField:
    told = {
        "required": missing,
        "invalid": "Isi dengan bilangan bulat, misalnya 7.",
        "min_value": f"Paling sedikit {least}.",
        "max_value": f"Paling banyak {MANY}.",
    }
    return forms.IntegerField(label=label, min_value=least, max_value=MANY, error_messages=told)


class MoveForm(forms.Form):
    """What the plenary decides about one entry."""

    mover = forms.CharField(
        label="Pengusul",
        max_length=120,
        help_text="Nama anggota sidang.",
        error_messages={"required": "Tulis nama anggota yang mengusulkan."},
    )
    reason = forms.CharField(
        label="Alasan",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ditulis dalam berita acara.",
        error_messages={"required": "Tulis alasan putusan."},
    )
    votes_for = _count("Suara setuju", "Isi jumlah suara setuju.", least=1)
    votes_against = _count(
        "Suara tidak setuju", "Isi jumlah suara tidak setuju; 0 bila tidak ada.", least=0
    )

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        votes_for, against = asked.get("votes_for"), asked.get("votes_against")
        if votes_for is not None and against is not None and votes_for <= against:
            self.add_error("votes_for", "Suara setuju harus lebih banyak daripada yang tidak.")
        return asked


class CloseForm(forms.Form):
    """The berita acara of the plenary that closes a round."""

    number = forms.CharField(
        label="Nomor berita acara",
        max_length=80,
        error_messages={"required": "Isi nomor berita acara."},
    )
    held_on = DayField(
        label="Tanggal sidang", error_messages={"required": "Isi tanggal sidang pleno."}
    )
    members_present = _count("Anggota yang hadir", "Isi jumlah anggota yang hadir.", least=1)
    members_total = _count("Seluruh anggota", "Isi jumlah seluruh anggota sidang.", least=1)
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
