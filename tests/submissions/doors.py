"""The writing of a proposal: its team, the Admin Lokal of its institution, the secretariat."""

from __future__ import annotations

from django.core.files.base import ContentFile

from submissions.models import Attachment
from tests.make.entries import now

READERS = {"*": 404, "anonymous": 302, "owner": 200, "admin": 200, "secretariat": 200}
EVERY_READER = READERS | {
    "colleague": 200,
    "other_unit": 200,
    "other_institution": 200,
    "other_admin": 200,
}
INNOVATORS = {
    "*": 404,
    "anonymous": 302,
    "owner": 200,
    "colleague": 200,
    "other_unit": 200,
    "other_institution": 200,
}
POSTED = {"*": 405, "anonymous": 302}

DOORS = {
    "submissions:entry-list": EVERY_READER,
    "submissions:entry-export": EVERY_READER,
    "submissions:entry-choose": INNOVATORS,
    "submissions:entry-start": INNOVATORS,
    "submissions:entry-detail": READERS,
    "submissions:entry-read": READERS,
    "submissions:entry-identity": READERS,
    "submissions:section-edit": READERS,
    "submissions:attachment-list": READERS,
    "submissions:entry-team": READERS,
    "submissions:entry-check": READERS,
    "submissions:entry-send": {"*": 404, "anonymous": 302, "owner": 200},
    "submissions:attachment-open": READERS,
    "submissions:team-remove": POSTED,
    "submissions:attachment-remove": POSTED,
}


def kwargs_for(name: str, world) -> dict:
    entry = world.entry
    match name.removeprefix("submissions:"):
        case "entry-list" | "entry-choose":
            return {}
        case "entry-export":
            return {"kind": "csv"}
        case "entry-start":
            return {"group": entry.group_id}
        case "section-edit":
            return {"pk": entry.pk, "code": "1"}
        case "team-remove":
            return {"pk": entry.pk, "member": entry.team.latest("pk").pk}
        case "attachment-open" | "attachment-remove":
            return {"pk": _file_of(entry).pk}
    return {"pk": entry.pk}


def _file_of(entry) -> Attachment:
    found = Attachment.objects.filter(entry=entry).first()
    if found:
        return found
    return Attachment.objects.create(
        entry=entry,
        kind=entry.group.document_kinds.get(),
        section=entry.form.sections.get(code="1"),
        name="laporan.pdf",
        media_type="application/pdf",
        size=8,
        sha256="0" * 64,
        file=ContentFile(b"%PDF-1.4", name="laporan.pdf"),
        uploaded_by=entry.created_by,
        uploaded_at=now(),
    )
