"""Everybody who holds a role in the seasons: invented people, entered in a few statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password

from kipp.accounts.models import Role, RoleHolding, Unit, User
from kipp.accounts.models.role import CONFIRMED
from kipp.demo.people import LOGINS, PASSWORD
from kipp.demo.texts import people
from kipp.journal.record import record

if TYPE_CHECKING:
    from datetime import date, datetime
    from random import Random

    from django.db.models import Model

    from kipp.accounts.models import Institution

PORTAL = "Portal KIPP"


@dataclass(slots=True)
class _Part:
    user: User
    role: Role
    institution: Institution | None
    unit: str


class Crowd:
    """People by what they do. `cast` names somebody, `enter` brings all who were named in."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._password = make_password(PASSWORD)  # one printed password, one hash of it
        self._named: list[_Part] = []
        self._addresses: set[str] = set()
        self._units: dict[tuple[int, str], Unit] = {}
        self.login: dict[Role, User] = {}
        self.of_role: defaultdict[Role, list[User]] = defaultdict(list)
        self.of_place: dict[tuple[Role, int | None], User] = {}
        self.of_unit: defaultdict[tuple[int, str], list[User]] = defaultdict(list)
        self.by_holding: dict[int, User] = {}

    def cast(
        self,
        role: Role,
        institution: Institution | None = None,
        *,
        unit: str = "",
        login: bool = False,
    ) -> User:
        """One more person in this role; `login` is the one a visitor of the demo can be."""
        user = self._login(role) if login else self._stranger(role, institution)
        self._named.append(_Part(user, role, institution, unit))
        self.of_role[role].append(user)
        self.of_place.setdefault((role, institution.pk if institution else None), user)
        if institution and unit:
            self.of_unit[institution.pk, unit].append(user)
        if login:
            self.login[role] = user
        return user

    def enter(self, starts_on: date, *, about: Model, at: datetime) -> None:
        """Accounts and roles for all who were named: given by one person, confirmed by another."""
        parts, self._named = self._named, []
        User.objects.bulk_create([part.user for part in parts], batch_size=1000)
        self._enter_units(parts)
        holdings = [self._holding(part, starts_on) for part in parts]
        RoleHolding.objects.bulk_create(holdings, batch_size=1000)
        for part, holding in zip(parts, holdings, strict=True):
            self.by_holding[holding.pk] = part.user.act_as(holding)
        record("holding.load", about, by=None, at=at, ids=[one.pk for one in holdings])

    def _login(self, role: Role) -> User:
        login = LOGINS[role]
        return User(email=login.email, name=login.name, password=self._password)

    def _stranger(self, role: Role, institution: Institution | None) -> User:
        rng, kind = self._rng, institution.kind if institution else ""
        academic = role == Role.EVALUATOR or (role == Role.PANELIST and institution is None)
        name = people.academic(rng) if academic else people.civil_servant(rng)
        place = institution.short_name if institution else PORTAL
        return User(
            email=people.address(name, place, self._addresses),
            name=name,
            position=people.official_title(rng, kind),
            password=make_password(None),
        )

    def _enter_units(self, parts: list[_Part]) -> None:
        wanted = {
            (part.institution.pk, part.unit): part.institution
            for part in parts
            if part.institution and part.unit
        }
        new = [
            Unit(institution=place, name=name)
            for (pk, name), place in wanted.items()
            if (pk, name) not in self._units
        ]
        for unit in Unit.objects.bulk_create(new, batch_size=1000):
            self._units[unit.institution_id, unit.name] = unit

    def _holding(self, part: _Part, starts_on: date) -> RoleHolding:
        place = part.institution
        granted_by, confirmed_by = self._patrons(part)
        return RoleHolding(
            user=part.user,
            role=part.role,
            institution=place,
            unit=self._units[place.pk, part.unit] if place and part.unit else None,
            starts_on=starts_on,
            granted_by=granted_by,
            confirmed_by=confirmed_by,
        )

    def _patrons(self, part: _Part) -> tuple[User | None, User | None]:
        """Who gave the role, and the second person: never the holder himself."""
        if part.role == Role.SUPERUSER:
            return None, None  # from the server's own console
        if part.role == Role.INNOVATOR and part.institution:
            return self.admin_of(part.institution), None
        by_setup = part.role in (Role.SECRETARIAT, Role.LEADERSHIP, Role.AUDITOR)
        first, second = self.of_role[Role.SUPERUSER if by_setup else Role.SECRETARIAT][:2]
        return first, second if part.role in CONFIRMED else None

    def admin_of(self, institution: Institution) -> User:
        """The Admin Lokal through whose desk its proposals go; a BUMD has that of its government."""
        own = self.of_place.get((Role.INSTITUTION_ADMIN, institution.pk))
        if own is not None or institution.parent_id is None:
            return own or self.login[Role.INSTITUTION_ADMIN]
        return self.of_place[Role.INSTITUTION_ADMIN, institution.parent_id]
