from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from kipp import guards
from kipp.accounts.models import Role

if TYPE_CHECKING:
    from kipp.accounts.models import User

# Whose people ask; they read what their colleagues asked and were answered.
ASKING = (Role.INNOVATOR, Role.INSTITUTION_ADMIN)


class HelpThreadQuerySet(models.QuerySet["HelpThread"]):
    def viewable_by(self, user: User) -> Self:
        """The people of the institution, and the secretariat that answers."""
        holding = user.acting
        if holding is not None and holding.role in ASKING:
            return self.filter(institution=holding.institution_id)
        return self if user.role == Role.SECRETARIAT else self.none()

    def waiting(self) -> Self:
        return self.filter(waiting_since__isnull=False)

    def for_table(self) -> Self:
        """Those that wait stand first, the longest at the top."""
        rows = self.select_related("institution").annotate(count=Count("messages"))
        return rows.order_by(F("waiting_since").asc(nulls_last=True), "-changed_at", "pk")


class HelpThread(models.Model):
    """The talk of one institution with the helpdesk of the secretariat."""

    institution = models.OneToOneField(
        "accounts.Institution", on_delete=models.PROTECT, related_name="help_thread"
    )
    # The moment of the first question that has no answer yet.
    waiting_since = models.DateTimeField("menunggu sejak", null=True, blank=True)
    changed_at = models.DateTimeField("pesan terakhir")

    objects = HelpThreadQuerySet.as_manager()

    class Meta:
        verbose_name = "percakapan bantuan"

    def __str__(self) -> str:
        return str(self.institution)

    def get_absolute_url(self) -> str:
        return reverse("submissions:help-thread", kwargs={"pk": self.pk})


class HelpMessage(models.Model):
    """A question or an answer. What was said stays said."""

    thread = models.ForeignKey(HelpThread, on_delete=models.PROTECT, related_name="messages")
    text = models.TextField("pesan")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField("pada")

    class Meta:
        verbose_name = "pesan bantuan"
        triggers = guards.append_only()
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="help_message_says_something")
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_answer(self) -> bool:
        return self.role == Role.SECRETARIAT


class FaqItemQuerySet(models.QuerySet["FaqItem"]):
    def published(self) -> Self:
        return self.filter(withdrawn_at=None)

    def managed_by(self, user: User) -> Self:
        return self if user.role == Role.SECRETARIAT else self.none()

    def for_reading(self) -> Self:
        return self.order_by("published_at", "pk")


class FaqItem(models.Model):
    """A question that many have, and its answer, on the public help page."""

    question = models.CharField("pertanyaan", max_length=200)
    answer = models.TextField("jawaban")
    # The answer it was made from. Who asked is no affair of the public.
    source = models.ForeignKey(
        HelpMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="published_as"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField("diterbitkan")
    changed_at = models.DateTimeField("diubah")
    withdrawn_at = models.DateTimeField("ditarik", null=True, blank=True)

    objects = FaqItemQuerySet.as_manager()

    class Meta:
        verbose_name = "tanya jawab"
        constraints = [
            models.CheckConstraint(
                condition=~Q(question="") & ~Q(answer=""), name="faq_item_asks_and_answers"
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(withdrawn_at=None),
                name="faq_item_once_per_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.question
