from __future__ import annotations

import secrets
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


def evidence_name(disqualification: Disqualification, filename: str) -> str:
    return f"disqualifications/{secrets.token_hex(16)}.pdf"


# What was proposed stays as it was read; it is decided once.
_DECIDED_ONCE = """
    IF (OLD.entry_id, OLD.reason, OLD.evidence, OLD.file, OLD.sha256,
        OLD.proposed_by_id, OLD.proposed_at) IS DISTINCT FROM
       (NEW.entry_id, NEW.reason, NEW.evidence, NEW.file, NEW.sha256,
        NEW.proposed_by_id, NEW.proposed_at) OR OLD.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'kipp: disqualification % stays as it was proposed and decided', OLD.id;
    END IF;
    RETURN NEW;
"""


class DisqualificationQuerySet(models.QuerySet["Disqualification"]):
    def viewable_by(self, user: User) -> Self:
        return self if user.role == Role.SECRETARIAT else self.none()

    def pending(self) -> Self:
        """Neither confirmed nor declined, of an entry that is still in the competition."""
        return self.filter(decided_at=None, entry__state=EntryState.ACCEPTED)

    def decidable_by(self, user: User) -> Self:
        """The second person is another person than the first, whatever roles either holds."""
        return self.viewable_by(user).pending().exclude(proposed_by=user)

    def for_table(self) -> Self:
        rows = self.select_related(
            "entry__edition", "entry__innovation__institution", "proposed_by", "decided_by"
        )
        return rows.order_by("proposed_at", "pk")


class Disqualification(models.Model):
    """Usul diskualifikasi: proposed by one person of the secretariat, decided by another. Nothing
    happens to the entry before that."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="disqualifications")
    reason = models.TextField("alasan")
    evidence = models.TextField("bukti", blank=True)
    file = models.FileField("berkas bukti", upload_to=evidence_name, max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("diusulkan")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan", null=True)
    confirmed = models.BooleanField("disetujui", null=True)
    answer = models.TextField("alasan penolakan", blank=True)

    objects = DisqualificationQuerySet.as_manager()

    class Meta:
        verbose_name = "usul diskualifikasi"
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(decided_at=None),
                name="disqualification_pending_once_per_entry",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="disqualification_is_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, confirmed=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, confirmed__isnull=False),
                name="disqualification_decided_says_by_whom_and_how",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & (~Q(evidence="") | ~Q(file="")),
                name="disqualification_has_reason_and_evidence",
            ),
            models.CheckConstraint(
                condition=Q(confirmed=None) | Q(confirmed=True) | ~Q(answer=""),
                name="disqualification_declined_says_why",
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
        return f"Usul diskualifikasi #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:disqualification", kwargs={"pk": self.pk})
