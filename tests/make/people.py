from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from kipp.accounts.models import (
    Institution,
    InstitutionKind,
    Region,
    RegionKind,
    Role,
    RoleHolding,
    Unit,
    User,
)
from kipp.accounts.models.holding import CONFIRMED, OF_AN_INSTITUTION
from kipp.accounts.models.institution import CENTRAL

_numbers = count(1)


def region(**given: Any) -> Region:
    n = next(_numbers)
    defaults = {"code": f"9{n}", "name": f"Provinsi {n}", "kind": RegionKind.PROVINCE}
    return Region.objects.create(**defaults | {"timezone": "Asia/Jakarta"} | given)


def institution(**given: Any) -> Institution:
    n = next(_numbers)
    kind = given.setdefault("kind", InstitutionKind.KOTA)
    if kind not in (*CENTRAL, InstitutionKind.BUMN):
        given.setdefault("region", None)
        given["region"] = given["region"] or region()
    defaults = {"code": f"I-{n}", "name": f"Pemerintah Kota {n}", "short_name": f"Kota {n}"}
    return Institution.objects.create(**defaults | given)


def unit(of: Institution | None = None, **given: Any) -> Unit:
    of = of or institution()
    return Unit.objects.create(institution=of, **{"name": f"Dinas {next(_numbers)}"} | given)


def holding(user: User, role: Role, **given: Any) -> RoleHolding:
    """A role in force since 2020, confirmed by a second person where it needs one."""
    if role in OF_AN_INSTITUTION and "institution" not in given:
        given["institution"] = given["unit"].institution if "unit" in given else institution()
    if role in CONFIRMED:
        given.setdefault("confirmed_by", _somebody())
    given.setdefault("starts_on", date(2020, 1, 1))
    return RoleHolding.objects.create(user=user, role=role, **given)


def person(role: Role | None = Role.INNOVATOR, **given: Any) -> User:
    """A user who acts under a fresh holding of `role` (of `institution=`, `unit=` if given)."""
    place = {key: given.pop(key) for key in ("institution", "unit") if key in given}
    user = _somebody(**given)
    return user.act_as(holding(user, role, **place)) if role else user


def _somebody(**given: Any) -> User:
    n = next(_numbers)
    defaults = {"email": f"orang{n}@kota.contoh.id", "name": f"Orang {n}"}
    return User.objects.create_user(**defaults | given)
