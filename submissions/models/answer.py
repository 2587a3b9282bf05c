from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from kipp import guards
from submissions.models.entry import Entry
from submissions.models.form import Section


@pghistory.track(
    append_only=True,
    fields=["text", "version", "updated_by", "updated_at"],
    model_name="AnswerVersion",
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    meta={"triggers": [guards.no_truncate()]},
)
class Answer(models.Model):
    """The answer to one section. Every change is kept by the database; `version` guards saves."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="answers")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("isian", blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "isian"
        constraints = [
            models.UniqueConstraint(fields=["entry", "section"], name="answer_once_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.section.code}"

    @property
    def words(self) -> int:
        return len(self.text.split())


class Remark(models.Model):
    """What an Admin Lokal or the secretariat asks the team to mend, at a section or in general."""

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
