"""The letter about a form that came in a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.notices import outbox
from kipp.notices.events import event
from submissions.addressees import team_of
from submissions.models import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kipp.journal.models import JournalLine
    from submissions.actions.forms import Changed
    from submissions.models import Group

FORM_CHANGED = event(
    "entry.form_changed",
    "Formulir berubah",
    recipients="Tim dengan proposal yang belum diajukan",
    timing="dalam semenit setelah versi formulir yang baru terbit",
)


def changed(
    group: Group, entries: Sequence[int], changes: Changed, line: JournalLine, *, at: datetime
) -> None:
    """One letter to each person, however many drafts are his."""
    rows = Entry.objects.filter(pk__in=entries).select_related("innovation__institution")
    people = [one for team in team_of(rows.order_by("pk")).values() for one in team]
    key, url = f"line:{line.pk}", reverse("submissions:entry-list")
    outbox.send(FORM_CHANGED, to=people, key=key, at=at, url=url, group=group, changes=changes)
