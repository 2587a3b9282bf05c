"""Conflicts of interest that no declaration can lift (rules of the portal, section 6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Value

from judging.models import Assignment
from judging.models.assignment import ENDED
from kipp.accounts.models import InstitutionKind, RoleHolding
from kipp.accounts.models.institution import REGIONAL
from kipp.journal.moves import Refused
from submissions.models import Entry, TeamMember

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kipp.accounts.models import User

# Between these and a university of the same province the distance is too small.
NEAR = frozenset({*REGIONAL, InstitutionKind.BUMD})


class Conflict(Enum):
    INSTITUTION = "instansi yang sama"
    PARENT = "instansi induk atau bagiannya"
    PROVINCE = "perguruan tinggi dan pemerintah daerah di provinsi yang sama"
    TEAM = "anggota tim proposal"
    DECLARED = "benturan yang pernah dinyatakan"


@dataclass(frozen=True, slots=True)
class Place:
    """What of an institution counts for a conflict. K/L and BUMN have no province."""

    pk: int
    kind: str
    parent: int | None
    successor: int | None
    province: str


def hard_conflicts(
    holdings: Iterable[RoleHolding], entries: Collection[int]
) -> dict[tuple[int, int], Conflict]:
    """The pairs (holding, entry) that are excluded, each with one reason. Three queries,
    whatever the number of pairs.

    A person belongs to every institution he holds a role for, not only to the one he judges for.
    KemenPANRB's own entries exclude its panelists as those of any institution do.
    """
    judges = defaultdict(list)
    for holding in holdings:
        judges[holding.user_id].append(holding.pk)
    found = _by_place(judges, entries) | _by_person(judges, entries)
    return {
        (holding, entry): reason
        for (user, entry), reason in found.items()
        for holding in judges[user]
    }


def refuse_near(by: User, entries: Collection[int], words: str) -> None:
    """Asked again whenever a judge says or signs something: he may have taken on a role since he was
    seated. `words` tell him what he can do instead."""
    if by.acting is None:
        return
    if found := hard_conflicts([by.acting], entries):
        (_, entry), reason = min(found.items(), key=lambda pair: pair[0])
        code = Entry.objects.get(pk=entry).code
        raise Refused(f"Benturan kepentingan pada {code}: {reason.value}. {words}")


def relation(ours: Place, theirs: Place) -> Conflict | None:
    """Between two institutions, whichever judges."""
    if ours.pk in (theirs.pk, theirs.successor) or ours.successor == theirs.pk:
        return Conflict.INSTITUTION
    if ours.parent == theirs.pk or theirs.parent == ours.pk:
        return Conflict.PARENT
    if _university_and_government(ours, theirs) and ours.province == theirs.province:
        return Conflict.PROVINCE
    return None


def _university_and_government(ours: Place, theirs: Place) -> bool:
    university = InstitutionKind.PERGURUAN_TINGGI
    return (ours.kind == university and theirs.kind in NEAR) or (
        theirs.kind == university and ours.kind in NEAR
    )


def _by_place(users: Collection[int], entries: Collection[int]) -> dict[tuple[int, int], Conflict]:
    members = _members(users)
    owned = _owned(entries)
    found: dict[tuple[int, int], Conflict] = {}
    for ours, people in members.items():
        for theirs, ids in owned.items():
            if reason := relation(ours, theirs):
                found |= {(user, entry): reason for user in people for entry in ids}
    return found


def _members(users: Collection[int]) -> dict[Place, list[int]]:
    """The people of each institution: by the roles they hold today, and by those they judge in."""
    held = RoleHolding.objects.in_force().filter(user__in=users, institution__isnull=False)
    rows = held.values_list("user", *_place_columns("institution__")).order_by("pk")
    return _grouped(rows)


def _owned(entries: Collection[int]) -> dict[Place, list[int]]:
    columns = _place_columns("innovation__institution__")
    return _grouped(Entry.objects.filter(pk__in=entries).values_list("pk", *columns).order_by("pk"))


def _place_columns(path: str) -> list[str]:
    names = ("pk", "kind", "parent", "successor", "region__code")
    return [f"{path}{name}" for name in names]


def _grouped(
    rows: Iterable[tuple[int, int, str, int | None, int | None, str | None]],
) -> dict[Place, list[int]]:
    places: defaultdict[Place, list[int]] = defaultdict(list)
    for owner, pk, kind, parent, successor, region in rows:
        places[Place(pk, kind, parent, successor, (region or "")[:2])].append(owner)
    return places


def _by_person(users: Collection[int], entries: Collection[int]) -> dict[tuple[int, int], Conflict]:
    """Members of the team, and whoever has declared a conflict with the entry in any round."""
    recused = Assignment.objects.filter(
        holding__user__in=users, entry__in=entries, recused_at__isnull=False
    ).exclude(recusal_reason=ENDED)
    declared = recused.annotate(reason=Value(Conflict.DECLARED.name))
    teams = TeamMember.objects.filter(user__in=users, entry__in=entries).annotate(
        reason=Value(Conflict.TEAM.name)
    )
    pairs = declared.values_list("holding__user", "entry", "reason").union(
        teams.values_list("user", "entry", "reason"), all=True
    )
    # Of two reasons the team is said: it sorts last.
    return {(user, entry): Conflict[reason] for user, entry, reason in sorted(pairs)}
