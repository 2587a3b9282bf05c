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


def usual_award_limits() -> dict[str, int]:
    """How often an innovation may have won a level before; the group umum of 2021-2023."""
    return {"Terpuji": 0, "Top 99": 1}


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
    # A proposal taken for screening is free again after so long, and a rejection is read by two.
    claim_minutes = models.PositiveSmallIntegerField("menit memegang proposal", default=120)
    rejections_need_two = models.BooleanField("penolakan dibaca dua orang", default=True)
    # Whether a rejection may be turned by another person on an objection (rules, section 2).
    objections_can_be_upheld = models.BooleanField(
        "keberatan atas seleksi administrasi dapat diterima", default=False
    )
    # How long an Admin Lokal may object, and the secretariat has to answer.
    objection_days = models.PositiveSmallIntegerField("hari mengajukan keberatan", default=3)
    objection_answer_days = models.PositiveSmallIntegerField("hari menjawab keberatan", default=5)
    video_help = models.CharField("petunjuk video", max_length=300, blank=True)
    video_rules = ArrayField(
        models.CharField(max_length=200), verbose_name="ketentuan video", default=list
    )
    # Where a video may lie; empty: anywhere.
    video_hosts = ArrayField(
        models.CharField(max_length=60), verbose_name="situs video", default=list
    )
    # What a title may be. A word of a list is found whole; "asdf*" is any word that begins so.
    title_words = models.PositiveSmallIntegerField("kata judul paling banyak", default=20)
    title_letters = models.PositiveSmallIntegerField("huruf judul paling sedikit", default=6)
    title_filler = ArrayField(
        models.CharField(max_length=40), verbose_name="kata pengisi", default=list, blank=True
    )
    title_unfit = ArrayField(
        models.CharField(max_length=40), verbose_name="kata tidak pantas", default=list, blank=True
    )
    # How long a team may write what has changed since its earlier proposal.
    changes_words = models.PositiveSmallIntegerField("kata yang berubah paling banyak", default=300)
    # From what nearness on an earlier proposal is shown beside one that is written (ADR 12).
    near_title_percent = models.PositiveSmallIntegerField("judul mirip mulai (%)", default=45)
    near_text_percent = models.PositiveSmallIntegerField("isi mirip mulai (%)", default=62)
    # When the desk of an Admin Lokal is warned: of what nobody touches, and of a close that is near.
    quiet_days = models.PositiveSmallIntegerField("hari tidak disentuh", default=7)
    closing_alarm_hours = models.PositiveSmallIntegerField("jam menjelang penutupan", default=72)
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
            models.CheckConstraint(
                condition=Q(claim_minutes__gt=0), name="edition_claims_last_a_while"
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
    # How often an innovation of this group may have won which level before; empty: never asked.
    earlier_awards = models.JSONField(
        "penghargaan sebelumnya yang masih boleh", default=usual_award_limits, blank=True
    )

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


class Rule(models.Model):
    """The clause on which a line of the pre-check stands, for one group of one season."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="rules")
    code = models.SlugField("ketentuan", max_length=20)  # submissions.actions.precheck.CODES
    decree = models.CharField("dasar", max_length=300)

    class Meta:
        verbose_name = "dasar ketentuan"
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="rule_once_per_group"),
            models.CheckConstraint(condition=~Q(decree=""), name="rule_names_its_decree"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.decree}"


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
