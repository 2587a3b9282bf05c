from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONArray, JSONObject

from submissions.models.entry import Entry
from submissions.models.form import DocumentKind, Section
from submissions.models.lodgement import Lodgement

if TYPE_CHECKING:
    from kipp.accounts.models import User


def storage_name(attachment: Attachment, filename: str) -> str:
    """A random name: nothing of what the user typed reaches the file system."""
    return f"evidence/{attachment.entry_id}/{secrets.token_hex(16)}"


class Scan(models.TextChoices):
    """What the virus scanner says of a file."""

    PENDING = "PENDING", "Sedang diperiksa"
    CLEAN = "CLEAN", "Bebas virus"
    INFECTED = "INFECTED", "Mengandung virus"
    UNSCANNED = "UNSCANNED", "Belum dipindai"  # taken in while the portal had no scanner


RELEASED = (Scan.CLEAN, Scan.UNSCANNED)
UNSETTLED = (Scan.PENDING, Scan.UNSCANNED)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> Self:
        return self.filter(removed_at=None)

    def released(self) -> Self:
        """Those that people other than their uploader may open."""
        return self.filter(scan__in=RELEASED)

    def viewable_by(self, user: User) -> Self:
        """Whose bytes he may open: until a file is found clean, only its uploader; never infected."""
        own = Q(scan=Scan.PENDING, uploaded_by=user)
        return self.listed_by(user).filter(Q(scan__in=RELEASED) | own)

    def listed_by(self, user: User) -> Self:
        """Of which he sees the name, with those that were removed after a version that shows them
        was lodged."""
        listed = JSONObject(attachments=JSONArray(JSONObject(id=OuterRef("pk"))))
        frozen = Lodgement.objects.filter(entry=OuterRef("entry"), content__contains=listed)
        rows = self.filter(Q(removed_at=None) | Exists(frozen.order_by()))
        return rows.filter(entry__in=Entry.objects.viewable_by(user))


class Attachment(models.Model):
    """A file of an entry: private, served after a permission check. Its bytes never change."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="attachments")
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField("nama berkas", max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("ukuran")
    sha256 = models.CharField(max_length=64)
    # Signatures by certificate found in a PDF that is to be signed; empty: not looked at (yet).
    signatures = models.PositiveSmallIntegerField("tanda tangan elektronik", null=True)
    # Of the file as it was given: an image is kept drawn anew, and recognised all the same.
    given_sha256 = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to=storage_name, max_length=120)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("diunggah")
    scan = models.CharField("pemindaian", max_length=9, choices=Scan, default=Scan.UNSCANNED)
    scanned_at = models.DateTimeField("dipindai", null=True, blank=True)
    virus = models.CharField("nama virus", max_length=120, blank=True)
    # Removed files leave the form, not the disk: a lodged version may still show them.
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti dukung"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "kind", "section", "sha256"],
                condition=Q(removed_at=None),
                nulls_distinct=False,
                name="attachment_same_file_once",
            ),
            models.CheckConstraint(
                condition=Q(scan__in=UNSETTLED, scanned_at=None)
                | (~Q(scan__in=UNSETTLED) & Q(scanned_at__isnull=False)),
                name="attachment_settled_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(scan="INFECTED") | Q(file=""), name="attachment_infected_has_no_bytes"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_removed_says_who_and_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=Q(scan__in=UNSETTLED),
                name="attachment_to_scan",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scan_words(self) -> str:
        return self.get_scan_display().lower()

    @property
    def is_released(self) -> bool:
        return self.scan in RELEASED

    def is_at(self, kind: DocumentKind, section: Section | None) -> bool:
        return (self.kind_id, self.section_id) == (kind.pk, section.pk if section else None)
