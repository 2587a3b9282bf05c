from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kipp import guards
from submissions.models.entry import Entry
from submissions.models.form import ChecklistItem


class Verdict(models.TextChoices):
    MET = "MET", "Memenuhi"
    UNMET = "UNMET", "Tidak memenuhi"


class CheckMark(models.Model):
    """What the secretariat found for one item of the checklist."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="check_marks")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField("hasil", max_length=6, choices=Verdict)
    note = models.CharField("keterangan", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "hasil pemeriksaan"
        constraints = [
            models.UniqueConstraint(fields=["entry", "item"], name="check_mark_once_per_item"),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.UNMET) | ~Q(note=""), name="check_mark_unmet_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.item.position}: {self.verdict}"


_WITH_REASON = ["entry.reject", "entry.return_once", "entry.disqualify", "entry.uphold"]


class Decision(models.Model):
    """The words of a move that needs a reason; the journal line beside it holds no free text."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="decisions")
    line = models.ForeignKey("journal.JournalLine", on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    reason = models.TextField("alasan", blank=True)
    # What was said against a rejection, where this decision turns it.
    objection = models.TextField("pokok keberatan", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = "keputusan"
        triggers = guards.append_only()
        constraints = [
            models.CheckConstraint(
                condition=~Q(verb__in=_WITH_REASON) | ~Q(reason=""),
                name="decision_needing_a_reason_has_one",
            ),
            models.CheckConstraint(
                condition=Q(verb="entry.uphold", objection__gt="")
                | (~Q(verb="entry.uphold") & Q(objection="")),
                name="upheld_says_on_which_objection",
            ),
            models.CheckConstraint(
                condition=~Q(verb__in=["entry.disqualify"])
                | (Q(second__isnull=False) & ~Q(second=models.F("by"))),
                name="disqualification_needs_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=models.F("by")),
                name="decision_has_two_different_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.verb}"
