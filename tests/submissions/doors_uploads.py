"""Files in pieces: a person of the team begins one; how it goes on is his alone."""

from __future__ import annotations

from submissions.models import Upload
from tests.make.entries import now

ASKED = {"*": 405, "anonymous": 302}

DOORS = {
    "submissions:upload-begin": ASKED,
    "submissions:upload-continue": ASKED,
}


def kwargs_for(name: str, world) -> dict:
    if name == "submissions:upload-begin":
        return {"pk": world.entry.pk}
    return {"pk": _upload_of(world).pk}


def _upload_of(world) -> Upload:
    entry = world.entry
    place = {"kind": entry.group.document_kinds.get(), "section": entry.form.sections.get(code="1")}
    by = {"by": world.people["owner"], "begun_at": now(), "touched_at": now()}
    given = {"entry": entry, "name": "laporan.pdf", "size": 8}
    return Upload.objects.filter(entry=entry).first() or Upload.objects.create(
        **given, **place, **by
    )
