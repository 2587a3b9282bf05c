from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from submissions.models.innovation import Innovation

if TYPE_CHECKING:
    from kipp.accounts.models import User


class ProfileQuerySet(models.QuerySet["Profile"]):
    def released(self) -> Self:
        return self.filter(released_at__isnull=False)

    def editable_by(self, user: User) -> Self:
        return self.filter(innovation__in=Innovation.objects.owned_by(user))


class Profile(models.Model):
    """What the public reads of an innovation: a curated summary filled by its owner, released by the
    secretariat. Proposal text and evidence are never public (rules of the portal, section 3)."""

    innovation = models.OneToOneField(Innovation, on_delete=models.PROTECT, related_name="profile")
    summary = models.TextField("ringkasan")
    problem = models.TextField("masalah yang dijawab", blank=True)
    solution = models.TextField("cara kerja", blank=True)
    impact = models.TextField("dampak", blank=True)
    contact = models.CharField("kontak kantor", max_length=160, blank=True)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    filled_at = models.DateTimeField("diisi")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField("diterbitkan", null=True, blank=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "profil terbit"
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="profile_released_says_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return str(self.innovation)
