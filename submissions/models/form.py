from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from submissions.models.edition import Group

# Both rows count: a section neither leaves a published form nor comes into one.
_PUBLISHED_FORMS_STAY = """
    IF EXISTS (
        SELECT FROM submissions_formversion form
        WHERE form.id IN (OLD.form_id, NEW.form_id) AND form.published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'kipp: a published form is never changed; publish a new version';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


class FormVersion(models.Model):
    """The form of a group. Published versions are immutable: an entry keeps the one it was written
    with, a correction is a new version (rules of the portal, section 4)."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="forms")
    number = models.PositiveSmallIntegerField("versi")
    published_at = models.DateTimeField("diterbitkan", null=True, blank=True)

    class Meta:
        verbose_name = "versi formulir"
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="form_version_once_per_group")
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_form_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group} v{self.number}"


class Section(models.Model):
    """One question of the form, on a page of its own."""

    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="sections")
    code = models.SlugField("kode", max_length=10)
    position = models.PositiveSmallIntegerField("urutan")
    title = models.CharField("judul", max_length=120)
    prompt = models.TextField("pertanyaan")
    example = models.TextField("contoh", blank=True)
    word_limit = models.PositiveSmallIntegerField("batas kata")
    # Fewer look like no answer; a limit that people judge, not the portal.
    minimum_words = models.PositiveSmallIntegerField("lazimnya sekurang-kurangnya", default=0)
    weight = models.DecimalField("bobot", max_digits=5, decimal_places=2)
    evidence_required = models.BooleanField("wajib bukti dukung", default=False)

    class Meta:
        verbose_name = "bagian"
        constraints = [
            models.UniqueConstraint(fields=["form", "code"], name="section_code_once_per_form"),
            models.UniqueConstraint(
                fields=["form", "position"], name="section_position_once_per_form"
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(0, 100)), name="section_weight_is_a_percentage"
            ),
            models.CheckConstraint(condition=Q(word_limit__gt=0), name="section_has_a_word_limit"),
            models.CheckConstraint(
                condition=Q(minimum_words__lt=models.F("word_limit")),
                name="section_minimum_is_below_its_limit",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_sections_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_PUBLISHED_FORMS_STAY,
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


class DocumentKind(models.Model):
    """A kind of file of a group: its size, its types, whether lodging needs it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="document_kinds")
    code = models.SlugField("kode", max_length=40)
    name = models.CharField("dokumen", max_length=120)
    help = models.TextField("petunjuk", blank=True)
    position = models.PositiveSmallIntegerField("urutan")
    required = models.BooleanField("wajib", default=False)
    signed = models.BooleanField("bertanda tangan", default=False)
    of_section = models.BooleanField("melekat pada bagian", default=False)
    extensions = ArrayField(models.CharField(max_length=5), verbose_name="jenis berkas")
    max_bytes = models.PositiveIntegerField("ukuran paling besar (bita)")
    max_count = models.PositiveSmallIntegerField("jumlah paling banyak", default=1)

    class Meta:
        verbose_name = "jenis dokumen"
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="document_kind_once_per_group")
        ]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(models.Model):
    """One line of the administrative screening, with the rule it stands on."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="checklist")
    position = models.PositiveSmallIntegerField("urutan")
    text = models.CharField("butir", max_length=300)
    rule = models.CharField("dasar", max_length=200, blank=True)
    # Lines of the pre-check that speak of the same (submissions.actions.precheck.CODES).
    checks = ArrayField(
        models.CharField(max_length=20), verbose_name="pra-pemeriksaan", default=list, blank=True
    )
    # What is proposed to whoever returns or rejects because of this item; the first is empty where
    # nothing can be mended.
    return_text = models.TextField("saran kata pengembalian", blank=True)
    reject_text = models.TextField("saran kata penolakan", blank=True)

    class Meta:
        verbose_name = "butir daftar periksa"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "position"], name="checklist_item_position_once_per_group"
            )
        ]

    def __str__(self) -> str:
        return self.text
