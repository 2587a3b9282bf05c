from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value

from kipp.accounts.models.user import User

if TYPE_CHECKING:
    from datetime import date


class Role(models.TextChoices):
    INNOVATOR = "innovator", "Inovator"
    INSTITUTION_ADMIN = "institution_admin", "Admin Lokal"
    SECRETARIAT = "secretariat", "Tim Sekretariat"
    EVALUATOR = "evaluator", "Tim Evaluasi"
    PANELIST = "panelist", "Tim Panel Independen"
    PLENARY_CHAIR = "plenary_chair", "Ketua sidang pleno"
    SCALING_OFFICER = "scaling_officer", "Pendamping perluasan"
    KL_CONTACT = "kl_contact", "Narahubung K/L"
    ADOPTER = "adopter", "Narahubung instansi replikator"
    LEADERSHIP = "leadership", "Pimpinan"
    AUDITOR = "auditor", "Auditor"
    SUPERUSER = "superuser", "Pengelola sistem"


PARTICIPANTS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN)
JUDGES = (Role.EVALUATOR, Role.PANELIST, Role.PLENARY_CHAIR)
# Nobody holds one of these until a second person has confirmed it (rules of the portal, section 1).
CONFIRMED = (*JUDGES, Role.SECRETARIAT, Role.AUDITOR, Role.SUPERUSER)
OF_AN_INSTITUTION = (
    Role.INNOVATOR,
    Role.INSTITUTION_ADMIN,
    Role.EVALUATOR,
    Role.KL_CONTACT,
    Role.ADOPTER,
)

_PERIOD = Func(
    F("starts_on"), F("ends_on"), Value("[]"), function="daterange", output_field=DateRangeField()
)


def _never_both(name: str, one: tuple[Role, ...], other: tuple[Role, ...]) -> ExclusionConstraint:
    """No person holds a role of both sides on the same day."""
    in_one = ExpressionWrapper(Q(role__in=one), output_field=models.BooleanField())
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("user", RangeOperators.EQUAL),
            (in_one, RangeOperators.NOT_EQUAL),
            (_PERIOD, RangeOperators.OVERLAPS),
        ],
        condition=Q(role__in=[*one, *other]),
    )


class RoleHoldingQuerySet(models.QuerySet["RoleHolding"]):
    def in_force(self, on: date | None = None) -> Self:
        """Holdings that count on a day (today by the database's calendar): begun, not ended,
        confirmed where the role needs it, of an active person."""
        day = Value(on) if on else Func(template="CURRENT_DATE", output_field=models.DateField())
        return self.filter(
            Q(confirmed_by__isnull=False) | ~Q(role__in=CONFIRMED),
            Q(ends_on=None) | Q(ends_on__gte=day),
            starts_on__lte=day,
            user__is_active=True,
        )

    def awaiting_confirmation(self) -> Self:
        return self.filter(role__in=CONFIRMED, confirmed_by=None, ends_on=None)

    def viewable_by(self, user: User) -> Self:
        """Admin Lokal: the people of his institution; secretariat and superuser: everybody."""
        holding = user.acting
        if holding is None:
            return self.none()
        if holding.role in (Role.SECRETARIAT, Role.SUPERUSER):
            return self
        if holding.role == Role.INSTITUTION_ADMIN:
            return self.filter(institution_id=holding.institution_id, role__in=PARTICIPANTS)
        return self.none()

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
    ends_on = models.DateField("sampai", null=True, blank=True)
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RoleHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = "pemegang peran"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="holding_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=F("user")), name="nobody_grants_a_role_to_himself"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("user")) & ~Q(confirmed_by=F("granted_by"))),
                name="a_second_person_confirms_a_role",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=OF_AN_INSTITUTION) | Q(institution__isnull=False),
                name="holding_of_an_institution_names_it",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "institution", "unit"],
                condition=Q(ends_on=None),
                nulls_distinct=False,
                name="holding_open_once_per_role_and_place",
            ),
            _never_both("nobody_judges_and_takes_part", JUDGES, PARTICIPANTS),
            _never_both("nobody_judges_and_keeps_the_secretariat", JUDGES, (Role.SECRETARIAT,)),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.label}"

    @property
    def label(self) -> str:
        """How the role switcher names it: the role and its place."""
        place = self.unit or self.institution
        return f"{self.get_role_display()}, {place}" if place else self.get_role_display()

    @property
    def needs_confirmation(self) -> bool:
        return self.role in CONFIRMED and self.confirmed_by_id is None
