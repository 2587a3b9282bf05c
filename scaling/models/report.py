from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kipp import guards


class Status(models.TextChoices):
    """How an innovation or a replication goes on (the vocabulary of the JIPP network)."""

    UNCONFIRMED = "UNCONFIRMED", "Tidak terkonfirmasi"
    STOPPED = "STOPPED", "Berhenti"
    STRUGGLING = "STRUGGLING", "Berlanjut, berkendala"
    SMOOTH = "SMOOTH", "Berlanjut, lancar"
    GROWING = "GROWING", "Berlanjut, berkembang"
    REPLICATED = "REPLICATED", "Berlanjut, bereplikasi"
    TRANSFORMED = "TRANSFORMED", "Bertransformasi"


class StatusReport(models.Model):
    """The half-yearly word on an innovation, or on one replication of it. Without one for a half
    year the portal itself writes "tidak terkonfirmasi"."""

    innovation = models.ForeignKey(
        "submissions.Innovation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="status_reports",
    )
    replication = models.ForeignKey(
        "scaling.Replication",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
    )
    # "2026-1" is January to June of 2026.
    period = models.CharField("semester", max_length=6)
    status = models.CharField("status", max_length=12, choices=Status)
    reached = models.PositiveIntegerField("orang terlayani", null=True, blank=True)
    note = models.CharField("keterangan", max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField("dilaporkan")

    class Meta:
        verbose_name = "pembaruan semester"
        triggers = guards.append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(innovation__isnull=False, replication=None)
                | Q(innovation=None, replication__isnull=False),
                name="report_of_an_innovation_or_of_a_replication",
            ),
            models.CheckConstraint(
                condition=Q(period__regex=r"^\d{4}-[12]$"), name="report_period_is_a_half_year"
            ),
            models.CheckConstraint(
                condition=~Q(by=None) | Q(status=Status.UNCONFIRMED),
                name="report_of_nobody_is_unconfirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["replication", "-at"], name="report_by_replication"),
            models.Index(fields=["innovation", "-at"], name="report_by_innovation"),
        ]

    def __str__(self) -> str:
        return f"{self.half_year}: {self.get_status_display()}"

    @property
    def half_year(self) -> str:
        """Semester 1 2026."""
        year, half = self.period.split("-")
        return f"Semester {half} {year}"
