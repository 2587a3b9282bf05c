from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from kipp.accounts.models import Role, RoleHolding
from kipp.accounts.models.institution import of_desk
from kipp.journal.models import SYSTEM
from kipp.journal.moves import Move, guarded, known_state, may_move

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User


class EntryState(models.TextChoices):
    DRAFT = "DRAFT", "Draf di UPP"
    WITH_AGENCY = "WITH_AGENCY", "Di Admin Lokal"
    LODGED = "LODGED", "Diajukan"
    RETURNED = "RETURNED", "Dikembalikan untuk dilengkapi"
    ACCEPTED = "ACCEPTED", "Lolos seleksi administrasi"
    REJECTED = "REJECTED", "Tidak lolos seleksi administrasi"
    WITHDRAWN = "WITHDRAWN", "Ditarik"
    LAPSED = "LAPSED", "Gugur: tidak diajukan"
    DISQUALIFIED = "DISQUALIFIED", "Didiskualifikasi"


_S = EntryState


def _move(verb: str, *source: EntryState, to: EntryState, by: tuple[str, ...]) -> Move:
    return Move(f"entry.{verb}", frozenset(source), to, frozenset(by))


# The whole life of an entry (rules of the portal, section 2). Actions and database read this table.
MOVES = (
    _move("send", _S.DRAFT, to=_S.WITH_AGENCY, by=(Role.INNOVATOR,)),
    _move("give_back", _S.WITH_AGENCY, to=_S.DRAFT, by=(Role.INSTITUTION_ADMIN,)),
    _move("lodge", _S.WITH_AGENCY, to=_S.LODGED, by=(Role.INSTITUTION_ADMIN,)),
    _move("return_once", _S.LODGED, to=_S.RETURNED, by=(Role.SECRETARIAT,)),
    _move("relodge", _S.RETURNED, to=_S.LODGED, by=(Role.INSTITUTION_ADMIN, SYSTEM)),
    _move("accept", _S.LODGED, to=_S.ACCEPTED, by=(Role.SECRETARIAT,)),
    _move("reject", _S.LODGED, to=_S.REJECTED, by=(Role.SECRETARIAT,)),
    _move("uphold", _S.REJECTED, to=_S.ACCEPTED, by=(Role.SECRETARIAT,)),
    _move(
        "withdraw",
        *(_S.DRAFT, _S.WITH_AGENCY, _S.LODGED, _S.RETURNED, _S.ACCEPTED),
        to=_S.WITHDRAWN,
        by=(Role.INSTITUTION_ADMIN,),
    ),
    _move("lapse", _S.DRAFT, _S.WITH_AGENCY, to=_S.LAPSED, by=(SYSTEM,)),
    _move("disqualify", _S.ACCEPTED, to=_S.DISQUALIFIED, by=(Role.SECRETARIAT,)),
)

UNSENT = (_S.DRAFT, _S.WITH_AGENCY)
# Nobody has anything to do with these any more.
OVER = (_S.REJECTED, _S.WITHDRAWN, _S.LAPSED, _S.DISQUALIFIED)
# These keep a place of the quota and a number; a withdrawn entry gives its place back.
LODGED_STATES = (_S.LODGED, _S.RETURNED, _S.ACCEPTED, _S.REJECTED, _S.DISQUALIFIED)


# The last line of a rejected entry is its rejection: every other move leads out of REJECTED.
_UPHELD_BY_ANOTHER_PERSON = """
    IF EXISTS (
        SELECT FROM journal_journalline rejection
        JOIN journal_journalline upholding ON upholding.by_id = rejection.by_id
        WHERE rejection.id = OLD.last_line_id AND upholding.id = NEW.last_line_id
    ) OR EXISTS (
        SELECT FROM submissions_rejection proposed
        JOIN journal_journalline upholding ON upholding.by_id = proposed.proposed_by_id
        WHERE proposed.entry_id = OLD.id AND proposed.confirmed AND upholding.id = NEW.last_line_id
    ) THEN
        RAISE EXCEPTION 'kipp: who rejected % does not uphold the objection to it', OLD.code;
    END IF;
    RETURN NEW;
"""


