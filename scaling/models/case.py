from __future__ import annotations

import secrets
from datetime import UTC
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.accounts.models.institution import of_desk
from kipp.journal.models import SYSTEM
from kipp.journal.moves import Move, guarded, known_state, may_move
from scaling.words import SCALE, VALUES
from submissions.models import TeamMember

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from kipp.accounts.models import User


class CaseState(models.TextChoices):
    IDENTIFIED = "IDENTIFIED", "Teridentifikasi"
    INTERESTED = "INTERESTED", "Diminati K/L"
    ASSESSED = "ASSESSED", "Kajian skalabilitas"
    PLANNED = "PLANNED", "Rencana"
    COMMITTED = "COMMITTED", "Komitmen"
    PILOTED = "PILOTED", "Uji terap"
    ADOPTED = "ADOPTED", "Adopsi kebijakan nasional"
    MONITORED = "MONITORED", "Pemantauan"
    PAUSED = "PAUSED", "Ditunda"
    STOPPED = "STOPPED", "Dihentikan"


_S = CaseState
# The way of a case; each step passes a gate with its evidence (rules of the portal, section 2).
PATH = (
    _S.IDENTIFIED,
    _S.INTERESTED,
    _S.ASSESSED,
    _S.PLANNED,
    _S.COMMITTED,
    _S.PILOTED,
    _S.ADOPTED,
    _S.MONITORED,
)
OWNERS = frozenset({Role.INNOVATOR, Role.INSTITUTION_ADMIN})
_OFFICER = frozenset({Role.SCALING_OFFICER})
_KL = frozenset({Role.KL_CONTACT})

# Who fills the evidence of a gate, and who confirms it and so moves the case.
FILLS: dict[str, frozenset[str]] = {
    _S.INTERESTED: _KL,
    _S.ASSESSED: _OFFICER,
    _S.PLANNED: _KL,
    _S.COMMITTED: OWNERS | _KL,
    _S.PILOTED: frozenset({Role.ADOPTER}) | _KL,
    _S.ADOPTED: _KL,
    _S.MONITORED: OWNERS | frozenset({Role.ADOPTER}),
}
CONFIRMS: dict[str, frozenset[str]] = {
    _S.INTERESTED: _OFFICER,
    _S.ASSESSED: _KL,
    _S.PLANNED: _OFFICER,
    _S.COMMITTED: _OFFICER,
    _S.PILOTED: OWNERS,
    _S.ADOPTED: _OFFICER,
    _S.MONITORED: _OFFICER,
}

MOVES = (
    *(
        Move("case.advance", frozenset({before}), after, CONFIRMS[after])
        for before, after in pairwise(PATH)
    ),
    # The portal itself pauses a case whose innovation lost its award.
    Move("case.pause", frozenset(PATH), _S.PAUSED, _OFFICER | frozenset({SYSTEM})),
    *(Move("case.resume", frozenset({_S.PAUSED}), state, _OFFICER) for state in PATH),
    Move("case.stop", frozenset({*PATH, _S.PAUSED}), _S.STOPPED, _OFFICER),
)


class CaseQuerySet(models.QuerySet["ScalingCase"]):
    def viewable_by(self, user: User) -> Self:
        """Rules of the portal, section 3: owners their own innovation's (once announced: the
        innovation has an award, or the round is over), a K/L contact and the panelists of a K/L
        that K/L's, officers, secretariat, leadership and auditors all."""
        holding = user.acting
        if holding is None:
            return self.none()
        everything = (Role.SCALING_OFFICER, Role.SECRETARIAT, Role.LEADERSHIP, Role.AUDITOR)
        if holding.role in everything:
            return self
        if holding.role in (Role.KL_CONTACT, Role.PANELIST):
            return self.filter(institution_id=holding.institution_id)
        if holding.role == Role.ADOPTER:
            return self.filter(replications__adopter_id=holding.institution_id).distinct()
        return self.owned_by(user).filter(disclosed_at__isnull=False)

    def worked_on_by(self, user: User) -> Self:
        """Those whose whole proposal this person reads: the officer every case, a K/L contact those
        of his K/L."""
        if user.role in (Role.SCALING_OFFICER, Role.KL_CONTACT):
            return self.viewable_by(user)
        return self.none()

    def owned_by(self, user: User) -> Self:
        """Owner: the PIC of an entry of the innovation, and the Admin Lokal it goes through."""
        holding = user.acting
        if holding is None:
            return self.none()
        if holding.role == Role.INSTITUTION_ADMIN:
            return self.filter(of_desk(holding.institution_id, "innovation__institution"))
        own = self.filter(innovation__institution_id=holding.institution_id)
        if holding.role == Role.INNOVATOR:
            pic = TeamMember.objects.filter(
                entry__innovation=OuterRef("innovation"), user=user, is_pic=True
            )
            return own.filter(Exists(pic))
        return self.none()

    def writable_by(self, user: User) -> Self:
        """This person's side writes the evidence ahead, for the first time or again."""
        return self.viewable_by(user).filter(_ahead(user, FILLS, lambda gate: gate | ~gate))

    def fillable_by(self, user: User) -> Self:
        """Nobody has written the evidence ahead, and this person's side writes it."""
        return self.viewable_by(user).filter(_ahead(user, FILLS, lambda gate: ~gate))

    def confirmable_by(self, user: User) -> Self:
        """Somebody else has written the evidence ahead, and this person's side confirms it."""
        mine = Gate.objects.filter(case=OuterRef("pk"), filled_by=user, confirmed_at=None)
        waiting = _ahead(user, CONFIRMS, lambda gate: gate)
        return self.viewable_by(user).filter(waiting, ~Exists(mine))

    def overdue(self, on: date) -> Self:
        return self.exclude(state__in=[_S.PAUSED, _S.STOPPED]).filter(due_on__lt=on)

    def gathering(self, innovation: int) -> Self:
        """The cases that replications of an innovation join, the first opened first: only what its
        owner may know of."""
        rows = self.open().filter(innovation=innovation, disclosed_at__isnull=False)
        return rows.order_by("opened_at", "pk")

    def open(self) -> Self:
        return self.exclude(state=_S.STOPPED)

    def for_table(self) -> Self:
        rows = self.select_related("innovation__institution", "institution", "officer")
        return rows.order_by("-entered_at", "pk")


