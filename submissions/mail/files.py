"""The letters about the files of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.notices import outbox
from kipp.notices.events import event
from submissions.addressees import both_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from submissions.models import Attachment, Entry

INFECTED = event(
    "entry.file_infected",
    "Berkas mengandung virus",
    recipients="Tim penyusun; Admin Lokal instansi (untuk BUMD: juga Admin Lokal pemdanya)",
    timing="saat pemindai menemukannya",
)


def infected(files: Iterable[Attachment], *, at: datetime) -> None:
    for file in files:
        outbox.send(
            INFECTED,
            to=both_of(file.entry),
            key=f"entry:{file.entry_id}:infected:{file.pk}",
            at=at,
            url=_url(file.entry, file),
            entry=file.entry,
            file=file,
        )


def _url(entry: Entry, file: Attachment) -> str:
    """The page where it is replaced."""
    if file.section is None:
        return reverse("submissions:attachment-list", kwargs={"pk": entry.pk})
    kwargs = {"pk": entry.pk, "code": file.section.code}
    return reverse("submissions:section-edit", kwargs=kwargs)
