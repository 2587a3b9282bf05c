"""What a judge fills in. These forms validate; the actions write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from judging.queries.desk import anchors
from kipp.web.days import DayField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from django.forms import BoundField

    from judging.models import Criterion
    from judging.queries.desk import Anchor


class PointsField(forms.DecimalField):
    """0 to 100 with at most two places, typed with a comma or a point: either is a decimal here,
    never a separator of thousands."""

    default_error_messages = {
        "required": "Isi nilai kriteria ini, 0 sampai 100.",
        "invalid": "Isi dengan angka, misalnya 82 atau 82,5.",
        "min_value": "Nilai paling rendah 0.",
        "max_value": "Nilai paling tinggi 100.",
        "max_decimal_places": "Paling banyak dua angka di belakang koma.",
        "max_digits": "Nilai paling tinggi 100.",
        "max_whole_digits": "Nilai paling tinggi 100.",
    }

    def __init__(self, **options: Any) -> None:
        box = forms.TextInput(
            {"inputmode": "decimal", "autocomplete": "off", "maxlength": 6, "class": "points"}
        )
        super().__init__(
            widget=box, min_value=0, max_value=100, max_digits=5, decimal_places=2, **options
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).strip().replace(",", ".") if value else value)

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


class CriteriaForm(forms.Form):
    """A points field for each criterion, named criterion_<pk>."""

    def __init__(
        self,
        data: Any = None,
        *,
        criteria: Sequence[Criterion],
        values: Mapping[int, Decimal],
        required: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.criteria, self.saved = criteria, values
        for one in criteria:
            made = PointsField(
                label=one.name,
                help_text=one.description,
                required=required,
                initial=values.get(one.pk),
            )
            made.widget.attrs["data-weight"] = str(one.weight)
            self.fields[_name(one)] = made

    def values(self) -> dict[int, Decimal | None]:
        return {one.pk: self.cleaned_data[_name(one)] for one in self.criteria}

    def criterion_rows(self) -> Iterator[tuple[Criterion, BoundField, list[Anchor]]]:
        for one in self.criteria:
            yield one, self[_name(one)], anchors(one, self.saved.get(one.pk))


class ScorecardForm(CriteriaForm):
    compared = False  # its reader has been told what is stored instead

    note = forms.CharField(
        label="Catatan pribadi",
        help_text="Hanya Anda yang membacanya.",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )
    feedback = forms.CharField(
        label="Umpan balik untuk inovator",
        help_text="Dibaca tim inovator setelah hasil diumumkan, tanpa nama Anda.",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )

    def compare(self, texts: Mapping[str, str]) -> None:
        """Beside each field that says something else than the sheet does: what the sheet says."""
        self.compared = True
        for one in self.criteria:
            if self.cleaned_data[_name(one)] != self.saved.get(one.pk):
                stored = self.fields[_name(one)].prepare_value(self.saved.get(one.pk))
                self.add_error(_name(one), f"Tersimpan: {stored or 'kosong'}.")
        for name, stored in texts.items():
            if self.cleaned_data[name] != stored:
                self.add_error(name, f"Tersimpan: {stored or 'kosong'}.")


class RevisionForm(CriteriaForm):
    """Consolidation: every value again, and the reason where one changes."""

    unmarked = ("reason",)  # its hint says when it is needed

    reason = forms.CharField(
        label="Alasan perbaikan",
        help_text="Diisi bila ada nilai yang Anda ubah, misalnya salah ketik atau salah membaca bukti.",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, required=True, **options)

    def new_values(self) -> dict[int, Decimal]:
        return {pk: value for pk, value in self.values().items() if value is not None}


class RecusalForm(forms.Form):
    reason = forms.CharField(
        label="Alasan",
        help_text="Sebutkan hubungannya, misalnya: pernah membimbing tim ini pada tahun 2025.",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tulis alasannya."},
    )


class RelevanceForm(forms.Form):
    reason = forms.CharField(
        label="Alasan inovasi ini relevan",
        help_text="Kaitkan dengan tugas K/L Anda dan apa yang ingin Anda lakukan bersamanya.",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tulis mengapa inovasi ini relevan bagi K/L Anda."},
    )
    wished_start_on = DayField(label="Rencana mulai", required=False)


def _name(criterion: Criterion) -> str:
    return f"criterion_{criterion.pk}"
