from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from kipp import guards
from kipp.accounts.models import Role
from submissions.models.entry import Entry, EntryState

if TYPE_CHECKING:
    from kipp.accounts.models import User

# What was proposed stays as it was read; it is decided once.
_DECIDED_ONCE = """
    IF (OLD.entry_id, OLD.reason, OLD.proposed_by_id, OLD.proposed_at) IS DISTINCT FROM
       (NEW.entry_id, NEW.reason, NEW.proposed_by_id, NEW.proposed_at)
       OR OLD.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'kipp: rejection % stays as it was proposed and decided', OLD.id;
    END IF;
    RETURN NEW;
"""


class RejectionQuerySet(models.QuerySet["Rejection"]):
    def viewable_by(self, user: User) -> Self:
        return self if user.role == Role.SECRETARIAT else self.none()

    def pending(self) -> Self:
        """Not read by a second person yet, of an entry that still waits."""
        return self.filter(decided_at=None, entry__state=EntryState.LODGED)

    def decidable_by(self, user: User) -> Self:
        return self.viewable_by(user).pending().exclude(proposed_by=user)

    def for_table(self) -> Self:
        rows = self.select_related(
            "entry__edition", "entry__innovation__institution", "proposed_by", "decided_by"
        )
        return rows.order_by("proposed_at", "pk")


class Rejection(models.Model):
    """Usul tidak lolos: one reader of the secretariat proposes it, a second confirms or declines.
    The entry stays lodged until then."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="rejections")
    reason = models.TextField("alasan")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("diusulkan")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan", null=True)
    confirmed = models.BooleanField("disetujui", null=True)
    answer = models.TextField("alasan pembaca kedua", blank=True)

    objects = RejectionQuerySet.as_manager()

    class Meta:
        verbose_name = "usul tidak lolos"
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(decided_at=None),
                name="rejection_pending_once_per_entry",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="rejection_is_decided_by_a_second_reader",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, confirmed=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, confirmed__isnull=False),
                name="rejection_decided_says_by_whom_and_how",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rejection_has_a_reason"),
            models.CheckConstraint(
                condition=Q(confirmed=None) | Q(confirmed=True) | ~Q(answer=""),
                name="rejection_declined_says_why",
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
        return f"Usul tidak lolos #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:rejection", kwargs={"pk": self.pk})
