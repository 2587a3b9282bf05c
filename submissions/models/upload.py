from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from submissions.models.attachment import Attachment
from submissions.models.entry import Entry
from submissions.models.form import DocumentKind, Section

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User

# An upload that rests for so long is given up, with its bytes.
PATIENCE = timedelta(days=1)


class UploadQuerySet(models.QuerySet["Upload"]):
    def continuable_by(self, user: User) -> Self:
        """One's own, while one may still write there; somebody else's does not exist."""
        return self.filter(by=user, entry__in=Entry.objects.editable_by(user))

    def unfinished(self) -> Self:
        return self.filter(attachment=None, refusal="")

    def stale(self, at: datetime) -> Self:
        return self.filter(touched_at__lt=at - PATIENCE)


class Upload(models.Model):
    """A file on its way, in pieces: how much has arrived is `offset`, the bytes lie in a file of
    `submissions.parts`. Over when it became an attachment, or was refused with a reason; it is kept
    a day so that whoever missed the answer can ask again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="uploads")
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("nama berkas", max_length=160)
    size = models.PositiveIntegerField("ukuran")
    offset = models.PositiveIntegerField("sudah diterima", default=0)
    begun_at = models.DateTimeField("mulai")
    touched_at = models.DateTimeField("terakhir")
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal = models.CharField("alasan penolakan", max_length=500, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "unggahan"
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_has_a_size"),
            models.CheckConstraint(
                condition=Q(offset__lte=F("size")), name="upload_not_beyond_its_size"
            ),
            models.CheckConstraint(
                condition=Q(attachment=None) | Q(refusal="", offset=F("size")),
                name="upload_kept_is_whole_and_not_refused",
            ),
        ]
        indexes = [models.Index(fields=["touched_at"], name="upload_touched_at")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        return self.offset == self.size

    @property
    def is_over(self) -> bool:
        return self.attachment_id is not None or bool(self.refusal)
