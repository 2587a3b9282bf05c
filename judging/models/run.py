from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from judging.models.round import Round
from kipp import guards


class ScoreRun(models.Model):
    """One computation of a round from scratch: immutable, reproducible from its inputs."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="runs")
    seq = models.PositiveBigIntegerField("urutan data")
    input_sha256 = models.CharField(max_length=64)
    config_sha256 = models.CharField(max_length=64)
    code_version = models.CharField(max_length=20)
    sheets = models.PositiveIntegerField("lembar")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField("dihitung")

    class Meta:
        verbose_name = "perhitungan"
        triggers = guards.append_only()
        constraints = [
            models.UniqueConstraint(
                fields=["round", "input_sha256", "config_sha256", "code_version"],
                name="run_once_per_input",
            )
        ]

    def __str__(self) -> str:
        return f"Perhitungan #{self.pk}"


class StandingQuerySet(models.QuerySet["Standing"]):
    def current(self, round: Round) -> Self:
        return self.filter(run=round.current_run_id)

    def for_table(self) -> Self:
        rows = self.select_related(
            "entry__innovation__institution", "entry__category", "entry__group"
        )
        return rows.order_by(
            "entry__group__position", models.F("rank").asc(nulls_last=True), "entry__code"
        )


class Standing(models.Model):
    """Rekap nilai: what a run says of an entry. Derived from signed sheets, never edited."""

    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="standings")
    entry = models.ForeignKey(
        "submissions.Entry", on_delete=models.PROTECT, related_name="standings"
    )
    # None while fewer than `minimum_judges` have signed: not ranked, shown at the end.
    official = models.DecimalField("nilai", max_digits=6, decimal_places=2, null=True)
    rank = models.PositiveIntegerField("peringkat", null=True)
    judges = models.PositiveSmallIntegerField("penilai")
    spread = models.DecimalField("selisih", max_digits=6, decimal_places=2, null=True)
    criterion_means = models.JSONField(default=dict)
    flags = ArrayField(models.CharField(max_length=30), default=list)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = "rekap nilai"
        triggers = guards.append_only()
        constraints = [
            models.UniqueConstraint(fields=["run", "entry"], name="standing_once_per_run"),
            models.CheckConstraint(
                condition=models.Q(official=None, rank=None)
                | models.Q(official__isnull=False, rank__isnull=False),
                name="standing_ranked_when_scored",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.official}"
