from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.journal.moves import Move, guarded, known_state, may_move

if TYPE_CHECKING:
    from kipp.accounts.models import User


class Stage(models.TextChoices):
    TE = "TE", "Penilaian Tim Evaluasi"
    TPI = "TPI", "Penilaian Tim Panel Independen"


class RoundState(models.TextChoices):
    PLANNED = "PLANNED", "Direncanakan"
    OPEN = "OPEN", "Penilaian berlangsung"
    CONSOLIDATION = "CONSOLIDATION", "Konsolidasi"
    PLENARY = "PLENARY", "Sidang pleno"
    CLOSED = "CLOSED", "Ditutup"
    ANNOUNCED = "ANNOUNCED", "Diumumkan"


_S = RoundState


def _move(verb: str, source: RoundState, to: RoundState, role: Role) -> Move:
    return Move(f"round.{verb}", frozenset({source}), to, frozenset({role}))


# Secretariat moves a round up to the plenary; only the chair closes it (rules of the portal, 2).
MOVES = (
    _move("open", _S.PLANNED, _S.OPEN, Role.SECRETARIAT),
    _move("consolidate", _S.OPEN, _S.CONSOLIDATION, Role.SECRETARIAT),
    _move("convene", _S.CONSOLIDATION, _S.PLENARY, Role.SECRETARIAT),
    _move("close", _S.PLENARY, _S.CLOSED, Role.PLENARY_CHAIR),
    _move("announce", _S.CLOSED, _S.ANNOUNCED, Role.SECRETARIAT),
)

# Sheets are still written: those that came late, by a top-up, while the others are confirmed.
AT_WORK = (_S.OPEN, _S.CONSOLIDATION)
OVER = (_S.CLOSED, _S.ANNOUNCED)
# Columns that say how the round is scored; frozen from OPEN on.
RULES = (
    "stage",
    "judges_per_entry",
    "minimum_judges",
    "passing_grade",
    "places",
    "disagreement_gap",
    "public_weight",
    "correction",
    "tie_break",
    "seed",
)

_RULES_STAY = f"""
    IF OLD.state <> 'PLANNED' AND
       ({", ".join(f"OLD.{name}" for name in RULES)}) IS DISTINCT FROM
       ({", ".join(f"NEW.{name}" for name in RULES)}) THEN
        RAISE EXCEPTION 'kipp: the rules of round % are frozen since it was opened', OLD.id;
    END IF;
    RETURN NEW;
"""

# Both rows count: a criterion neither leaves a round that was opened nor comes into one.
_CRITERIA_STAY = """
    IF EXISTS (
        SELECT FROM judging_round round
        WHERE round.id IN (OLD.round_id, NEW.round_id) AND round.state <> 'PLANNED'
    ) THEN
        RAISE EXCEPTION 'kipp: the criteria of a round are frozen since it was opened';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


# What the chair closed stays: its run, its moments, and the season and place it belongs to.
_RESULT_STAYS = """
    IF OLD.state IN ('CLOSED', 'ANNOUNCED') AND
       (OLD.current_run_id, OLD.closed_at, OLD.edition_id, OLD.number) IS DISTINCT FROM
       (NEW.current_run_id, NEW.closed_at, NEW.edition_id, NEW.number)
       OR OLD.state = 'ANNOUNCED' AND OLD.announced_at IS DISTINCT FROM NEW.announced_at THEN
        RAISE EXCEPTION 'kipp: the result of round % is frozen since it was closed', OLD.id;
    END IF;
    RETURN NEW;
"""


class RoundQuerySet(models.QuerySet["Round"]):
    def viewable_by(self, user: User) -> Self:
        """Who may see that a round exists and how far it is; sheets and ranking have their own."""
        if user.role in (Role.SECRETARIAT, Role.PLENARY_CHAIR, Role.LEADERSHIP):
            return self
        if user.role in (Role.AUDITOR, Role.SCALING_OFFICER, Role.KL_CONTACT):
            return self.filter(state=_S.ANNOUNCED)
        if user.role in (Role.EVALUATOR, Role.PANELIST):
            return self.filter(assignments__holding=user.acting).distinct()
        return self.none()

    def managed_by(self, user: User) -> Self:
        return self if user.role == Role.SECRETARIAT else self.none()

    def chaired_by(self, user: User) -> Self:
        """The chair sees a round's sheets and ranking from the consolidation on."""
        if user.role != Role.PLENARY_CHAIR:
            return self.none()
        return self.exclude(state__in=[_S.PLANNED, _S.OPEN])

    def ranking_viewable_by(self, user: User) -> Self:
        """Rules of the portal, section 3: secretariat (each view journalled), chair from
        consolidation on, leadership once closed (without names), the rest once announced."""
        if user.role == Role.SECRETARIAT:
            return self
        if user.role == Role.PLENARY_CHAIR:
            return self.chaired_by(user)
        if user.role == Role.LEADERSHIP:
            return self.filter(state__in=OVER)
        if user.role in (Role.AUDITOR, Role.SCALING_OFFICER, Role.KL_CONTACT):
            return self.filter(state=_S.ANNOUNCED)
        return self.none()

    def for_table(self) -> Self:
        return self.select_related("edition", "current_run").order_by("-edition__year", "number")


