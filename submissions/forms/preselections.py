from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from submissions.actions.preselections import Wish
from submissions.models import Choice, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from submissions.desks import Pool
    from submissions.models import Entry


class PoolForm(forms.Form):
    """For which group, and which institution of the desk, the choice is made."""

    tempat = forms.ChoiceField(label="Kelompok dan instansi")

    def __init__(self, data: Any, *, pools: Sequence[Pool]) -> None:
        super().__init__(data)
        self.pools = {f"{pool.group.pk}-{pool.institution_id}": pool for pool in pools}
        labels = [(key, f"{pool.group}, {pool.institution}") for key, pool in self.pools.items()]
        self.fields["tempat"].choices = labels  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, Pool] | None:
        """The pool asked for, the first without one; None where there is none at all."""
        asked = self.cleaned_data["tempat"] if self.is_valid() else next(iter(self.pools), "")
        return (asked, self.pools[asked]) if asked else None


class WishForm(forms.Form):
    """One row. Its labels stand in the head of the table and, for readers of screens, beside it."""

    choice = forms.ChoiceField(
        label="Pilihan", required=False, choices=[("", "Belum ditentukan"), *Choice.choices]
    )
    place = forms.IntegerField(
        label="Urutan",
        required=False,
        min_value=1,
        max_value=999,
        error_messages={"min_value": "Urutan mulai dari 1.", "invalid": "Isi urutan dengan angka."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "maxlength": 3}),
    )
    note = forms.CharField(label="Catatan", required=False, max_length=300)
    shown = forms.ChoiceField(label="Diperlihatkan kepada tim", choices=Shown.choices)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, entry: Entry, data: Mapping[str, Any] | None) -> WishForm:
        stands = getattr(entry, "preselection", None)
        initial: dict[str, Any] = {"shown": Shown.NOTHING, "seen": 0}
        if stands:
            initial = {name: getattr(stands, name) for name in ("choice", "place", "note", "shown")}
            initial["seen"] = stands.version
        return cls(data, prefix=str(entry.pk), initial=initial)

    @property
    def wish(self) -> Wish:
        return Wish(**self.cleaned_data)


class ReminderForm(forms.Form):
    words = forms.CharField(
        label="Pesan tambahan",
        help_text="Disertakan dalam surel, misalnya kapan draf Anda tunggu.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
