from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from judging.models.round import Round, RoundState, Stage
from kipp import guards
from kipp.accounts.models import Role, RoleHolding

if TYPE_CHECKING:
    from kipp.accounts.models import User


# The field of a round is what was accepted in its season, in a version of its own, while it is open.
_ENTERS_AN_OPEN_ROUND = """
    IF NOT EXISTS (
        SELECT FROM judging_round round
        JOIN submissions_entry entry ON entry.edition_id = round.edition_id
        JOIN submissions_lodgement lodgement ON lodgement.entry_id = entry.id
        WHERE round.id = NEW.round_id AND round.state = 'OPEN'
          AND entry.id = NEW.entry_id AND entry.state = 'ACCEPTED'
          AND lodgement.id = NEW.lodgement_id
    ) THEN
        RAISE EXCEPTION 'kipp: round % takes in accepted entries while it is open', NEW.round_id;
    END IF;
    RETURN NEW;
"""


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def readable_by(self, user: User) -> Self:
        """The text of all finalists, for the chair, from the consolidation on: what the panel judges,
        and what advanced out of the evaluators' round."""
        chosen = Q(entry__advancements__round=models.F("round"), entry__advancements__advanced=True)
        finalists = Q(round__stage=Stage.TPI) | chosen
        return self.filter(finalists, round__in=Round.objects.chaired_by(user)).distinct()

    def for_table(self) -> Self:
        rows = self.select_related("entry__innovation__institution", "entry__category", "lodgement")
        return rows.order_by("entry__code", "pk")


class Candidate(models.Model):
    """An entry that a round judges, in the version that was lodged."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="candidates")
    entry = models.ForeignKey(
        "submissions.Entry", on_delete=models.PROTECT, related_name="candidacies"
    )
    lodgement = models.ForeignKey(
        "submissions.Lodgement", on_delete=models.PROTECT, related_name="+"
    )

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "proposal yang dinilai"
        triggers = [
            *guards.append_only(),
            pgtrigger.Trigger(
                name="enters_an_open_round",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=_ENTERS_AN_OPEN_ROUND,
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "entry"], name="candidate_once_per_round")
        ]

    def __str__(self) -> str:
        return str(self.entry)


class PanelDuty(models.Model):
    """Which categories match the duties of a ministry or agency on the panel (season data).

    Cross-cutting ministries score everything and so link the panels (rules of the portal, 5).
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="duties")
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="+"
    )
    all_categories = models.BooleanField("lintas bidang", default=False)
    categories = models.ManyToManyField("submissions.Category", related_name="+", blank=True)

    class Meta:
        verbose_name = "bidang tugas panel"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "institution"], name="panel_duty_once_per_institution"
            )
        ]

    def __str__(self) -> str:
        return str(self.institution)


# A seat that its judge could not fill any more: no statement of a conflict.
ENDED = "Perannya sebagai penilai sudah berakhir."


class AssignmentSource(models.TextChoices):
    PLAN = "PLAN", "Pembagian tugas"
    TOP_UP = "TOP_UP", "Pengganti"
    HAND = "HAND", "Ditambahkan sekretariat"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def held_by(self, user: User) -> Self:
        """A judge's own work, under the holding he acts in."""
        if user.role not in (Role.EVALUATOR, Role.PANELIST):
            return self.none()
        return self.filter(holding=user.acting)

    def live(self) -> Self:
        return self.filter(recused_at=None)

    def abandoned(self) -> Self:
        """Unsigned seats of judges whose role has ended: nobody will ever sign them."""
        rows = self.live().filter(scorecard__state="OPEN")
        return rows.exclude(holding__in=RoleHolding.objects.in_force())

    def readable_by(self, user: User) -> Self:
        """Nothing of an entry opens before the conflict declaration, nor after a recusal."""
        begun = self.held_by(user).live().exclude(round__state=RoundState.PLANNED)
        return begun.filter(declared_at__isnull=False)


class Assignment(models.Model):
    """Penugasan: one judge, one entry, one round. Recused ones stay as the record of it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    entry = models.ForeignKey(
        "submissions.Entry", on_delete=models.PROTECT, related_name="assignments"
    )
    holding = models.ForeignKey(
        "accounts.RoleHolding", on_delete=models.PROTECT, related_name="assignments"
    )
    # Of the holding when it was assigned: one judge of an institution per entry.
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField("asal", max_length=6, choices=AssignmentSource)
    # The judge's own order of work: random per judge, the same every day.
    position = models.PositiveIntegerField(default=0)
    assigned_at = models.DateTimeField("ditugaskan")
    declared_at = models.DateTimeField("menyatakan bebas benturan", null=True, blank=True)
    recused_at = models.DateTimeField("mengundurkan diri", null=True, blank=True)
    recusal_reason = models.CharField("alasan", max_length=300, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "entry", "holding"], name="assignment_once_per_judge"
            ),
            models.UniqueConstraint(
                fields=["round", "entry", "institution"],
                condition=Q(recused_at=None),
                name="assignment_one_judge_of_an_institution",
            ),
            models.CheckConstraint(
                condition=Q(recused_at=None) | ~Q(recusal_reason=""),
                name="assignment_recused_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding.user} - {self.entry}"
