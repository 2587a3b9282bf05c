from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from kipp import guards
from submissions.models.entry import Entry

if TYPE_CHECKING:
    from submissions.models.edition import Edition


class LodgeIntent(models.Model):
    """Pressing *Ajukan* leaves this first: server time and the digest of the version meant. Stored
    before the deadline, it may be completed within the grace (rules of the portal, section 4)."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="intents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "niat mengajukan"
        triggers = guards.append_only()

    def __str__(self) -> str:
        return f"{self.entry} {self.at:%H:%M:%S}"


class LodgementQuerySet(models.QuerySet["Lodgement"]):
    def in_the_grace_of(self, edition: Edition) -> Self:
        """Those that an intent carried over the deadline."""
        return self.filter(entry__edition=edition, grace_of__isnull=False)

    def for_table(self) -> Self:
        rows = self.select_related(
            "entry__group", "entry__innovation__institution", "grace_of__by", "entry__edition"
        )
        return rows.order_by("at", "pk")


class Lodgement(models.Model):
    """The version that was lodged, frozen: what the receipt speaks of and what judges read.

    `content` is canonical JSON: title, institution, unit, group, category, started_on, location,
    source, video_url, answers [{code, title, text}], attachments [{id, kind, section, name, sha256}].
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lodgements")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField("diajukan")
    # The intent that carried it over the deadline, if one did: listed in the season report.
    grace_of = models.ForeignKey(LodgeIntent, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LodgementQuerySet.as_manager()

    class Meta:
        verbose_name = "versi yang diajukan"
        triggers = guards.append_only()
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="lodgement_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry} v{self.number}"
