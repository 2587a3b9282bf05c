"""Who is written to about a proposal: its team, and the Admin Lokals it goes through."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from kipp.accounts.models import InstitutionKind, Role, RoleHolding
from submissions.models import TeamMember

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from kipp.accounts.models import User
    from submissions.models import Entry

People = dict[int, list["User"]]


def team_of(entries: Iterable[Entry]) -> dict[int, list[User]]:
    """The team of each entry, by its key."""
    return people_of(entries)[0]


def desk_of(entries: Iterable[Entry]) -> dict[int, list[User]]:
    """The Admin Lokals of each entry, by its key: of its institution, for a BUMD also of its pemda."""
    return people_of(entries)[1]


def both_of(entry: Entry) -> list[User]:
    team, desk = people_of([entry])
    return team[entry.pk] + desk[entry.pk]


def people_of(entries: Iterable[Entry]) -> tuple[dict[int, list[User]], dict[int, list[User]]]:
    """Team and Admin Lokals of each entry, by its key, in one query; each person under the role in
    whose place he reads his letters. Who is in a team and holds no role for its institution any more
    is written to no more: he does not see the entry either."""
    places = {entry.pk: _places(entry) for entry in entries}
    team: dict[int, list[User]] = defaultdict(list)
    desks: dict[int, list[User]] = defaultdict(list)
    people: dict[int, User] = {}
    for holding in _holdings(places):
        person = people.setdefault(holding.user_id, holding.user)
        person.act_as(person.acting or holding)
        if holding.role == Role.INSTITUTION_ADMIN:
            desks[holding.institution_id or 0].append(person)
        for entry in holding.writes:  # type: ignore[attr-defined]
            if _writes_for(holding, places[entry][0]) and person not in team[entry]:
                team[entry].append(person)
    return team, {
        pk: [one for place in some for one in desks[place]] for pk, some in places.items()
    }


def _holdings(places: Mapping[int, list[int]]) -> QuerySet[RoleHolding]:
    """The roles that count today of all these people, and which entries their holders write."""
    members = TeamMember.objects.filter(entry__in=places)
    ours = ArraySubquery(members.filter(user=OuterRef("user")).order_by("pk").values("entry"))
    wanted = {place for some in places.values() for place in some}
    admins = RoleHolding.objects.in_force().filter(role=Role.INSTITUTION_ADMIN)
    of_the_desk = admins.filter(institution__in=wanted).order_by().values("pk")
    of_the_team = RoleHolding.objects.filter(user__in=members.values("user")).values("pk")
    # Either way by an index; as one condition, with "or", it would read every role of the portal.
    rows = RoleHolding.objects.in_force().filter(pk__in=of_the_team.union(of_the_desk))
    rows = rows.annotate(writes=ours).select_related("user", "institution__region")
    return rows.order_by("pk")


def _writes_for(holding: RoleHolding, institution: int) -> bool:
    return holding.role == Role.INNOVATOR and holding.institution_id == institution


def _places(entry: Entry) -> list[int]:
    institution = entry.innovation.institution
    if institution.kind == InstitutionKind.BUMD and institution.parent_id:
        return [institution.pk, institution.parent_id]
    return [institution.pk]
