from __future__ import annotations

from django.db import models


class RegionKind(models.TextChoices):
    PROVINCE = "province", "Provinsi"
    REGENCY = "regency", "Kabupaten"
    CITY = "city", "Kota"


class Region(models.Model):
    """A province, regency or city by its Kemendagri code ("33", "33.05")."""

    code = models.CharField("kode", max_length=8, unique=True)
    name = models.CharField("nama", max_length=80)
    kind = models.CharField("jenis", max_length=10, choices=RegionKind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    timezone = models.CharField("zona waktu", max_length=20)
    java = models.BooleanField("di Pulau Jawa", default=False)

    class Meta:
        verbose_name = "wilayah"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=RegionKind.PROVINCE, parent=None)
                | (~models.Q(kind=RegionKind.PROVINCE) & models.Q(parent__isnull=False)),
                name="region_below_a_province_has_a_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name
