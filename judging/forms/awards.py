from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from judging.actions.awards import Paper
from judging.actions.revoking import Charge
from judging.models import Decree
from kipp.web.days import DayField
from submissions.forms.papers import PaperField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.forms import BoundField

    from submissions.models import Entry


class DecreeForm(forms.Form):
    number = forms.CharField(
        label="Nomor keputusan",
        max_length=80,
        error_messages={"required": "Isi nomor keputusan."},
    )
    signed_on = DayField(
        label="Tanggal ditandatangani",
        error_messages={"required": "Isi tanggal keputusan ditandatangani."},
    )
    title = forms.CharField(
        label="Tentang",
        max_length=200,
        error_messages={"required": "Tulis tentang apa keputusan ini."},
    )
    file = PaperField(
        label="PDF keputusan",
        help_text="PDF yang sudah ditandatangani, paling besar 5 MB.",
        error_messages={"required": "Unggah PDF keputusan."},
    )

    @property
    def paper(self) -> Paper:
        asked = self.cleaned_data
        return Paper(asked["number"], asked["signed_on"], asked["title"])


class GrantForm(forms.Form):
    """One award for each entry that won; an entry left blank gets none with this decree."""

    decree = forms.ModelChoiceField(
        Decree.objects.none(),
        label="Berdasarkan keputusan",
        empty_label=None,
        error_messages={"required": "Pilih keputusan yang menetapkannya."},
    )

    def __init__(
        self,
        *args: Any,
        decrees: QuerySet[Decree],
        entries: Iterable[Entry],
        levels: Sequence[str],
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.fields["decree"].queryset = decrees  # type: ignore[attr-defined]
        choices = [("", "Belum ditetapkan"), *((level, level) for level in levels)]
        self.entries = list(entries)
        for entry in self.entries:
            self.fields[_name(entry)] = forms.ChoiceField(
                label=f"{entry} {entry.innovation.title}",
                choices=choices,
                required=False,
                initial=levels[0] if len(levels) == 1 else "",
            )

    @property
    def rows(self) -> list[BoundField]:
        return [self[_name(entry)] for entry in self.entries]

    @property
    def levels(self) -> dict[int, str]:
        given = {entry.pk: self.cleaned_data[_name(entry)] for entry in self.entries}
        return {pk: level for pk, level in given.items() if level}


class RevokeForm(forms.Form):
    """What the second person is to judge by."""

    reason = forms.CharField(
        label="Alasan pencabutan",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Disampaikan kepada pemilik inovasi bila disetujui.",
        error_messages={"required": "Tulis alasan pencabutan."},
    )
    public_note = forms.CharField(
        label="Keterangan untuk publik",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Menggantikan profil inovasi di halaman publik bila disetujui.",
        error_messages={"required": "Tulis keterangan untuk halaman publik."},
    )
    evidence = forms.CharField(
        label="Uraian bukti",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Hanya dibaca Tim Sekretariat. Isi uraian, unggah berkas, atau keduanya.",
    )
    file = PaperField(label="Berkas bukti", required=False)

    @property
    def charge(self) -> Charge:
        return Charge(**self.cleaned_data)


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label="Mengapa tidak dicabut",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Disampaikan kepada pengusul.",
        error_messages={"required": "Tulis mengapa penghargaan tidak dicabut."},
    )


def _name(entry: Entry) -> str:
    return f"level_{entry.pk}"
