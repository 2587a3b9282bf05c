from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from kipp.accounts.models import Role, RoleHolding, Unit, User
from submissions.models import Right

if TYPE_CHECKING:
    from submissions.models import Entry


class RightForm(forms.Form):
    right = forms.TypedChoiceField(label="Hak", choices=Right.choices, coerce=Right)


class MemberForm(RightForm):
    email = forms.EmailField(
        label="Surel rekan",
        help_text="Rekan dari unit yang sama yang sudah mempunyai akun inovator.",
        error_messages={"required": "Isi alamat surel rekan Anda."},
    )
    field_order = ("email", "right")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["right"].initial = Right.EDIT

    def clean_email(self) -> User:
        """One answer for every stranger: the form is no way to learn who has an account."""
        held = RoleHolding.objects.in_force().filter(role=Role.INNOVATOR, unit=self.unit)
        found = held.filter(user__email__iexact=self.cleaned_data["email"]).select_related("user")
        if not found:
            raise forms.ValidationError(
                f"Tidak ada inovator {self.unit} dengan surel ini. "
                "Minta Admin Lokal mengundangnya lebih dahulu."
            )
        return found[0].user


class HandOverForm(forms.Form):
    """To whom: innovators of the unit that runs the innovation, whoever is in charge now left out."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Penanggung jawab yang baru",
        empty_label="Pilih rekan dari unit ini",
        error_messages={"required": "Pilih penanggung jawab yang baru."},
    )
    reason = forms.CharField(
        label="Alasan",
        required=False,
        max_length=500,
        help_text="Misalnya: mutasi ke dinas lain mulai 1 Juli 2026.",
        error_messages={"required": "Tulis alasan pergantian penanggung jawab."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, entry: Entry, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = RoleHolding.objects.in_force().filter(
            role=Role.INNOVATOR, unit=entry.innovation.unit_id
        )
        pic = entry.team.filter(is_pic=True).values("user")
        colleagues = User.objects.filter(pk__in=held.order_by().values("user")).exclude(pk__in=pic)
        self.fields["to"].queryset = colleagues.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = _named  # type: ignore[attr-defined]
        self.fields["reason"].required = by.role == Role.INSTITUTION_ADMIN


def _named(user: User) -> str:
    return f"{user}, {user.position}" if user.position else str(user)
