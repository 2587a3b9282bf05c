from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from kipp.accounts.models import User
from kipp.clock import moment
from kipp.journal.record import record

if TYPE_CHECKING:
    from datetime import datetime

FIELDS = ("name", "nip", "position", "phone")


@transaction.atomic
def revise(*, by: User, given: dict[str, Any], at: datetime | None = None) -> User:
    """Change one's own name and office data; the journal learns which fields, never the values."""
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    changed = [name for name in FIELDS if getattr(person, name) != given[name]]
    if not changed:
        return person
    for name in changed:
        setattr(person, name, given[name])
    person.save(update_fields=changed)
    record("user.revise", person, by=by, at=moment(at), fields=changed)
    return person
