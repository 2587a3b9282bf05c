from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from judging.models.round import Round
from judging.models.run import ScoreRun
from kipp import guards


class PlenaryMove(models.Model):
    """The plenary takes an entry in or out against the arithmetic: by whom, why, by what vote."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="plenary_moves")
    entry = models.ForeignKey(
        "submissions.Entry", on_delete=models.PROTECT, related_name="plenary_moves"
    )
    advances = models.BooleanField("lolos")
    mover = models.CharField("pengusul", max_length=120)
    reason = models.TextField("alasan")
    votes_for = models.PositiveSmallIntegerField("setuju")
    votes_against = models.PositiveSmallIntegerField("tidak setuju")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "putusan pleno"
        triggers = guards.append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(votes_for__gt=F("votes_against")), name="plenary_move_has_a_majority"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="plenary_move_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {'lolos' if self.advances else 'tidak lolos'}"


class Minutes(models.Model):
    """Berita acara of the plenary that closed a round."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="minutes")
    number = models.CharField("nomor", max_length=80)
    held_on = models.DateField("tanggal sidang")
    members_present = models.PositiveSmallIntegerField("hadir")
    members_total = models.PositiveSmallIntegerField("anggota")
    text = models.TextField("pokok putusan", blank=True)
    journal_head = models.CharField("sidik riwayat", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "berita acara"
        triggers = guards.append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(members_present__lte=F("members_total")),
                name="minutes_present_are_members",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Advancement(models.Model):
    """Lolos ke tahap berikutnya, or not: frozen with the total and rank when the round closed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="advancements")
    entry = models.ForeignKey(
        "submissions.Entry", on_delete=models.PROTECT, related_name="advancements"
    )
    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="+")
    advanced = models.BooleanField("lolos")
    by_plenary = models.BooleanField("oleh putusan pleno", default=False)
    official = models.DecimalField("nilai", max_digits=6, decimal_places=2, null=True)
    rank = models.PositiveIntegerField("peringkat", null=True)

    class Meta:
        verbose_name = "hasil tahap"
        triggers = guards.append_only()
        constraints = [
            models.UniqueConstraint(fields=["round", "entry"], name="advancement_once_per_round")
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {'lolos' if self.advanced else 'tidak lolos'}"
