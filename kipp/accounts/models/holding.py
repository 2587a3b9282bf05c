from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value
from django.db.models.functions import Cast, ExtractYear
from django.utils import timezone

from kipp.accounts.models.institution import of_desk
from kipp.accounts.models.role import (
    CONFIRMED,
    JUDGES,
    OF_AN_INSTITUTION,
    PARTICIPANTS,
    Role,
    confirmable_by,
    grantable_by,
)
from kipp.accounts.models.user import User

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


# A season is a year: who judged in spring does not take part in autumn (rules, section 1).
_YEARS = Func(
    Cast(ExtractYear(Cast("starts_on", models.DateField())), models.IntegerField()),
    Cast(ExtractYear(Cast("ends_on", models.DateField())), models.IntegerField()),
    Value("[]"),
    function="int4range",
    output_field=IntegerRangeField(),
)
_PERIOD = Func("starts_on", "ends_on", function="daterange", output_field=DateRangeField())
# The portal's calendar: the session of a database connection runs on UTC, seven hours behind.
_TODAY = Func(
    template="(CURRENT_TIMESTAMP AT TIME ZONE 'Asia/Jakarta')::date",
    output_field=models.DateField(),
)


def _never_both(
    name: str, one: tuple[Role, ...], other: tuple[Role, ...], *, words: str
) -> ExclusionConstraint:
    """No person holds a role of both sides in one year. What was taken back on the day it was
    given, before anything was done under it, never counted, so a slip can be mended."""
    in_one = ExpressionWrapper(Q(role__in=one), output_field=models.BooleanField())
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("user", RangeOperators.EQUAL),
            (in_one, RangeOperators.NOT_EQUAL),
            (_YEARS, RangeOperators.OVERLAPS),
        ],
        condition=Q(role__in=[*one, *other])
        & (Q(ends_on=None) | Q(ends_on__gt=F("starts_on")) | Q(used=True)),
        violation_error_message=words,
    )


# The journal knows what was done under a role; choosing another one to act under does nothing.
_USED = """
    NEW.used := EXISTS (
        SELECT FROM journal_journalline line
        WHERE line.holding_id = NEW.id AND line.verb <> 'holding.switch'
    );
    RETURN NEW;
"""


def _today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


class HoldingState(models.TextChoices):
    """How a list of people words it; derived, never stored."""

    COMPLETE = "COMPLETE", "Berlaku"
    PENDING = "PENDING", "Menunggu konfirmasi"
    EXPIRED = "EXPIRED", "Berakhir"


class RoleHoldingQuerySet(models.QuerySet["RoleHolding"]):
    def in_force(self, on: date | None = None) -> Self:
        """Holdings that count on a day (today in Jakarta): begun, not ended, confirmed where the
        role needs it, of an active person. Who sets the portal up from the server's own console
        is granted the role by nobody and needs no second person."""
        day = Value(on) if on else _TODAY
        return self.filter(
            Q(confirmed_by__isnull=False)
            | ~Q(role__in=CONFIRMED)
            | Q(role=Role.SUPERUSER, granted_by=None),
            Q(ends_on=None) | Q(ends_on__gt=day),
            starts_on__lte=day,
            user__is_active=True,
        )

    def taken_up_by(self, user: User) -> Self:
        """What a person may act under today."""
        return self.in_force().filter(user=user)

    def for_acting(self) -> Self:
        """With the person and the place: all that a request asks about who is acting."""
        return self.select_related("user", "institution__region", "unit").order_by("pk")

    def first_of(self, users: Collection[User]) -> dict[int, RoleHolding]:
        """What each of them acts under as long as he chooses nothing else, with its place."""
        if not users:
            return {}
        held = self.in_force().filter(user__in=users).select_related("institution__region", "unit")
        return {one.user_id: one for one in held.order_by("-pk")}

    def in_state(self, state: str) -> Self:
        waiting = self.awaiting_confirmation()
        if state == HoldingState.EXPIRED:
            return self.filter(ends_on__lte=_TODAY)
        if state == HoldingState.PENDING:
            return waiting
        return self.exclude(ends_on__lte=_TODAY).exclude(pk__in=waiting.values("pk"))

    def awaiting_confirmation(self) -> Self:
        rows = self.filter(role__in=CONFIRMED, confirmed_by=None, ends_on=None)
        return rows.exclude(role=Role.SUPERUSER, granted_by=None)

    def open(self) -> Self:
        return self.filter(ends_on=None)

    def viewable_by(self, user: User) -> Self:
        """Admin Lokal: the people of his institution and its BUMD; secretariat and superuser:
        everybody."""
        holding = user.acting
        if holding is None:
            return self.none()
        if holding.role in (Role.SECRETARIAT, Role.SUPERUSER):
            return self
        if holding.role == Role.INSTITUTION_ADMIN:
            place = of_desk(holding.institution_id, "institution")
            return self.filter(place, role__in=PARTICIPANTS)
        return self.none()

    def deputies_of(self, user: User) -> Self:
        """Who stands in, or will, for an Admin Lokal; only he who holds the role himself names them."""
        holding = user.acting
        if holding is None or holding.role != Role.INSTITUTION_ADMIN or holding.deputises_id:
            return self.none()
        rows = self.filter(deputises__isnull=False, institution=holding.institution_id)
        return rows.filter(ends_on__gt=_TODAY)

    def endable_by(self, user: User) -> Self:
        """Open holdings of a role the user could have granted, of anybody but himself."""
        rows = self.viewable_by(user).open().filter(role__in=grantable_by(user.role))
        return rows.exclude(user=user)

    def confirmable_by(self, user: User) -> Self:
        """Holdings waiting for their second person, who is neither the holder nor who gave it."""
        rows = self.viewable_by(user).awaiting_confirmation()
        rows = rows.filter(role__in=confirmable_by(user.role)).exclude(user=user)
        return rows.filter(~Q(granted_by=user) | Q(granted_by=None))

    def for_table(self) -> Self:
        rows = self.select_related("user", "institution", "unit", "granted_by", "confirmed_by")
        return rows.order_by("institution__name", "user__name", "pk")


