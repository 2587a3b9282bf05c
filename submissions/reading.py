"""A whole proposal on one page: the version that was lodged, or what the team has written so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from submissions.actions import versions
from submissions.models import Attachment, EntryState
from submissions.models.entry import UNSENT
from submissions.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from submissions.models import Entry, Lodgement


def version_of(entry: Entry) -> Version:
    """What counts now: where the team may still write, its own words; else the last one lodged."""
    if entry.state not in (*UNSENT, EntryState.RETURNED):
        lodgement = entry.lodgements.order_by("-number").first()
        if lodgement:
            return lodged(lodgement)
    versions.fill([entry])
    return Version(versions.content_of(entry), _link, known=_known(entry.attachments.all()))


def lodged(lodgement: Lodgement, files: Iterable[Attachment] | None = None) -> Version:
    """A frozen version, as its owners and the secretariat open it; `files` where they are read
    already."""
    if files is None:
        files = Attachment.objects.filter(entry=lodgement.entry_id).order_by("pk")
    return Version(lodgement.content, _link, lodgement, _known(files))


def _known(files: Iterable[Attachment]) -> dict[int, dict[str, Any]]:
    """What a version does not say of its files. One that is not clean has words instead of a link."""
    return {
        one.pk: {"size": one.size, "type": one.media_type}
        | ({} if one.is_released else {"url": "", "scan": one.scan_words})
        for one in files
    }


def _link(file: int) -> str:
    return reverse("submissions:attachment-open", kwargs={"pk": file})
