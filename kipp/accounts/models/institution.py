from __future__ import annotations

from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kipp.accounts.models.role import Role

if TYPE_CHECKING:
    from kipp.accounts.models.user import User


class InstitutionKind(models.TextChoices):
    KEMENTERIAN = "KEMENTERIAN", "Kementerian"
    LEMBAGA = "LEMBAGA", "Lembaga"
    PROVINSI = "PROVINSI", "Pemerintah provinsi"
    KABUPATEN = "KABUPATEN", "Pemerintah kabupaten"
    KOTA = "KOTA", "Pemerintah kota"
    BUMN = "BUMN", "BUMN"
    BUMD = "BUMD", "BUMD"
    PERGURUAN_TINGGI = "PERGURUAN_TINGGI", "Perguruan tinggi"


CENTRAL = (InstitutionKind.KEMENTERIAN, InstitutionKind.LEMBAGA)
REGIONAL = (InstitutionKind.PROVINSI, InstitutionKind.KABUPATEN, InstitutionKind.KOTA)


def of_desk(institution_id: int | None, path: str = "") -> Q:
    """What goes through the desk of an institution's Admin Lokal: what is its own and its BUMD's,
    `path` leading from the rows to their institution. Before the prize and after it."""
    if not path:
        own, parent, kind = "pk", "parent_id", "kind"
    else:
        own, parent, kind = f"{path}_id", f"{path}__parent_id", f"{path}__kind"
    return Q(**{own: institution_id}) | Q(**{parent: institution_id, kind: InstitutionKind.BUMD})


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def current(self) -> Self:
        """Institutions that exist today: not merged into, nor renamed to, another."""
        return self.filter(valid_to=None)

    def central(self) -> Self:
        return self.filter(kind__in=CENTRAL)

    def administered_by(self, user: User) -> Self:
        """Whose people a user may invite: an Admin Lokal his own institution's and its BUMD's,
        the secretariat everybody's."""
        holding = user.acting
        if holding is None:
            return self.none()
        if holding.role in (Role.SECRETARIAT, Role.SUPERUSER):
            return self
        if holding.role == Role.INSTITUTION_ADMIN:
            return self.filter(of_desk(holding.institution_id))
        return self.none()

    def desks_of(self, institution: Institution) -> Self:
        """Whose Admin Lokals it goes through: the other way round to `of_desk`."""
        of_a_bumd = institution.kind == InstitutionKind.BUMD
        parent = institution.parent_id if of_a_bumd else None
        return self.filter(pk__in=[institution.pk, *([parent] if parent else [])])

    def for_choice(self) -> Self:
        return self.order_by("name", "pk")


class Institution(models.Model):
    """Kementerian, lembaga, a regional government, BUMN, BUMD or a university of evaluators.

    Merged or renamed institutions keep their row, with `valid_to` and a successor: awards stay with
    the name of their year.
    """

    code = models.CharField("kode", max_length=24, unique=True)
    name = models.CharField("nama", max_length=200)
    short_name = models.CharField("nama singkat", max_length=80)
    kind = models.CharField("jenis", max_length=20, choices=InstitutionKind)
    region = models.ForeignKey(
        "accounts.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    valid_from = models.DateField("berlaku sejak", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = "instansi"
        constraints = [
            models.CheckConstraint(
                # K/L and BUMN have no province for conflict rules (rules of the portal, section 1).
                condition=Q(kind__in=[*CENTRAL, InstitutionKind.BUMN], region=None)
                | ~Q(kind__in=[*CENTRAL, InstitutionKind.BUMN]) & Q(region__isnull=False),
                name="institution_of_a_region_unless_central",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_from__lt=F("valid_to")),
                name="institution_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(valid_to__isnull=False),
                name="institution_with_a_successor_has_ended",
            ),
        ]
        indexes = [
            GinIndex(name="institution_name_trgm", fields=["name"], opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return self.name

    def is_of_desk(self, institution_id: int | None) -> bool:
        """`of_desk`, of an institution that is at hand."""
        above = self.parent_id if self.kind == InstitutionKind.BUMD else None
        return institution_id is not None and institution_id in (self.pk, above)


def zone_of(institution: Institution | None) -> ZoneInfo:
    """The zone its people read times in: of its region; WIB for the centre."""
    region = institution.region if institution else None
    return ZoneInfo(region.timezone if region else settings.TIME_ZONE)


class Unit(models.Model):
    """UPP: the service unit (dinas, RSUD, puskesmas ...) whose people write proposals."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="units")
    name = models.CharField("nama unit", max_length=160)

    class Meta:
        verbose_name = "unit pelayanan publik"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"], name="unit_name_once_per_institution"
            )
        ]

    def __str__(self) -> str:
        return self.name
