from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from kipp.accounts.models import Role
from kipp.accounts.models.institution import of_desk

if TYPE_CHECKING:
    from kipp.accounts.models import User


# Judges, awards and public pages name an innovation as it was lodged. Only a returned entry may
# still mend that, as long as no other of the innovation stands; a withdrawn one names nothing.
_IDENTITY_STAYS = """
    IF EXISTS (
        SELECT FROM submissions_entry entry
        WHERE entry.innovation_id = OLD.id AND entry.lodged_at IS NOT NULL
          AND entry.state NOT IN ('RETURNED', 'WITHDRAWN')
    ) THEN
        RAISE EXCEPTION 'kipp: the identity of innovation % stays as it was lodged', OLD.id;
    END IF;
    RETURN NEW;
"""


class InnovationQuerySet(models.QuerySet["Innovation"]):
    def owned_by(self, user: User) -> Self:
        """An innovation's owner is the PIC of its entries and the Admin Lokal it goes through."""
        holding = user.acting
        if holding is None:
            return self.none()
        if holding.role == Role.INSTITUTION_ADMIN:
            return self.filter(of_desk(holding.institution_id, "institution"))
        if holding.role == Role.INNOVATOR:
            mine = self.filter(entries__team__user=user, entries__team__is_pic=True)
            return mine.filter(institution_id=holding.institution_id).distinct()
        return self.none()

    def sources_for(self, institution_id: int | None) -> Self:
        """Published ones of others: what a replication may name as its source."""
        others = self.filter(profile__released_at__isnull=False).exclude(institution=institution_id)
        return others.select_related("institution").order_by("title", "pk")


class Innovation(models.Model):
    """A practice that a unit runs. It outlives the editions it is entered in."""

    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="innovations"
    )
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="innovations")
    title = models.CharField("judul inovasi", max_length=200)
    started_on = models.DateField("mulai diterapkan")
    location = models.CharField("lokasi penerapan", max_length=160)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = InnovationQuerySet.as_manager()

    class Meta:
        verbose_name = "inovasi"
        triggers = [
            pgtrigger.Trigger(
                name="identity_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("title", "started_on", "location", "institution"),
                func=_IDENTITY_STAYS,
            )
        ]
        indexes = [
            GinIndex(name="innovation_title_trgm", fields=["title"], opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return self.title
