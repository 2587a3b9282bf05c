from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from kipp import guards
from kipp.accounts.models import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kipp.accounts.models import User


def decree_name(decree: Decree, filename: str) -> str:
    return f"decrees/{secrets.token_hex(16)}.pdf"


class DecreeQuerySet(models.QuerySet["Decree"]):
    def readable_by(self, user: User | AnonymousUser) -> Self:
        """The secretariat's at once, everybody's as soon as an award cites it in public."""
        if getattr(user, "role", "") == Role.SECRETARIAT:
            return self
        return self.filter(awards__published_at__isnull=False).distinct()


class Decree(models.Model):
    """The decision behind awards: number, date and PDF. Certificates and public pages cite it."""

    edition = models.ForeignKey(
        "submissions.Edition", on_delete=models.PROTECT, related_name="decrees"
    )
    number = models.CharField("nomor", max_length=80, unique=True)
    signed_on = models.DateField("tanggal")
    title = models.CharField("tentang", max_length=200)
    file = models.FileField("berkas PDF", upload_to=decree_name, max_length=120)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DecreeQuerySet.as_manager()

    class Meta:
        verbose_name = "keputusan penetapan"
        triggers = guards.append_only()

    def __str__(self) -> str:
        return self.number


# An award is what its decree says, of whom it says. It is published once, and revoked once after two
# persons agreed; nothing takes either back.
_AWARD_STAYS = """
    IF (OLD.entry_id, OLD.innovation_id, OLD.level, OLD.decree_id, OLD.granted_at) IS DISTINCT FROM
       (NEW.entry_id, NEW.innovation_id, NEW.level, NEW.decree_id, NEW.granted_at)
       OR OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at
       OR OLD.revoked_at IS NOT NULL AND
          (OLD.published_at, OLD.revoked_at, OLD.revoked_reason) IS DISTINCT FROM
          (NEW.published_at, NEW.revoked_at, NEW.revoked_reason)
       OR OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL AND NOT EXISTS (
          SELECT FROM judging_revocation revocation
          WHERE revocation.award_id = NEW.id AND revocation.confirmed) THEN
        RAISE EXCEPTION 'kipp: award % stays as it was decided', OLD.id;
    END IF;
    RETURN NEW;
"""


class AwardQuerySet(models.QuerySet["Award"]):
    def published(self) -> Self:
        """Awards that everybody may see: announced and not revoked."""
        return self.filter(published_at__isnull=False, revoked_at=None)

    def announced(self) -> Self:
        """Awards that were published once, those revoked since among them."""
        return self.filter(published_at__isnull=False)

    def with_pending(self) -> Self:
        """`pending`: the proposal to revoke it that waits for its second person."""
        waiting = models.Min("revocations", filter=Q(revocations__decided_at=None))
        return self.annotate(pending=waiting)

    def for_table(self) -> Self:
        rows = self.select_related(
            "entry__edition",
            "entry__category",
            "entry__group",
            "innovation__institution__region",
            "innovation__profile",
            "decree",
        )
        return rows.order_by("-entry__edition__year", "innovation__title", "pk")


class Award(models.Model):
    """Penghargaan of an entry, by decree. It stays with the name of its year."""

    entry = models.OneToOneField(
        "submissions.Entry", on_delete=models.PROTECT, related_name="award"
    )
    innovation = models.ForeignKey(
        "submissions.Innovation", on_delete=models.PROTECT, related_name="awards"
    )
    level = models.CharField("penghargaan", max_length=80)
    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="awards")
    granted_at = models.DateTimeField("ditetapkan")
    published_at = models.DateTimeField("diumumkan", null=True, blank=True)
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    revoked_reason = models.CharField("alasan pencabutan", max_length=300, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = "penghargaan"
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_reason=""), name="award_revoked_says_why"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            guards.no_truncate(),
            pgtrigger.Protect(
                name="born_standing",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__revoked_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="award_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=_AWARD_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.innovation}"

    @property
    def public_note(self) -> str:
        """What the public page says of a revocation."""
        agreed = self.revocations.filter(confirmed=True).first()
        return agreed.public_note if agreed else self.revoked_reason
