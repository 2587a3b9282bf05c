from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kipp.accounts.models import InstitutionKind

if TYPE_CHECKING:
    from datetime import datetime


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-year")


class Edition(models.Model):
    """One yearly run of the competition. Its rules are data: they change every year."""

    year = models.PositiveSmallIntegerField("tahun", unique=True)
    name = models.CharField("nama", max_length=80)
    theme = models.CharField("tema", max_length=200, blank=True)
    decree = models.CharField("dasar", max_length=200, blank=True)
    # The code of the institution that runs it: its people do not screen its own entries.
    organizer = models.CharField("penyelenggara", max_length=24, blank=True)
    eligibility_reference_on = models.DateField("umur inovasi dihitung sampai")
    judging_opens_at = models.DateTimeField("penilaian dimulai")
    # How long an intent stored before the deadline may still be completed (rules, section 4).
    grace_seconds = models.PositiveSmallIntegerField("tenggang (detik)", default=120)
    return_days = models.PositiveSmallIntegerField("hari untuk melengkapi", default=5)
    public_test_days = models.PositiveSmallIntegerField("hari uji publik", default=5)
    # Whether a rejection may be turned by another person on an objection (rules, section 2).
    objections_can_be_upheld = models.BooleanField(
        "keberatan atas seleksi administrasi dapat diterima", default=False
    )
    video_help = models.CharField("petunjuk video", max_length=300, blank=True)
    video_rules = ArrayField(
        models.CharField(max_length=200), verbose_name="ketentuan video", default=list
    )
    # Where a video may lie; empty: anywhere.
    video_hosts = ArrayField(
        models.CharField(max_length=60), verbose_name="situs video", default=list
    )
    declaration = models.TextField("pernyataan saat mengirim", blank=True)
    award_levels = ArrayField(models.CharField(max_length=80), verbose_name="sebutan penghargaan")
    published_at = models.DateTimeField("diterbitkan", null=True, blank=True)
    # The last number given to a lodged entry; only `editions.take_numbers` writes it.
    last_number = models.PositiveIntegerField(default=0)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "musim"
        constraints = [
            models.CheckConstraint(
                condition=Q(grace_seconds__lte=600), name="edition_grace_is_short"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupQuerySet(models.QuerySet["Group"]):
    def accepting(self, at: datetime) -> Self:
        return self.filter(
            opens_at__lte=at, closes_at__gt=at, edition__published_at__isnull=False
        ).order_by("edition__year", "position")


class Group(models.Model):
    """Kelompok (umum, replikasi, khusus): the pool an entry is ranked in, with its own dates."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="groups")
    code = models.SlugField("kode", max_length=20)
    name = models.CharField("kelompok", max_length=60)
    position = models.PositiveSmallIntegerField(default=1)
    opens_at = models.DateTimeField("pendaftaran dibuka")
    closes_at = models.DateTimeField("pendaftaran ditutup")
    minimum_age_months = models.PositiveSmallIntegerField("umur minimum (bulan)")
    requires_source = models.BooleanField("menyebut inovasi asal", default=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = "kelompok"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="group_once_per_edition"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="group_opens_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def accepts_entries(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


class Quota(models.Model):
    """How many entries an institution of a kind may lodge in a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="quotas")
    institution_kind = models.CharField("jenis instansi", max_length=20, choices=InstitutionKind)
    places = models.PositiveSmallIntegerField("kuota")

    class Meta:
        verbose_name = "kuota"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "institution_kind"], name="quota_once_per_group_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_institution_kind_display()}: {self.places}"


class Category(models.Model):
    """Kategori: the theme of an entry, in the wording of its edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="categories")
    number = models.PositiveSmallIntegerField("nomor")
    short_name = models.CharField("nama singkat", max_length=60)
    name = models.CharField("kategori", max_length=200)
    asta_cita = ArrayField(models.PositiveSmallIntegerField(), default=list)
    priority_programs = ArrayField(models.CharField(max_length=200), default=list)
    sdgs = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        verbose_name = "kategori"
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="category_once_per_edition")
        ]

    def __str__(self) -> str:
        return self.short_name
