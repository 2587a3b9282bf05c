from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from judging.models.assignment import Assignment
from judging.models.round import AT_WORK, Criterion, RoundState
from kipp import guards
from kipp.accounts.models import Role
from kipp.journal.models import SYSTEM
from kipp.journal.moves import Move, guarded, known_state

if TYPE_CHECKING:
    from kipp.accounts.models import User


class ScorecardState(models.TextChoices):
    OPEN = "OPEN", "Belum ditandatangani"
    SIGNED = "SIGNED", "Ditandatangani"
    VOID = "VOID", "Dibatalkan"


_S = ScorecardState
_OWN = frozenset({Role.EVALUATOR, Role.PANELIST})

# A judge signs and withdraws; a recusal, the secretariat or the closing of the round voids by name.
MOVES = (
    Move("scorecard.sign", frozenset({_S.OPEN}), _S.SIGNED, _OWN),
    Move("scorecard.withdraw", frozenset({_S.SIGNED}), _S.OPEN, _OWN),
    Move(
        "scorecard.void",
        frozenset({_S.OPEN, _S.SIGNED}),
        _S.VOID,
        frozenset({*_OWN, Role.SECRETARIAT, Role.PLENARY_CHAIR, SYSTEM}),
    ),
)

# A signature is taken back, or voided by name, only before the plenary: nobody signs anew there.
_SIGNED_SHEET_STAYS = """
    IF NOT EXISTS (
        SELECT FROM judging_assignment assignment
        JOIN judging_round round ON round.id = assignment.round_id
        WHERE assignment.id = OLD.assignment_id AND round.state IN ('OPEN', 'CONSOLIDATION')
    ) THEN
        RAISE EXCEPTION 'kipp: sheet % is settled since the plenary was convened', OLD.id;
    END IF;
    RETURN NEW;
"""

# Scores are written while the sheet is open, and in consolidation as a revision; the values that
# were first signed are kept for ever: severity is measured on them (rules of the portal, 5).
_SCORES_STAY = """
    IF TG_OP = 'UPDATE' AND (OLD.scorecard_id, OLD.criterion_id) IS DISTINCT FROM
                            (NEW.scorecard_id, NEW.criterion_id) THEN
        RAISE EXCEPTION 'kipp: a score stays on its sheet and criterion';
    END IF;
    IF NOT EXISTS (
        SELECT FROM judging_scorecard card
        JOIN judging_assignment assignment ON assignment.id = card.assignment_id
        JOIN judging_round round ON round.id = assignment.round_id
        WHERE card.id = COALESCE(NEW.scorecard_id, OLD.scorecard_id)
          AND (card.state = 'OPEN' AND round.state IN ('OPEN', 'CONSOLIDATION')
               OR card.state = 'SIGNED' AND round.state = 'CONSOLIDATION' AND TG_OP = 'UPDATE')
    ) THEN
        RAISE EXCEPTION 'kipp: scores of this sheet are settled';
    END IF;
    IF OLD.first_value IS NOT NULL AND NEW.first_value IS DISTINCT FROM OLD.first_value THEN
        RAISE EXCEPTION 'kipp: the value first signed is kept';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def viewable_by(self, user: User) -> Self:
        """Own sheets; the secretariat and the chair (from consolidation on) see named sheets."""
        if user.role in (Role.EVALUATOR, Role.PANELIST):
            return self.filter(assignment__in=Assignment.objects.readable_by(user))
        if user.role == Role.SECRETARIAT:
            return self
        if user.role == Role.PLENARY_CHAIR:
            return self.exclude(assignment__round__state__in=[RoundState.PLANNED, RoundState.OPEN])
        return self.none()

    def writable_by(self, user: User) -> Self:
        """Assigned to this judge, declared free of conflict, unsigned, the round still open."""
        return self.filter(
            assignment__in=Assignment.objects.readable_by(user),
            assignment__round__state__in=AT_WORK,
            state=_S.OPEN,
        )

    def signed(self) -> Self:
        return self.filter(state=_S.SIGNED)


class Scorecard(models.Model):
    """Lembar penilaian: what one judge says of one entry."""

    MOVES: ClassVar = MOVES

    assignment = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, related_name="scorecard"
    )
    state = models.CharField("status", max_length=6, choices=ScorecardState, default=_S.OPEN)
    last_line = models.ForeignKey(
        "journal.JournalLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField("catatan pribadi", blank=True)
    feedback = models.TextField("umpan balik untuk inovator", blank=True)
    signed_at = models.DateTimeField("ditandatangani", null=True, blank=True)
    first_signed_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField("disimpan", null=True, blank=True)
    void_reason = models.CharField("alasan pembatalan", max_length=300, blank=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        verbose_name = "lembar penilaian"
        triggers = [
            *guarded(MOVES, initial=_S.OPEN),
            pgtrigger.Trigger(
                name="signed_sheet_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state=_S.SIGNED, new__state__df=_S.SIGNED)
                | pgtrigger.Q(old__assignment__df=pgtrigger.F("new__assignment")),
                func=_SIGNED_SHEET_STAYS,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=known_state(ScorecardState.values), name="scorecard_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.SIGNED) | Q(signed_at__isnull=False),
                name="scorecard_signed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Lembar #{self.pk}"

    @property
    def stamp(self) -> str:
        """Which save a page shows: another one since, and its reader has not seen the sheet."""
        return self.saved_at.isoformat() if self.saved_at else ""


@pghistory.track(
    append_only=True,
    fields=["value"],
    model_name="ScoreVersion",
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    meta={"triggers": [guards.no_truncate()]},
)
class Score(models.Model):
    """Nilai: one criterion of one sheet, 0 to 100 with two places."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField("nilai", max_digits=5, decimal_places=2)
    first_value = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "nilai"
        constraints = [
            models.UniqueConstraint(
                fields=["scorecard", "criterion"], name="score_once_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(value__range=(0, 100)), name="score_between_0_and_100"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="scores_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_SCORES_STAY,
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.value}"


class Revision(models.Model):
    """What a judge did with his sheet in consolidation: confirmed it, or revised it with a reason."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="revisions")
    reason = models.TextField("alasan", blank=True)
    changed = models.BooleanField("diubah")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "perbaikan nilai"
        triggers = guards.append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(changed=False) | ~Q(reason=""), name="revision_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scorecard}: {'diubah' if self.changed else 'dikonfirmasi'}"
