from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from kipp.accounts import mail
from kipp.clock import moment

if TYPE_CHECKING:
    from django.http import HttpRequest

WRONG = "Surel atau kata sandi salah. Periksa keduanya, atau atur ulang kata sandi Anda."


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account comes from an invitation. Letters go through our outbox."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "enter_current_password": "Tulis kata sandi Anda yang sekarang.",
        "incorrect_password": "Kata sandi itu salah.",
        "too_many_login_attempts": "Terlalu banyak percobaan yang gagal. Coba lagi beberapa menit lagi.",
        "rate_limited": "Terlalu banyak percobaan. Coba lagi beberapa menit lagi.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The one letter of allauth that we use. Mailboxes without an account get none: the page
        says the same to both, and nobody can make the portal write to strangers."""
        if template_prefix != "account/email/password_reset_key":
            return
        path = urlsplit(context["password_reset_url"]).path
        key = hashlib.sha256(path.encode()).hexdigest()
        mail.password_reset(address=email, path=path, key=key, at=moment())
