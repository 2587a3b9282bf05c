from __future__ import annotations

from django.db import models
from django.db.models import Q

from judging.models.round import Round
from kipp import guards


class Relevance(models.Model):
    """A panelist's tick "relevan bagi K/L kami" with its reason: where a scaling case begins."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="relevances")
    entry = models.ForeignKey(
        "submissions.Entry", on_delete=models.PROTECT, related_name="relevances"
    )
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="relevances"
    )
    holding = models.ForeignKey("accounts.RoleHolding", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("alasan")
    wished_start_on = models.DateField("rencana mulai", null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "minat K/L"
        triggers = guards.append_only()
        constraints = [
            models.UniqueConstraint(
                fields=["round", "entry", "institution"], name="relevance_once_per_institution"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="relevance_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.entry}"
