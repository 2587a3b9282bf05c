"""The competition before this portal: what was entered, and what won, as its lists say it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Lower, Trim

MOST_STEPS = 3  # how often an institution may have been renamed and is still recognised


def plain(text: Any) -> Trim:
    """Letters and digits alone, in small letters: what makes two spellings of a title the same."""
    spaced = Func(
        text,
        Value("[^[:alnum:]]+"),
        Value(" "),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    return Trim(Lower(spaced))


def of_line(institution: Any, path: str = "institution") -> Q:
    """Rows of this institution and of those that became it, by `successor`."""
    steps = [path + "__successor" * n for n in range(MOST_STEPS + 1)]
    found = Q()
    for step in steps:
        found |= Q(**{step: institution})
    return found


class PastInnovation(models.Model):
    """One innovation of a list from before: as it was called, and whose it was, in its year."""

    number = models.CharField("nomor", max_length=40, blank=True)
    title = models.CharField("judul", max_length=300)
    # As the list writes it; the institution of today is `institution`, once it is recognised.
    institution_name = models.CharField("instansi pada tahun itu", max_length=200, blank=True)
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="past_innovations",
        verbose_name="instansi",
    )
    unit = models.CharField("unit", max_length=200, blank=True)
    started_year = models.PositiveSmallIntegerField("tahun mulai", null=True, blank=True)
    year = models.PositiveSmallIntegerField("tahun KIPP", null=True, blank=True)
    summary = models.TextField("ringkasan", blank=True)
    source = models.CharField("sumber", max_length=300)
    # Kept by the database, so that every spelling is made plain in one way.
    title_key = models.GeneratedField(
        expression=plain(F("title")), output_field=models.TextField(), db_persist=True
    )
    institution_key = models.GeneratedField(
        expression=plain(F("institution_name")), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        verbose_name = "inovasi terdahulu"
        constraints = [
            models.UniqueConstraint(
                fields=["title_key", "institution_key", "year"],
                nulls_distinct=False,
                name="past_innovation_once_per_year",
            ),
            models.UniqueConstraint(
                fields=["year", "number"],
                condition=~Q(number=""),
                nulls_distinct=False,
                name="past_innovation_number_once_per_year",
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="past_innovation_names_its_source"
            ),
        ]
        indexes = [
            GinIndex(
                name="past_innovation_title_trgm", fields=["title"], opclasses=["gin_trgm_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def of_whom(self) -> str:
        """The name of its year; the institution's own where the list names none."""
        return self.institution_name or (self.institution.name if self.institution else "")


class PastAward(models.Model):
    """What it won: level and year as announced, with the decree where it is known."""

    innovation = models.ForeignKey(PastInnovation, on_delete=models.PROTECT, related_name="awards")
    year = models.PositiveSmallIntegerField("tahun", null=True, blank=True)
    group = models.CharField("kelompok", max_length=60, blank=True)
    # In the words of the season's own limits (Group.earlier_awards): "Terpuji", "Top 99".
    level = models.CharField("penghargaan", max_length=80)
    decree = models.CharField("keputusan", max_length=200, blank=True)
    source = models.CharField("sumber", max_length=300)

    class Meta:
        verbose_name = "penghargaan terdahulu"
        ordering = ("year", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["innovation", "year", "level"],
                nulls_distinct=False,
                name="past_award_once_per_year_and_level",
            ),
            models.CheckConstraint(
                condition=~Q(level="") & ~Q(source=""), name="past_award_says_what_and_whence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.year}" if self.year else self.level
