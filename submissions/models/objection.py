from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from kipp import guards
from kipp.accounts.models import Role
from submissions.models.entry import Entry

if TYPE_CHECKING:
    from kipp.accounts.models import User

# What was said stays; the answer is given once, by nobody whose name stands under the rejection.
_ANSWERED_ONCE_BY_ANOTHER = """
    IF (OLD.entry_id, OLD.text, OLD.filed_by_id, OLD.filed_at, OLD.due_at) IS DISTINCT FROM
       (NEW.entry_id, NEW.text, NEW.filed_by_id, NEW.filed_at, NEW.due_at)
       OR OLD.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'kipp: objection % stays as it was filed and answered', OLD.id;
    END IF;
    IF EXISTS (
        SELECT FROM submissions_decision rejection
        WHERE rejection.entry_id = NEW.entry_id AND rejection.verb = 'entry.reject'
        AND NEW.decided_by_id IN (rejection.by_id, rejection.second_id)
    ) THEN
        RAISE EXCEPTION 'kipp: who rejected does not answer objection %', OLD.id;
    END IF;
    RETURN NEW;
"""


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def viewable_by(self, user: User) -> Self:
        if user.role == Role.SECRETARIAT:
            return self
        return self.filter(entry__in=Entry.objects.administered_by(user))

    def pending(self) -> Self:
        return self.filter(decided_at=None)

    def answerable_by(self, user: User) -> Self:
        """The secretariat's, but for those who rejected."""
        if user.role != Role.SECRETARIAT:
            return self.none()
        mine = Entry.objects.filter(decisions__verb="entry.reject")
        mine = mine.filter(Q(decisions__by=user) | Q(decisions__second=user))
        return self.pending().exclude(entry__in=mine.values("pk"))

    def for_table(self) -> Self:
        """What is not answered first, by its due date."""
        rows = self.select_related(
            "entry__edition",
            "entry__group",
            "entry__innovation__institution",
            "filed_by",
            "decided_by",
        )
        return rows.order_by(F("decided_at").asc(nulls_first=True), "due_at", "pk")


class Objection(models.Model):
    """Keberatan of an Admin Lokal against a rejection: answered until `due_at`, by another person
    of the secretariat than those who rejected."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="objection")
    text = models.TextField("pokok keberatan")
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    filed_at = models.DateTimeField("diajukan")
    due_at = models.DateTimeField("dijawab paling lambat")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("dijawab", null=True)
    upheld = models.BooleanField("diterima", null=True)
    answer = models.TextField("jawaban", blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "keberatan"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_something"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, upheld=None, answer="")
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False, upheld__isnull=False)
                    & ~Q(answer="")
                ),
                name="objection_decided_is_answered",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            guards.no_truncate(),
            pgtrigger.Trigger(
                name="answered_once_by_another",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=_ANSWERED_ONCE_BY_ANOTHER,
            ),
        ]

    def __str__(self) -> str:
        return f"Keberatan #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:objection", kwargs={"pk": self.pk})
