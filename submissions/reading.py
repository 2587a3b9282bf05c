"""A whole proposal on one page: the version that was lodged, or what the team has written so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from submissions.actions import versions
from submissions.models import Attachment, EntryState
from submissions.models.entry import UNSENT
from submissions.version import Version

if TYPE_CHECKING:
    from submissions.models import Entry, Lodgement


def version_of(entry: Entry) -> Version:
    """What counts now: where the team may still write, its own words; else the last one lodged."""
    if entry.state not in (*UNSENT, EntryState.RETURNED):
        lodgement = entry.lodgements.order_by("-number").first()
        if lodgement:
            return lodged(lodgement)
    versions.fill([entry])
    sizes = {one.pk: one.size for one in entry.attachments.all()}
    return Version(versions.content_of(entry), _link, sizes=sizes)


def lodged(lodgement: Lodgement) -> Version:
    """A frozen version, as its owners and the secretariat open it."""
    files = Attachment.objects.filter(entry=lodgement.entry_id)
    return Version(lodgement.content, _link, lodgement, dict(files.values_list("pk", "size")))


def _link(file: int) -> str:
    return reverse("submissions:attachment-open", kwargs={"pk": file})