class ScalingCase(models.Model):
    """One innovation on its way to become the practice of a ministry or agency, up to policy."""

    MOVES: ClassVar = MOVES

    innovation = models.ForeignKey(
        "submissions.Innovation", on_delete=models.PROTECT, related_name="cases"
    )
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        related_name="cases",
        verbose_name="kementerian/lembaga",
    )
    # The panelist's tick that opened the case; the sweep opens one case per tick, ever.
    relevance_id = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    reason = models.TextField("alasan minat")
    state = models.CharField("tahap", max_length=12, choices=CaseState, default=_S.IDENTIFIED)
    last_line = models.ForeignKey(
        "journal.JournalLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField("dibuka")
    entered_at = models.DateTimeField("memasuki tahap")
    due_on = models.DateField("batas tahap", null=True, blank=True)
    # Owners see their case from here on: never before the result is announced.
    disclosed_at = models.DateTimeField(null=True, blank=True)
    paused_from = models.CharField(max_length=12, choices=CaseState, blank=True)
    stop_reason = models.TextField("alasan", blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "perluasan"
        triggers = guarded(MOVES, initial=_S.IDENTIFIED)
        constraints = [
            models.CheckConstraint(
                condition=known_state(CaseState.values), name="case_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["innovation", "institution"],
                condition=~Q(state=_S.STOPPED),
                name="case_open_once_per_institution",
            ),
            models.CheckConstraint(
                condition=Q(state=_S.PAUSED) & ~Q(paused_from="")
                | ~Q(state=_S.PAUSED) & Q(paused_from=""),
                name="case_paused_remembers_its_stage",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.PAUSED, _S.STOPPED]) | ~Q(stop_reason=""),
                name="case_paused_or_stopped_says_why",
            ),
            models.CheckConstraint(
                condition=Q(relevance_id__isnull=False) | Q(disclosed_at__isnull=False),
                name="case_without_tick_is_told_from_the_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.innovation} · {self.institution}"

    def get_absolute_url(self) -> str:
        return reverse("scaling:case-detail", kwargs={"pk": self.pk})

    @property
    def next_state(self) -> CaseState | None:
        """The gate ahead; None at the end of the path, paused or stopped."""
        if self.state not in PATH[:-1]:
            return None
        return PATH[PATH.index(CaseState(self.state)) + 1]

    def offers(self, verb: str, user: User) -> bool:
        return may_move(self, f"case.{verb}", user)


def _ahead(user: User, sides: Mapping[str, frozenset[str]], wanted: Callable[[Q], Q]) -> Q:
    """Cases before a gate of this person's side, with or without its evidence."""
    found = Q(pk=None)
    for state, stage in pairwise(PATH):
        if user.role in sides[stage]:
            gate = Q(Exists(Gate.objects.filter(case=OuterRef("pk"), stage=stage)))
            found |= Q(state=state) & wanted(gate)
    return found


def gate_file_name(gate: Gate, filename: str) -> str:
    return f"gates/{gate.case_id}/{secrets.token_hex(16)}"


class Gate(models.Model):
    """The evidence for entering a stage: filled by one side, confirmed by the other."""

    case = models.ForeignKey(ScalingCase, on_delete=models.PROTECT, related_name="gates")
    stage = models.CharField("tahap", max_length=12, choices=CaseState)
    text = models.TextField("uraian")
    number = models.CharField("nomor dokumen", max_length=120, blank=True)
    dated_on = models.DateField("tanggal dokumen", null=True, blank=True)
    file = models.FileField("berkas", upload_to=gate_file_name, max_length=120, blank=True)
    # Answers of the stage's own form: areas of the assessment, regions of the plan, before and after.
    values = models.JSONField(default=dict)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    filled_at = models.DateTimeField("diisi")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("dikonfirmasi", null=True, blank=True)

    class Meta:
        verbose_name = "bukti tahap"
        constraints = [
            models.UniqueConstraint(fields=["case", "stage"], name="gate_once_per_stage"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="gate_confirmed_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("filled_by")),
                name="gate_confirmed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_stage_display()}"

    @property
    def version(self) -> str:
        """Changes whenever the evidence is written again: what somebody read before confirming."""
        return self.filled_at.astimezone(UTC).isoformat()

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the gate keeps beside its text, label and value, in the order of its form."""
        kept = self.values
        return [(label, SCALE.get(kept[k], kept[k])) for k, label in VALUES.items() if k in kept]
