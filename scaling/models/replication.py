from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.accounts.models.institution import of_desk
from kipp.journal.models import SYSTEM
from kipp.journal.moves import Move, guarded, known_state, may_move
from scaling.models.case import OWNERS
from submissions.models import TeamMember

if TYPE_CHECKING:
    from kipp.accounts.models import User


class ReplicationState(models.TextChoices):
    INTEREST = "INTEREST", "Minat"
    AGREED = "AGREED", "Disepakati"
    APPROVED = "APPROVED", "Disetujui"
    RUNNING = "RUNNING", "Berjalan"
    DONE = "DONE", "Selesai"
    DECLINED = "DECLINED", "Tidak dilanjutkan"
    STOPPED = "STOPPED", "Dihentikan"


_S = ReplicationState
_OFFICER = frozenset({Role.SCALING_OFFICER})
ADOPTERS = frozenset({Role.ADOPTER, Role.INSTITUTION_ADMIN})

# Interest of the adopter, agreement of the owner, approval of the ministry (domain facts, 5.2).
MOVES = (
    Move("replication.agree", frozenset({_S.INTEREST}), _S.AGREED, OWNERS),
    Move("replication.approve", frozenset({_S.AGREED}), _S.APPROVED, _OFFICER),
    Move("replication.start", frozenset({_S.APPROVED}), _S.RUNNING, ADOPTERS),
    Move("replication.finish", frozenset({_S.RUNNING}), _S.DONE, _OFFICER),
    Move(
        "replication.decline",
        frozenset({_S.INTEREST, _S.AGREED}),
        _S.DECLINED,
        OWNERS | ADOPTERS | _OFFICER,
    ),
    Move(
        "replication.stop",
        frozenset({_S.RUNNING}),
        _S.STOPPED,
        ADOPTERS | _OFFICER | frozenset({SYSTEM}),
    ),
)

LIVING = (_S.INTEREST, _S.AGREED, _S.APPROVED, _S.RUNNING)


def agreement_name(replication: Replication, filename: str) -> str:
    return f"agreements/{replication.pk}/{secrets.token_hex(16)}"


class ReplicationQuerySet(models.QuerySet["Replication"]):
    def viewable_by(self, user: User) -> Self:
        """Both sides and those who follow replication for the ministry."""
        everything = (Role.SCALING_OFFICER, Role.SECRETARIAT, Role.LEADERSHIP, Role.AUDITOR)
        if user.role in everything:
            return self
        if user.role == Role.KL_CONTACT and user.acting:
            return self.filter(case__institution_id=user.acting.institution_id)
        return (self.adopted_by(user) | self.owned_by(user)).distinct()

    def adopted_by(self, user: User) -> Self:
        if user.acting is None or user.role not in ADOPTERS:
            return self.none()
        return self.filter(adopter_id=user.acting.institution_id)

    def owned_by(self, user: User) -> Self:
        if user.acting is None or user.role not in OWNERS:
            return self.none()
        if user.role == Role.INSTITUTION_ADMIN:
            return self.filter(of_desk(user.acting.institution_id, "source__institution"))
        own = self.filter(source__institution_id=user.acting.institution_id)
        pic = TeamMember.objects.filter(
            entry__innovation=OuterRef("source"), user=user, is_pic=True
        )
        return own.filter(Exists(pic))

    def declinable_by(self, user: User) -> Self:
        """Either side may still say no, and the officer who has to agree."""
        if user.role == Role.SCALING_OFFICER:
            return self
        return (self.adopted_by(user) | self.owned_by(user)).distinct()

    def stoppable_by(self, user: User) -> Self:
        """Whoever carries it out, or the officer; never the owner of what is taken over."""
        return self if user.role == Role.SCALING_OFFICER else self.adopted_by(user)

    def living(self) -> Self:
        return self.filter(state__in=LIVING)

    def for_table(self) -> Self:
        rows = self.select_related("source__institution", "adopter__region", "case__institution")
        return rows.order_by("-proposed_at", "pk")


class Replication(models.Model):
    """An institution takes an innovation over: one row per source and adopter."""

    MOVES: ClassVar = MOVES

    source = models.ForeignKey(
        "submissions.Innovation", on_delete=models.PROTECT, related_name="replications"
    )
    adopter = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        related_name="replications",
        verbose_name="instansi replikator",
    )
    case = models.ForeignKey(
        "scaling.ScalingCase",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replications",
    )
    # An accepted entry of the group "replikasi" that proves it.
    entry = models.OneToOneField(
        "submissions.Entry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replication",
    )
    reason = models.TextField("alasan")
    state = models.CharField("status", max_length=10, choices=ReplicationState, default=_S.INTEREST)
    last_line = models.ForeignKey(
        "journal.JournalLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField("diusulkan")
    agreement_number = models.CharField("nomor kesepakatan", max_length=120, blank=True)
    agreement_on = models.DateField("tanggal kesepakatan", null=True, blank=True)
    agreement_ends_on = models.DateField("berlaku sampai", null=True, blank=True)
    agreement_file = models.FileField(
        "berkas kesepakatan", upload_to=agreement_name, max_length=120, blank=True
    )
    started_on = models.DateField("mulai berjalan", null=True, blank=True)
    finished_on = models.DateField("selesai", null=True, blank=True)
    end_reason = models.TextField("alasan berakhir", blank=True)

    objects = ReplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "replikasi"
        triggers = guarded(MOVES, initial=_S.INTEREST)
        constraints = [
            models.CheckConstraint(
                condition=known_state(ReplicationState.values), name="replication_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["source", "adopter"],
                condition=Q(state__in=LIVING),
                name="replication_living_once_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.AGREED, _S.APPROVED, _S.RUNNING, _S.DONE])
                | Q(agreement_on__isnull=False) & ~Q(agreement_number=""),
                name="replication_agreed_cites_the_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.DECLINED, _S.STOPPED]) | ~Q(end_reason=""),
                name="replication_ended_early_says_why",
            ),
            models.CheckConstraint(
                condition=Q(agreement_ends_on=None)
                | Q(agreement_ends_on__gte=models.F("agreement_on")),
                name="replication_agreement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.adopter}"

    def get_absolute_url(self) -> str:
        return reverse("scaling:replication-detail", kwargs={"pk": self.pk})

    def offers(self, verb: str, user: User) -> bool:
        return may_move(self, f"replication.{verb}", user)