class EntryQuerySet(models.QuerySet["Entry"]):
    def viewable_by(self, user: User) -> Self:
        """Draft text: the team, the Admin Lokal of the institution, the secretariat
        (rules of the portal, section 3). Judges read frozen versions, through judging."""
        holding = user.acting
        if holding is None:
            return self.none()
        if holding.role == Role.SECRETARIAT:
            return self
        if holding.role == Role.INSTITUTION_ADMIN:
            return self.of_desk(holding.institution_id)
        if holding.role == Role.INNOVATOR:
            return self.filter(team__user=user, innovation__institution_id=holding.institution_id)
        return self.none()

    def editable_by(self, user: User) -> Self:
        """Text that may be changed now: by an editing member of the team while it is a draft or
        returned, by the Admin Lokal while it lies with him."""
        rows = self.viewable_by(user)
        if user.role == Role.INSTITUTION_ADMIN:
            return rows.filter(state__in=[_S.WITH_AGENCY])
        if user.role == Role.INNOVATOR:
            return rows.filter(
                state__in=[_S.DRAFT, _S.RETURNED], team__user=user, team__can_edit=True
            )
        return self.none()

    def commentable_by(self, user: User) -> Self:
        """Where he may write a remark as a member of the team: before it is lodged, or returned."""
        rows = self.viewable_by(user).filter(state__in=(*UNSENT, _S.RETURNED))
        mine = rows.filter(team__user=user, team__can_comment=True)
        return mine if user.role == Role.INNOVATOR else self.none()

    def nameable_by(self, user: User) -> Self:
        """Whose title and institution he may be told, not the text: what was lodged, and what he may
        read anyhow. What others still write is not spoken of."""
        known = Q(state__in=LODGED_STATES) if user.acting else Q(pk=None)
        return self.filter(known | Q(pk__in=Entry.objects.viewable_by(user).values("pk")))

    def administered_by(self, user: User) -> Self:
        """The desk of an Admin Lokal."""
        if user.role != Role.INSTITUTION_ADMIN:
            return self.none()
        return self.viewable_by(user)

    def screenable_by(self, user: User) -> Self:
        return self.filter(state=_S.LODGED) if user.role == Role.SECRETARIAT else self.none()

    def upholdable_by(self, user: User) -> Self:
        """Rejected ones that he may let pass on an objection: where the season knows objections,
        and somebody else rejected."""
        if user.role != Role.SECRETARIAT:
            return self.none()
        rows = self.filter(state=_S.REJECTED, edition__objections_can_be_upheld=True)
        first = self.model.objects.filter(rejections__confirmed=True, rejections__proposed_by=user)
        return rows.exclude(last_line__by=user).exclude(pk__in=first.values("pk"))

    def undecided(self) -> Self:
        """Lodged, and not yet before a second reader."""
        return self.filter(state=_S.LODGED).exclude(pk__in=self.model.objects.before_a_second())

    def before_a_second(self) -> Self:
        """A colleague has proposed to reject it: it waits for another reader."""
        pending = self.filter(rejections__isnull=False, rejections__decided_at=None)
        return pending.filter(state=_S.LODGED).order_by().values("pk")  # type: ignore[return-value]

    def of_desk(self, institution_id: int | None) -> Self:
        """Entries that go through the desk of an institution: its own and its BUMD's."""
        return self.filter(of_desk(institution_id, "innovation__institution"))

    def lacking_a_pic(self) -> Self:
        """Whose person in charge is an innovator of the institution no more: moved, or gone. The
        Admin Lokal names another (`administered_by(user).lacking_a_pic()`)."""
        held = RoleHolding.objects.in_force().filter(
            role=Role.INNOVATOR,
            user__teams__entry=OuterRef("pk"),
            user__teams__is_pic=True,
            institution=OuterRef("innovation__institution"),
        )
        return self.exclude(state__in=OVER).exclude(Exists(held.order_by()))

    def unsent(self) -> Self:
        return self.filter(state__in=UNSENT)

    def accepted(self) -> Self:
        return self.filter(state=_S.ACCEPTED)

    def for_table(self) -> Self:
        """Everything a row of an entry table shows."""
        rows = self.select_related(
            "edition", "group", "category", "innovation__institution", "innovation__unit"
        )
        return rows.order_by("-edition__year", "group__position", "innovation__title", "pk")


