"""allauth's forms in the portal's words: labels, hints and what to do when one is left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms
from django.forms import BooleanField

from kipp.web import sessions

if TYPE_CHECKING:
    from django.forms import Field
    from django.http import HttpRequest, HttpResponse

EMAIL = ("Surel", "")
PASSWORD = ("Kata sandi", "")
NEW = (
    "Kata sandi baru",
    "Paling sedikit 8 karakter, bukan angka semua, bukan nama atau surel Anda, "
    "dan bukan kata sandi yang sudah umum.",
)
AGAIN = ("Kata sandi baru sekali lagi", "")


class LoginForm(forms.LoginForm):
    shared = BooleanField(
        label="Komputer bersama",
        help_text="Centang bila orang lain juga memakai komputer ini: tulisan Anda tidak disimpan di dalamnya.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields, login=EMAIL, password=PASSWORD)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        answer: HttpResponse = super().login(request, redirect_url)
        if request.user.is_authenticated:
            request.session[sessions.SHARED] = self.cleaned_data["shared"]
        return answer


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields, email=EMAIL)


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields, password1=NEW, password2=AGAIN)


class SetPasswordForm(forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields, password1=NEW, password2=AGAIN)


class ChangePasswordForm(forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = ("Kata sandi saat ini", "")
        _word(self.fields, oldpassword=now, password1=NEW, password2=AGAIN)


class ReauthenticateForm(forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields, password=PASSWORD)


def _word(fields: dict[str, Field], **words: tuple[str, str]) -> None:
    for name, (label, hint) in words.items():
        field = fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)
        field.error_messages |= {
            "required": f"Isi {label.lower()}.",
            "invalid": "Tulis alamat surel yang lengkap, misalnya nama@instansi.go.id.",
        }