class Round(models.Model):
    """Tahap penilaian: one stage of judging in one edition."""

    MOVES: ClassVar = MOVES

    edition = models.ForeignKey(
        "submissions.Edition", on_delete=models.PROTECT, related_name="rounds"
    )
    number = models.PositiveSmallIntegerField("urutan")
    stage = models.CharField("tahap", max_length=4, choices=Stage)
    name = models.CharField("nama", max_length=120)
    state = models.CharField(
        "status", max_length=14, choices=RoundState, default=RoundState.PLANNED
    )
    last_line = models.ForeignKey(
        "journal.JournalLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opens_at = models.DateTimeField("mulai")
    due_at = models.DateTimeField("batas penilaian")
    judges_per_entry = models.PositiveSmallIntegerField("penilai per proposal")
    minimum_judges = models.PositiveSmallIntegerField("paling sedikit lembar")
    passing_grade = models.DecimalField(
        "nilai ambang", max_digits=5, decimal_places=2, null=True, blank=True
    )
    places = models.PositiveSmallIntegerField("jumlah yang dipilih", null=True, blank=True)
    disagreement_gap = models.DecimalField("selisih ditinjau", max_digits=5, decimal_places=2)
    public_weight = models.DecimalField(
        "bobot penilaian publik", max_digits=5, decimal_places=2, default=0
    )
    correction = models.BooleanField("koreksi ketegasan resmi", default=False)
    tie_break = ArrayField(models.CharField(max_length=30), default=list)
    seed = models.BigIntegerField("benih undian", default=1)
    # The plenary is valid with strictly more than this share of its members.
    quorum_share = models.DecimalField(
        "kuorum pleno (bagian anggota)", max_digits=3, decimal_places=2, default=Decimal("0.5")
    )
    # Raised with every signature in its transaction; a run is fresh when it has caught up.
    dirty_seq = models.PositiveBigIntegerField(default=0)
    current_run = models.ForeignKey(
        "judging.ScoreRun", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField("dibuka", null=True, blank=True)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    announced_at = models.DateTimeField("diumumkan", null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "tahap penilaian"
        triggers = [
            *guarded(MOVES, initial=RoundState.PLANNED),
            pgtrigger.Trigger(
                name="rules_stay",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=_RULES_STAY,
            ),
            pgtrigger.Trigger(
                name="result_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=_RESULT_STAYS,
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="round_number_once"),
            models.CheckConstraint(
                condition=known_state(RoundState.values), name="round_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(minimum_judges__gte=1)
                & Q(judges_per_entry__gte=models.F("minimum_judges")),
                name="round_has_enough_judges_per_entry",
            ),
            models.CheckConstraint(
                condition=Q(quorum_share__gte=0, quorum_share__lt=1), name="round_quorum_is_a_share"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OVER)
                | Q(closed_at__isnull=False, current_run__isnull=False),
                name="round_closed_has_a_run_and_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("judging:round-detail", kwargs={"pk": self.pk})

    def offers(self, verb: str, user: User) -> bool:
        return may_move(self, f"round.{verb}", user)

    def quorum_of(self, members: int) -> int:
        """How many of so many members must be there."""
        return int(members * self.quorum_share) + 1

    @property
    def quorum_words(self) -> str:
        return f"lebih dari {self.quorum_share:.0%} anggota"


class Criterion(models.Model):
    """What is scored, for a group: 0 to 100 points, by weight. Anchors say what a number means."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="criteria")
    group = models.ForeignKey(
        "submissions.Group", on_delete=models.PROTECT, related_name="criteria"
    )
    code = models.SlugField("kode", max_length=30)
    position = models.PositiveSmallIntegerField("urutan")
    name = models.CharField("kriteria", max_length=120)
    description = models.TextField("yang dinilai", blank=True)
    # [{"low": 0, "high": 40, "text": "..."}], lowest first
    anchors = models.JSONField("patokan", default=list)
    weight = models.DecimalField("bobot", max_digits=5, decimal_places=2)
    sections = ArrayField(models.CharField(max_length=10), default=list)

    class Meta:
        verbose_name = "kriteria"
        constraints = [
            models.UniqueConstraint(fields=["round", "group", "code"], name="criterion_code_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weighs_something"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="criteria_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_CRITERIA_STAY,
            )
        ]

    def __str__(self) -> str:
        return self.name
