from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from kipp import guards
from kipp.accounts.models import Role
from submissions.models.entry import UNSENT, Entry, EntryState
from submissions.models.form import Section
from submissions.models.team import TeamMember

if TYPE_CHECKING:
    from kipp.accounts.models import User

# While a proposal is with its team or its desk. Afterwards its remarks are read, and no more.
TALKED_OF = (*UNSENT, EntryState.RETURNED)


class RemarkQuerySet(models.QuerySet["Remark"]):
    def open(self) -> Self:
        return self.filter(resolved_at=None)

    def of_the_team(self) -> Self:
        return self.filter(role=Role.INNOVATOR)

    def viewable_by(self, user: User) -> Self:
        """Whoever reads the draft. Judges never: they read what was lodged."""
        return self.filter(entry__in=Entry.objects.viewable_by(user).order_by().values("pk"))

    def answerable_by(self, user: User) -> Self:
        """Members with the right to comment and the Admin Lokal; the secretariat answers to its own."""
        rows = self.viewable_by(user).filter(entry__state__in=TALKED_OF)
        if user.role == Role.INNOVATOR:
            commenting = TeamMember.objects.filter(user=user, can_comment=True)
            return rows.filter(Exists(commenting.filter(entry=OuterRef("entry"))))
        if user.role == Role.SECRETARIAT:
            return rows.filter(role=Role.SECRETARIAT)
        return rows

    def closable_by(self, user: User) -> Self:
        """A remark of the team by who wrote it or who may write the text; one of the Admin Lokal by
        the Admin Lokal, before it is lodged. One of the secretariat by nobody: it is what opens a
        returned section, and lodging again closes it."""
        rows = self.answerable_by(user)
        if user.role == Role.INNOVATOR:
            writing = TeamMember.objects.filter(user=user, can_edit=True, entry=OuterRef("entry"))
            return rows.of_the_team().filter(Q(by=user) | Exists(writing))
        if user.role == Role.INSTITUTION_ADMIN:
            return rows.filter(role=Role.INSTITUTION_ADMIN, entry__state__in=UNSENT)
        return self.none()

    def for_reading(self) -> Self:
        """Open ones first, in the order of the form; each with its answers."""
        order = (
            models.F("resolved_at").desc(nulls_first=True),
            models.F("section__position").asc(nulls_first=True),
        )
        rows = self.select_related("by", "section", "resolved_by", "entry")
        return rows.prefetch_related(with_answers()).order_by(*order, "at", "pk")


class Remark(models.Model):
    """What an Admin Lokal or the secretariat asks the team to mend, or what its members say to each
    other, at a section or in general."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="remarks")
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField("catatan")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    at = models.DateTimeField("pada")
    resolved_at = models.DateTimeField("selesai", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "catatan"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="remark_resolved_says_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.text[:40]}"

    def get_absolute_url(self) -> str:
        kwargs = {"pk": self.entry_id, "remark": self.pk}
        return reverse("submissions:remark-thread", kwargs=kwargs)

    @property
    def is_of_the_team(self) -> bool:
        return self.role == Role.INNOVATOR

    @property
    def speaker(self) -> str:
        return _spoken_of(self.by, self.role)


class RemarkAnswer(models.Model):
    """What somebody says to a remark. What was said stays said."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField("jawaban")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    at = models.DateTimeField("pada")

    class Meta:
        verbose_name = "jawaban atas catatan"
        triggers = guards.append_only()
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_answer_says_something")
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def speaker(self) -> str:
        return _spoken_of(self.by, self.role)


def with_answers() -> models.Prefetch[str]:
    return models.Prefetch(
        "answers", RemarkAnswer.objects.select_related("by").order_by("at", "pk")
    )


def _spoken_of(user: User, role: str) -> str:
    """The people of the secretariat are spoken of by their office."""
    if role == Role.SECRETARIAT:
        return "Tim Sekretariat"
    return f"{user}, {'Admin Lokal' if role == Role.INSTITUTION_ADMIN else 'anggota tim'}"
