from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from kipp import guards
from kipp.accounts.models import Role

if TYPE_CHECKING:
    from kipp.accounts.models import User


def letter_name(request: AccountRequest, filename: str) -> str:
    return f"account-requests/{secrets.token_hex(16)}.pdf"


_DECIDED_ONCE = """
    IF (OLD.institution_id, OLD.name, OLD.nip, OLD.position, OLD.email, OLD.phone, OLD.file,
        OLD.sha256, OLD.created_at) IS DISTINCT FROM
       (NEW.institution_id, NEW.name, NEW.nip, NEW.position, NEW.email, NEW.phone, NEW.file,
        NEW.sha256, NEW.created_at) OR OLD.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'kipp: account request % stays as it was asked and decided', OLD.id;
    END IF;
    RETURN NEW;
"""


class AccountRequestQuerySet(models.QuerySet["AccountRequest"]):
    def viewable_by(self, user: User) -> Self:
        return self if user.role == Role.SECRETARIAT else self.none()

    def pending(self) -> Self:
        return self.filter(decided_at=None)

    def for_table(self) -> Self:
        """Those that wait stand first, the longest at the top."""
        rows = self.select_related("institution", "decided_by", "invitation")
        return rows.order_by(models.F("decided_at").desc(nulls_first=True), "created_at", "pk")


class AccountRequest(models.Model):
    """Permintaan akun Admin Lokal: somebody without an account asks for the desk of his institution,
    with its official letter. The secretariat looks at the letter; the answer is an invitation."""

    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="account_requests"
    )
    name = models.CharField("nama lengkap", max_length=120)
    nip = models.CharField("NIP", max_length=18, blank=True)
    position = models.CharField("jabatan", max_length=120)
    email = models.EmailField("surel", max_length=254)
    phone = models.CharField("telepon kantor", max_length=20, blank=True)
    file = models.FileField("surat penunjukan", upload_to=letter_name, max_length=120)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField("diminta")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan", null=True)
    granted = models.BooleanField("disetujui", null=True)
    answer = models.TextField("alasan penolakan", blank=True)
    invitation = models.OneToOneField(
        "accounts.Invitation", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AccountRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan akun"
        constraints = [
            models.UniqueConstraint(
                "institution",
                Lower("email"),
                condition=Q(decided_at=None),
                name="account_request_pending_once_per_mailbox",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, granted=None, invitation=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, granted__isnull=False),
                name="account_request_decided_says_by_whom_and_how",
            ),
            models.CheckConstraint(
                condition=Q(granted=None)
                | Q(granted=True, invitation__isnull=False)
                | (Q(granted=False, invitation=None) & ~Q(answer="")),
                name="account_request_is_answered",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            guards.no_truncate(),
            pgtrigger.Trigger(
                name="decided_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=_DECIDED_ONCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.institution}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:account-request", kwargs={"pk": self.pk})
