"""Who is too near to a proposal to screen it (rules of the portal, section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from kipp.accounts.models import Role, RoleHolding
from kipp.journal.models import JournalLine, label_of
from kipp.journal.moves import Refused
from submissions.models import Entry, TeamMember

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from kipp.accounts.models import User

# Who keeps one of these without a home of his own belongs to the organiser of the season.
_OF_THE_HOUSE = (Role.SECRETARIAT, Role.SUPERUSER)


def own_of(user: User, entries: Sequence[Entry]) -> list[Entry]:
    """Those he is too near to: an institution he holds any role for has entered them, or its parent
    or child; he writes or wrote them; or they are the organiser's and his home is the organiser.
    Two queries, whatever the number of entries."""
    rows = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).order_by()
    near = rows.filter(Exists(_of_the_place(user)) | _of_the_team(user) | _of_the_organiser(user))
    keys = set(near.values_list("pk", flat=True))
    labels = _wrote(user, entries)
    return [entry for entry in entries if entry.pk in keys or label_of(entry) in labels]


def refuse_own(entries: Sequence[Entry], by: User) -> None:
    if own := own_of(by, entries):
        raise Refused(
            f"Proposal {', '.join(map(str, own))} dari instansi Anda sendiri atau tim yang Anda "
            "ikuti: mintalah rekan lain memeriksanya."
        )


def _of_the_place(user: User) -> QuerySet[RoleHolding]:
    ours = "innovation__institution"
    near = Q(institution=OuterRef(ours)) | Q(institution__parent=OuterRef(ours))
    near |= Q(institution=OuterRef(f"{ours}__parent"))
    return RoleHolding.objects.in_force().filter(near, user=user)


def _of_the_team(user: User) -> Q:
    return Q(created_by=user) | Q(
        Exists(TeamMember.objects.filter(entry=OuterRef("pk"), user=user))
    )


def _of_the_organiser(user: User) -> Q:
    house = RoleHolding.objects.in_force().filter(user=user, role__in=_OF_THE_HOUSE)
    ours, organiser = "innovation__institution", F("edition__organizer")
    entered = Q(**{f"{ours}__code": organiser}) | Q(**{f"{ours}__parent__code": organiser})
    return entered & Q(Exists(house.filter(institution=None)))


def _wrote(user: User, entries: Sequence[Entry]) -> set[str]:
    """Labels of those whose team he has ever been in: who leaves it leaves only the journal's line."""
    added = JournalLine.objects.filter(verb="entry.add_member", detail__user=user.pk)
    return set(added.filter(subject__in=map(label_of, entries)).values_list("subject", flat=True))