class Entry(models.Model):
    """An innovation entered in one edition: what KIPP calls a proposal."""

    MOVES: ClassVar = MOVES
    # By section, once `versions.measure` has asked; None where nobody has.
    word_counts: dict[int, int] | None = None

    edition = models.ForeignKey(
        "submissions.Edition", on_delete=models.PROTECT, related_name="entries"
    )
    group = models.ForeignKey("submissions.Group", on_delete=models.PROTECT, related_name="entries")
    category = models.ForeignKey(
        "submissions.Category", on_delete=models.PROTECT, related_name="entries"
    )
    form = models.ForeignKey(
        "submissions.FormVersion", on_delete=models.PROTECT, related_name="entries"
    )
    innovation = models.ForeignKey(
        "submissions.Innovation", on_delete=models.PROTECT, related_name="entries"
    )
    source = models.ForeignKey(
        "submissions.Innovation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="inovasi asal",
    )
    source_note = models.CharField(
        "inovasi asal (bila tidak ada di daftar)", max_length=200, blank=True
    )
    video_url = models.URLField("tautan video", max_length=300, blank=True)
    code = models.CharField("nomor proposal", max_length=20, unique=True, null=True, blank=True)
    state = models.CharField("status", max_length=16, choices=EntryState, default=EntryState.DRAFT)
    last_line = models.ForeignKey(
        "journal.JournalLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("dibuat", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField("dikirim ke Admin Lokal", null=True, blank=True)
    lodged_at = models.DateTimeField("diajukan", null=True, blank=True)
    return_due_at = models.DateTimeField("batas melengkapi", null=True, blank=True)
    relodged_late = models.BooleanField("kembali apa adanya", default=False)
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    # Since a round opened with it: only `entries.enter_judging` writes it, once.
    judging_since = models.DateTimeField("dinilai sejak", null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "proposal"
        triggers = [
            *guarded(MOVES, initial=EntryState.DRAFT),
            pgtrigger.Trigger(
                name="upheld_by_another_person",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state=_S.REJECTED.value, new__state=_S.ACCEPTED.value),
                func=_UPHELD_BY_ANOTHER_PERSON,
            ),
            pgtrigger.Protect(
                name="judging_since_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__judging_since__isnull=False)
                & pgtrigger.Q(old__judging_since__df=pgtrigger.F("new__judging_since")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=known_state(EntryState.values), name="entry_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["edition", "innovation"],
                condition=~Q(state__in=[_S.WITHDRAWN, _S.LAPSED]),
                name="entry_once_per_edition",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LODGED_STATES)
                | Q(code__isnull=False, lodged_at__isnull=False),
                name="entry_lodged_has_a_number_and_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=UNSENT) | Q(code=None, lodged_at=None),
                name="entry_unsent_has_no_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.RETURNED) | Q(return_due_at__isnull=False),
                name="entry_returned_has_a_due_date",
            ),
            models.CheckConstraint(
                condition=Q(source=None) | ~Q(source=models.F("innovation")),
                name="entry_is_not_its_own_source",
            ),
            models.CheckConstraint(
                condition=Q(judging_since=None) | Q(state__in=[_S.ACCEPTED, _S.DISQUALIFIED]),
                name="entry_in_judging_is_not_withdrawn",
            ),
        ]
        indexes = [models.Index(fields=["edition", "state"], name="entry_by_edition_and_state")]

    def __str__(self) -> str:
        return self.code or f"Draf #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:entry-detail", kwargs={"pk": self.pk})

    @property
    def was_returned(self) -> bool:
        return self.return_due_at is not None

    def offers(self, verb: str, user: User) -> bool:
        if verb == "withdraw" and self.judging_since:
            return False
        return may_move(self, f"entry.{verb}", user)

    def is_open(self, at: datetime) -> bool:
        return self.group.accepts_entries(at)
