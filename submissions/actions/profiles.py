"""The published profile of an innovation: its owner fills it, the secretariat releases it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.models import Innovation, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kipp.accounts.models import User

FIELDS = ("summary", "problem", "solution", "impact", "contact")


@transaction.atomic
def fill(
    innovation: Innovation, values: Mapping[str, str], *, by: User, at: datetime | None = None
) -> Profile:
    """Write the profile. A released one leaves the public page until it is released again: what the
    public reads has always been looked at by the secretariat."""
    innovation = Innovation.objects.select_for_update(of=("self",), no_key=True).get(
        pk=innovation.pk
    )
    now = moment(at)
    if not values.get("summary", "").strip():
        raise Refused("Tulis ringkasan inovasi.")
    # Its row is locked too: a release locks nothing but the profile.
    stored = Profile.objects.select_for_update(of=("self",), no_key=True)
    profile = stored.filter(innovation=innovation).first() or Profile(innovation=innovation)
    columns: dict[str, Any] = {name: values.get(name, "").strip() for name in FIELDS}
    changed = [name for name, text in columns.items() if getattr(profile, name) != text]
    columns |= {"filled_by": by, "filled_at": now, "released_by": None, "released_at": None}
    for name, value in columns.items():
        setattr(profile, name, value)
    profile.save(update_fields=None if profile.pk is None else list(columns))
    record("profile.fill", profile, by=by, at=now, fields=changed)
    return profile


@transaction.atomic
def release(profile: Profile, *, by: User, at: datetime | None = None) -> Profile:
    """Open the profile to the public, exactly as it was when it was read."""
    read_at = profile.filled_at
    profile = Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)
    now = moment(at)
    if by.role != Role.SECRETARIAT:
        raise Refused("Profil diterbitkan oleh Tim Sekretariat.")
    if profile.released_at:
        raise Refused("Profil ini sudah terbit.")
    if profile.filled_at != read_at:
        raise Refused("Profil baru saja diubah pemiliknya. Baca lagi sebelum menerbitkannya.")
    profile.released_by, profile.released_at = by, now
    profile.save(update_fields=["released_by", "released_at"])
    record("profile.release", profile, by=by, at=now)
    return profile
