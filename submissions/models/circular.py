from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from kipp import guards
from kipp.accounts.models import Role
from submissions.models.edition import Edition

if TYPE_CHECKING:
    from kipp.accounts.models import User


class Segment(models.TextChoices):
    ADMINS_WITH_UNSENT = "ADMINS_WITH_UNSENT", "Admin Lokal dengan proposal yang belum diajukan"
    ADMINS_WITH_WAITING = "ADMINS_WITH_WAITING", "Admin Lokal dengan proposal di mejanya"
    ADMINS_WITHOUT = "ADMINS_WITHOUT", "Admin Lokal yang instansinya belum mempunyai proposal"
    ADMINS = "ADMINS", "Semua Admin Lokal"
    TEAMS_OF_DRAFTS = "TEAMS_OF_DRAFTS", "Tim penyusun yang drafnya belum dikirim"


class CircularQuerySet(models.QuerySet["Circular"]):
    def viewable_by(self, user: User) -> Self:
        return self if user.role == Role.SECRETARIAT else self.none()

    def for_table(self) -> Self:
        rows = self.select_related("by", "edition").defer("text", "recipients")
        return rows.order_by("-at", "-pk")


class Circular(models.Model):
    """Edaran: one message of the secretariat to a segment of the people of a season."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="circulars")
    segment = models.CharField("penerima", max_length=20, choices=Segment)
    subject = models.CharField("judul", max_length=120)
    text = models.TextField("isi")
    # The holdings it goes to, as counted when it was confirmed: who comes later is not written to.
    recipients = ArrayField(models.BigIntegerField())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("dikirim")

    objects = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = "edaran"
        triggers = guards.append_only()
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(text=""), name="circular_says_something"
            ),
            models.CheckConstraint(condition=~Q(recipients=[]), name="circular_goes_to_somebody"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("submissions:circular", kwargs={"pk": self.pk})

    @property
    def count(self) -> int:
        return len(self.recipients)
