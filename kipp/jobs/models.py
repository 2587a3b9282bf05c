from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from kipp.accounts.models import Role, User


class JobState(models.TextChoices):
    QUEUED = "QUEUED", "Menunggu giliran"
    RUNNING = "RUNNING", "Sedang berjalan"
    DONE = "DONE", "Selesai"
    FAILED = "FAILED", "Gagal"


class JobQuerySet(models.QuerySet["Job"]):
    def viewable_by(self, user: User) -> Self:
        """One's own; the secretariat and the set-up see all."""
        if user.role in (Role.SECRETARIAT, Role.SUPERUSER):
            return self
        return self.filter(by=user)

    def for_table(self) -> Self:
        return self.select_related("by").order_by("-created_at", "-pk")


class Job(models.Model):
    """One long task: who asked, how far it is, how it ended. Never locked by the work itself."""

    kind = models.CharField(max_length=40)
    title = models.CharField("pekerjaan", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="jobs")
    state = models.CharField("status", max_length=8, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField("keterangan", max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField("diminta")
    started_at = models.DateTimeField("mulai", null=True, blank=True)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "pekerjaan"
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_not_done_beyond_its_total"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[JobState.DONE, JobState.FAILED])
                | Q(finished_at__isnull=False),
                name="job_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)
