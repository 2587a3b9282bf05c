from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from kipp.accounts.models import Role, RoleHolding, User
from kipp.web.days import DayField

if TYPE_CHECKING:
    from datetime import date


class DeputyForm(forms.Form):
    """Somebody of one's own institution, from a day to a day."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Wakil",
        empty_label="Pilih orang",
        error_messages={"required": "Pilih orang yang mewakili Anda."},
    )
    starts_on = DayField(label="Hari pertama")
    last_on = DayField(label="Hari terakhir")

    def __init__(self, data: Any, *, by: User) -> None:
        super().__init__(data)
        held = RoleHolding.objects.in_force().filter(role=Role.INNOVATOR)
        ours = held.filter(institution=by.acting.institution_id if by.acting else None)
        people = User.objects.filter(pk__in=ours.values("user")).exclude(pk=by.pk)
        self.fields["person"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean_last_on(self) -> date:
        starts_on, last_on = self.cleaned_data.get("starts_on"), self.cleaned_data["last_on"]
        if starts_on and last_on < starts_on:
            raise forms.ValidationError("Hari terakhir tidak boleh sebelum hari pertama.")
        return last_on  # type: ignore[no-any-return]