class RoleHolding(models.Model):
    """A person in a role, for an institution (and unit), for a period."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField("peran", max_length=20, choices=Role)
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="holdings",
    )
    unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="holdings"
    )
    starts_on = models.DateField("mulai")
    # The first day on which it no longer counts.
    ends_on = models.DateField("berakhir", null=True, blank=True)
    # The holding of an absent Admin Lokal, for whom this person acts in its period.
    deputises = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="deputies"
    )
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Once it has ended: whether anything was done under it. The database alone writes it.
    used = models.BooleanField(default=False, editable=False)
    # When the person put away the three lines that greet him in this role.
    welcomed_at = models.DateTimeField(null=True, blank=True)

    objects = RoleHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = "pemegang peran"
        triggers = [
            pgtrigger.Trigger(
                name="used_is_what_the_journal_says",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__ends_on__isnull=False),
                func=_USED,
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="holding_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=F("user")),
                name="nobody_grants_a_role_to_himself",
                violation_error_message="Peran tidak dapat diberikan kepada diri sendiri.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("user")) & ~Q(confirmed_by=F("granted_by"))),
                name="a_second_person_confirms_a_role",
                violation_error_message="Yang mengonfirmasi harus orang kedua.",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=OF_AN_INSTITUTION) | Q(institution__isnull=False),
                name="holding_of_an_institution_names_it",
                violation_error_message="Peran ini memerlukan instansi.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "institution", "unit"],
                condition=Q(ends_on=None),
                nulls_distinct=False,
                name="holding_open_once_per_role_and_place",
                violation_error_message="Peran ini sudah dipegang di tempat yang sama.",
            ),
            models.CheckConstraint(
                condition=Q(deputises=None)
                | Q(role=Role.INSTITUTION_ADMIN, ends_on__isnull=False, granted_by__isnull=False),
                name="deputy_of_an_admin_for_a_period",
            ),
            ExclusionConstraint(
                name="one_deputy_at_a_time",
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    (_PERIOD, RangeOperators.OVERLAPS),
                ],
                condition=Q(deputises__isnull=False),
                violation_error_message="Pada hari-hari itu instansi sudah mempunyai wakil.",
            ),
            _never_both(
                "nobody_judges_and_takes_part",
                JUDGES,
                PARTICIPANTS,
                words="Pada tahun yang sama tidak seorang pun dapat menjadi penilai sekaligus "
                "inovator atau Admin Lokal.",
            ),
            _never_both(
                "nobody_judges_and_keeps_the_secretariat",
                JUDGES,
                (Role.SECRETARIAT,),
                words="Pada tahun yang sama tidak seorang pun dapat menjadi penilai sekaligus "
                "anggota Tim Sekretariat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.label}"

    @property
    def label(self) -> str:
        """How the role switcher names it: the role and its place."""
        place = self.unit or self.institution
        role = f"Wakil {self.get_role_display()}" if self.deputises_id else self.get_role_display()
        return f"{role}, {place}" if place else role

    @property
    def needs_confirmation(self) -> bool:
        from_the_console = self.role == Role.SUPERUSER and self.granted_by_id is None
        return self.role in CONFIRMED and self.confirmed_by_id is None and not from_the_console

    @property
    def state(self) -> HoldingState:
        if self.ends_on is not None and self.ends_on <= _today():
            return HoldingState.EXPIRED
        return HoldingState.PENDING if self.needs_confirmation else HoldingState.COMPLETE
