"""Whom a segment means: the roles in force through which its people are written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from kipp.accounts.models import InstitutionKind, Role, RoleHolding
from submissions.models import Entry, EntryState, TeamMember
from submissions.models.circular import Segment
from submissions.models.entry import UNSENT

if TYPE_CHECKING:
    from kipp.accounts.models.holding import RoleHoldingQuerySet
    from submissions.models import Edition
    from submissions.models.entry import EntryQuerySet


def holdings_of(segment: str, edition: Edition) -> RoleHoldingQuerySet:
    """One holding for each person, the first of those that put him into the segment."""
    found = _every(segment, edition)
    return found.order_by("user", "pk").distinct("user")


def _every(segment: str, edition: Edition) -> RoleHoldingQuerySet:
    rows = RoleHolding.objects.in_force()
    entries = Entry.objects.filter(edition=edition)
    if segment == Segment.TEAMS_OF_DRAFTS:
        drafts = entries.filter(state=EntryState.DRAFT)
        writes = TeamMember.objects.filter(
            user=OuterRef("user"),
            entry__in=drafts,
            entry__innovation__institution=OuterRef("institution"),
        )
        return rows.filter(Exists(writes.order_by()), role=Role.INNOVATOR)
    admins = rows.filter(role=Role.INSTITUTION_ADMIN)
    if segment == Segment.ADMINS:
        return admins
    if segment == Segment.ADMINS_WITHOUT:
        return admins.exclude(Exists(_at_desk(entries)))
    states = UNSENT if segment == Segment.ADMINS_WITH_UNSENT else (EntryState.WITH_AGENCY,)
    return admins.filter(Exists(_at_desk(entries.filter(state__in=states))))


def _at_desk(entries: EntryQuerySet) -> EntryQuerySet:
    """Of the institution itself, or of a BUMD that goes through its desk."""
    own = Q(innovation__institution=OuterRef("institution"))
    bumd = Q(
        innovation__institution__parent=OuterRef("institution"),
        innovation__institution__kind=InstitutionKind.BUMD,
    )
    return entries.filter(own | bumd).order_by()
