from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

from kipp.accounts.models import (
    OF_AN_INSTITUTION,
    HoldingState,
    Institution,
    Role,
    RoleHolding,
    Unit,
    User,
)
from kipp.accounts.models.role import PERHAPS_OF_AN_INSTITUTION, grantable_by

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from kipp.accounts.models.holding import RoleHoldingQuerySet

EIGHTEEN_DIGITS = RegexValidator(r"^\d{18}$", "NIP terdiri atas 18 angka, tanpa spasi.")
ASK_NAME = {"required": "Isi nama lengkap."}


class PeopleFilter(forms.Form):
    q = forms.CharField(label="Cari nama, surel, atau instansi", required=False, max_length=100)
    peran = forms.ChoiceField(label="Peran", required=False, choices=[("", "Semua"), *Role.choices])
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Semua"), *HoldingState.choices]
    )

    def narrow(self, rows: RoleHoldingQuerySet) -> RoleHoldingQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if text := asked.get("q"):
            rows = rows.filter(
                Q(user__name__icontains=text)
                | Q(user__email__icontains=text)
                | Q(institution__name__icontains=text)
            )
        if asked.get("peran"):
            rows = rows.filter(role=asked["peran"])
        return rows.in_state(asked["status"]) if asked.get("status") else rows


class LongSelect(forms.Select):
    """For hundreds of choices: Django's own renders a template for each of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        shown = self.get_context(name, value, attrs)["widget"]
        options = (option for _, group, _ in shown["optgroups"] for option in group)
        rows = ((one["value"], flatatt(one["attrs"]), one["label"]) for one in options)
        written = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(shown["attrs"]), written
        )


class InviteForm(forms.Form):
    """Whom to invite; which roles and institutions are offered hangs on who asks."""

    name = forms.CharField(label="Nama lengkap", max_length=120, error_messages=ASK_NAME)
    email = forms.EmailField(
        label="Surel",
        max_length=254,
        help_text="Undangan dikirim ke alamat ini, berlaku 14 hari.",
        error_messages={
            "required": "Isi alamat surelnya.",
            "invalid": "Tulis alamat surel yang lengkap, misalnya nama@instansi.go.id.",
        },
    )
    role = forms.ChoiceField(label="Peran", error_messages={"required": "Pilih peran."})
    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        label="Instansi",
        required=False,
        empty_label="Tanpa instansi",
        widget=LongSelect,
    )
    unit = forms.CharField(
        label="Unit pelayanan publik (UPP)",
        max_length=160,
        required=False,
        help_text="Untuk inovator. Tulis nama lengkap unit; unit baru dibuatkan.",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, role.label) for role in grantable_by(by.role)]  # type: ignore[attr-defined]
        places = Institution.objects.administered_by(by).current().for_choice()
        self.fields["institution"].queryset = places  # type: ignore[attr-defined]
        if by.role == Role.INSTITUTION_ADMIN and by.acting:
            self.fields["institution"].initial = by.acting.institution_id
            self.fields["institution"].empty_label = None  # type: ignore[attr-defined]
            self.fields["unit"].widget.attrs["list"] = "units"
            self.units = Unit.objects.filter(institution__in=places).order_by("name", "pk")
        if not set(grantable_by(by.role)) & {*OF_AN_INSTITUTION, *PERHAPS_OF_AN_INSTITUTION}:
            del self.fields["institution"], self.fields["unit"]
        elif Role.INNOVATOR not in grantable_by(by.role):
            del self.fields["unit"]
            self.fields["institution"].help_text = (
                "Untuk pegawai yang diperbantukan pada Tim Sekretariat: instansi asalnya. "
                "Kosongkan untuk pegawai penyelenggara."
            )

    def clean(self) -> dict[str, Any]:
        """Where the role and the place do not fit, the action says so; here only what is not asked."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("role") != Role.INNOVATOR:
            given.pop("unit", None)
        return given


class AcceptForm(forms.Form):
    name = forms.CharField(
        label="Nama lengkap",
        max_length=120,
        error_messages=ASK_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Sedikitnya 8 aksara, bukan angka semua, tidak mirip nama atau surel Anda.",
        error_messages={"required": "Pilih kata sandi."},
    )
    again = forms.CharField(
        label="Ulangi kata sandi",
        strip=False,
        error_messages={"required": "Tulis kata sandi yang sama sekali lagi."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") not in (None, again):
            raise forms.ValidationError("Kedua kata sandi tidak sama. Tulis ulang yang kedua.")
        return again


class ProfileForm(forms.Form):
    name = forms.CharField(label="Nama lengkap", max_length=120, error_messages=ASK_NAME)
    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=18,
        validators=[EIGHTEEN_DIGITS],
        help_text="18 angka. Kosongkan bila Anda bukan ASN.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    position = forms.CharField(label="Jabatan", required=False, max_length=120)
    phone = forms.CharField(
        label="Telepon kantor",
        required=False,
        max_length=20,
        validators=[RegexValidator(r"^[\d +()-]*$", "Tulis angka saja, misalnya 021 7398381.")],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class SwitchForm(forms.Form):
    holding = forms.ModelChoiceField(RoleHolding.objects.none())

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holding"].queryset = RoleHolding.objects.taken_up_by(by)  # type: ignore[attr-defined]
