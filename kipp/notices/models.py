from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kipp.accounts.models import Role, User
from kipp.notices import events

if TYPE_CHECKING:
    from datetime import datetime


class Channel(models.TextChoices):
    MAIL = "MAIL", "Surel"
    PORTAL = "PORTAL", "Portal"


class NoticeState(models.TextChoices):
    QUEUED = "QUEUED", "Menunggu dikirim"
    SENT = "SENT", "Terkirim"
    FAILED = "FAILED", "Gagal terkirim"
    EXPIRED = "EXPIRED", "Kedaluwarsa, tidak dikirim"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def addressed_to(self, user: User) -> Self:
        """The bell: what the portal has told this person."""
        return self.filter(recipient=user, channel=Channel.PORTAL).order_by("-created_at", "-pk")

    def viewable_by(self, user: User) -> Self:
        """The outbox: the secretariat sees that a letter went, to whom, and how it ended."""
        if user.role in (Role.SECRETARIAT, Role.SUPERUSER):
            return self.filter(channel=Channel.MAIL)
        return self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def due(self, at: datetime) -> Self:
        return self.filter(state=NoticeState.QUEUED, next_try_at__lte=at).order_by("pk")

    def for_table(self) -> Self:
        return self.select_related("recipient").defer("body").order_by("-created_at", "-pk")


class Notice(models.Model):
    """One message to one person by one channel: the outbox. Written with the change it tells of."""

    event = models.CharField("peristiwa", max_length=60)
    key = models.CharField(max_length=120)
    channel = models.CharField("saluran", max_length=6, choices=Channel)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="notices")
    address = models.EmailField("surel", max_length=254)
    title = models.CharField("judul", max_length=200)
    body = models.TextField("isi")
    url = models.CharField(max_length=300, blank=True)
    state = models.CharField("status", max_length=7, choices=NoticeState)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    error = models.CharField("galat terakhir", max_length=300, blank=True)
    created_at = models.DateTimeField("dibuat")
    next_try_at = models.DateTimeField("percobaan berikutnya", null=True, blank=True)
    sent_at = models.DateTimeField("terkirim", null=True, blank=True)
    read_at = models.DateTimeField("dibaca", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "pemberitahuan"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "key", "channel", "address"], name="notice_once_per_recipient"
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.SENT) | Q(sent_at__isnull=False),
                name="notice_sent_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.QUEUED) | Q(next_try_at__isnull=False),
                name="notice_queued_says_when_next",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state=NoticeState.QUEUED), name="notice_due"
            ),
            models.Index(fields=["recipient", "channel", "-created_at"], name="notice_bell"),
        ]

    def __str__(self) -> str:
        return f"{self.event} -> {self.address}"

    @property
    def event_name(self) -> str:
        return events.name_of(self.event)

    @property
    def may_be_resent(self) -> bool:
        """Worth a click: it has failed or gone stale, or was refused and waits for its next try."""
        return self.state in (NoticeState.FAILED, NoticeState.EXPIRED) or (
            self.state == NoticeState.QUEUED and self.attempts > 0
        )
