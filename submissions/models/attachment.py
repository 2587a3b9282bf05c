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


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> Self:
        return self.filter(removed_at=None)

    def viewable_by(self, user: User) -> Self:
        """With those that were removed after a version that shows them was lodged."""
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
    file = models.FileField(upload_to=storage_name, max_length=120)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("diunggah")
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
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_removed_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name
