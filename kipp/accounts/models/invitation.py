from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kipp.accounts.models.institution import Institution
from kipp.accounts.models.role import CONFIRMED, OF_AN_INSTITUTION, PARTICIPANTS, Role, grantable_by
from kipp.accounts.models.user import User

if TYPE_CHECKING:
    from datetime import datetime


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, at: datetime) -> Self:
        return self.pending().filter(expires_at__gt=at)

    def viewable_by(self, user: User) -> Self:
        if user.role in (Role.SECRETARIAT, Role.SUPERUSER):
            return self
        if user.role == Role.INSTITUTION_ADMIN:
            places = Institution.objects.administered_by(user)
            return self.filter(institution__in=places, role__in=PARTICIPANTS)
        return self.none()

    def withdrawable_by(self, user: User) -> Self:
        return self.viewable_by(user).pending().filter(role__in=grantable_by(user.role))

    def for_table(self) -> Self:
        return self.select_related("institution", "unit", "invited_by").order_by(
            "-created_at", "-pk"
        )


class Invitation(models.Model):
    """A letter to a mailbox: whoever opens its link chooses a password and takes the role."""

    email = models.EmailField("surel", max_length=254)
    name = models.CharField("nama lengkap", max_length=120)
    role = models.CharField("peran", max_length=20, choices=Role)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Only the digest is stored: who reads the table cannot open the doors.
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("dikirim")
    expires_at = models.DateTimeField("berlaku sampai")
    accepted_at = models.DateTimeField("diterima", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("dibatalkan", null=True, blank=True)

    # The secret of the link: known to whoever has just made the invitation, stored nowhere.
    token: str = ""

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "undangan"
        constraints = [
            models.UniqueConstraint(
                fields=["email", "role", "institution", "unit"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_pending_once_per_role_and_place",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=OF_AN_INSTITUTION) | Q(institution__isnull=False),
                name="invitation_of_an_institution_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_role_display()})"

    @property
    def needs_second_person(self) -> bool:
        from_the_console = self.role == Role.SUPERUSER and self.invited_by_id is None
        return self.role in CONFIRMED and not from_the_console
