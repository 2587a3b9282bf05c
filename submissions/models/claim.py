from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from submissions.models.entry import Entry, EntryState

if TYPE_CHECKING:
    from kipp.accounts.models import User


class ClaimQuerySet(models.QuerySet["Claim"]):
    def in_force(self) -> Self:
        return self.filter(until__gt=Now(), entry__state=EntryState.LODGED)

    def of(self, user: User) -> Self:
        return self.in_force().filter(by=user)


class Claim(models.Model):
    """Who of the secretariat is at a lodged entry, and until when: over by itself, so that nobody's
    closed lid keeps a proposal from being screened."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="claim")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("diambil")
    until = models.DateTimeField("sampai")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "proposal yang diambil"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("at")), name="claim_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["by", "until"], name="claim_by_person")]

    def __str__(self) -> str:
        return f"{self.entry} oleh {self.by}"
