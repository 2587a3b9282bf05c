from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from kipp.accounts.models import Role, User
from kipp.web.indonesian import number, percent

if TYPE_CHECKING:
    from datetime import datetime


class JobState(models.TextChoices):
    QUEUED = "QUEUED", "Menunggu giliran"
    RUNNING = "RUNNING", "Sedang berjalan"
    DONE = "DONE", "Selesai"
    FAILED = "FAILED", "Gagal"
    CANCELLED = "CANCELLED", "Dibatalkan"


OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
# Work that nobody would ask for again is tried again after each of these, then left to people.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
TRIES = 1 + len(PAUSES)


class JobQuerySet(models.QuerySet["Job"]):
    def viewable_by(self, user: User) -> Self:
        """One's own; the secretariat and the set-up see all."""
        if user.role in (Role.SECRETARIAT, Role.SUPERUSER):
            return self
        return self.filter(by=user)

    def cancellable_by(self, user: User) -> Self:
        rows = self.viewable_by(user).filter(cancellable=True, cancel_requested=False)
        return rows.exclude(state__in=OVER)

    def retryable_by(self, user: User) -> Self:
        """Failed for good, of a kind that the clock tries again: it does so when a person says so."""
        rows = self.viewable_by(user).filter(state=JobState.FAILED, tries__gt=1)
        return rows.filter(next_try_at=None)

    def waiting_for_people(self) -> Self:
        """Nothing more happens with these by itself."""
        return self.filter(state=JobState.FAILED, next_try_at=None, tries__gt=1)

    def held_back(self, at: datetime) -> Self:
        """Failed, and not to be tried again yet, or not at all."""
        later = Q(next_try_at=None) | Q(next_try_at__gt=at)
        return self.filter(later, state=JobState.FAILED)

    def stranded(self, before: datetime) -> Self:
        """Begun, and silent for longer than any task may run: its worker is gone."""
        return self.filter(state=JobState.RUNNING, touched_at__lt=before)

    def for_table(self) -> Self:
        return self.select_related("by").order_by("-created_at", "-pk")


class Job(models.Model):
    """One long task: who asked, how far it is, how it ended. Never locked by the work itself."""

    kind = models.CharField(max_length=40)
    title = models.CharField("pekerjaan", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="jobs")
    state = models.CharField("status", max_length=9, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField("keterangan", max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)
    # How often it may be begun; more than once only where a sweep looks for it again.
    tries = models.PositiveSmallIntegerField("percobaan paling banyak", default=1)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    next_try_at = models.DateTimeField("dicoba lagi", null=True, blank=True)
    # Work that stops at its next step when asked to; the rest runs to its end.
    cancellable = models.BooleanField(default=False)
    cancel_requested = models.BooleanField("diminta berhenti", default=False)
    created_at = models.DateTimeField("diminta")
    started_at = models.DateTimeField("mulai", null=True, blank=True)
    touched_at = models.DateTimeField("tanda terakhir", null=True, blank=True)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "pekerjaan"
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_not_done_beyond_its_total"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OVER) | Q(finished_at__isnull=False),
                name="job_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(next_try_at=None) | Q(state=JobState.FAILED),
                name="job_waits_for_a_try_when_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_left_to_people(self) -> bool:
        return self.state == JobState.FAILED and self.tries > 1 and self.next_try_at is None

    @property
    def words(self) -> str:
        """How far it is, as the progress line says it."""
        if not self.total:
            return self.note or "Belum ada hitungan"
        share = f"{number(self.done)} dari {number(self.total)} ({percent(self.done, self.total)})"
        return f"{share} · {self.note}" if self.note else share
