from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from submissions.models.entry import Entry


class Choice(models.TextChoices):
    CHOSEN = "CHOSEN", "Dipilih"
    RESERVE = "RESERVE", "Cadangan"
    PASSED_OVER = "PASSED_OVER", "Tidak dipilih"


class Shown(models.TextChoices):
    """What the team learns of it; each includes the one before."""

    NOTHING = "NOTHING", "Belum"
    CHOICE = "CHOICE", "Pilihannya"
    NOTE = "NOTE", "Pilihan dan catatan"


class Preselection(models.Model):
    """What an institution has made up its mind about, within its quota, before it lodges. It binds
    nobody: whatever is complete can be lodged. `version` guards against two who choose at once."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="preselection")
    choice = models.CharField("pilihan", max_length=12, choices=Choice)
    place = models.PositiveSmallIntegerField("urutan", null=True, blank=True)
    note = models.CharField("catatan", max_length=300, blank=True)
    shown = models.CharField(
        "diperlihatkan kepada tim", max_length=8, choices=Shown, default=Shown.NOTHING
    )
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "seleksi awal"
        constraints = [
            models.CheckConstraint(
                condition=Q(place=None) | Q(place__gte=1), name="preselection_counts_from_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_choice_display()}"

    @property
    def is_shown(self) -> bool:
        return self.shown != Shown.NOTHING

    @property
    def note_is_shown(self) -> bool:
        return self.shown == Shown.NOTE and bool(self.note)


class Reminder(models.Model):
    """That a team was asked to go on with its proposal: once a day, whoever asks."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reminders")
    on = models.DateField("hari")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("pada")

    class Meta:
        verbose_name = "pengingat"
        constraints = [
            models.UniqueConstraint(fields=["entry", "on"], name="reminder_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.on}"
