from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from submissions.models.entry import Entry


class Right(models.TextChoices):
    """What a member of a team may do with its entry; each includes the one before."""

    VIEW = "VIEW", "Membaca"
    COMMENT = "COMMENT", "Membaca dan memberi catatan"
    EDIT = "EDIT", "Menulis"


class TeamMember(models.Model):
    """Who writes an entry. An innovator sees only entries whose team lists him."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="teams"
    )
    is_pic = models.BooleanField("penanggung jawab", default=False)
    can_edit = models.BooleanField("boleh mengubah", default=True)
    can_comment = models.BooleanField("boleh memberi catatan", default=True)

    class Meta:
        verbose_name = "anggota tim"
        constraints = [
            models.UniqueConstraint(fields=["entry", "user"], name="team_member_once_per_entry"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(is_pic=True), name="entry_has_one_pic"
            ),
            models.CheckConstraint(
                condition=Q(is_pic=False) | Q(can_edit=True), name="pic_may_edit"
            ),
            models.CheckConstraint(
                condition=Q(can_edit=False) | Q(can_comment=True), name="who_edits_may_comment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def right(self) -> Right:
        if self.can_edit:
            return Right.EDIT
        return Right.COMMENT if self.can_comment else Right.VIEW
