"""Objections to a rejection."""

from __future__ import annotations

from submissions.models import Decision, Edition, Objection
from tests.make.entries import DAY, now

SECRETARIAT = {"*": 404, "anonymous": 302, "secretariat": 200}

DOORS = {
    "submissions:objection-file": {"*": 404, "anonymous": 302, "admin": 200},
    "submissions:objection-list": SECRETARIAT,
    "submissions:objection": SECRETARIAT,
}


def kwargs_for(name: str, world) -> dict:
    if name == "submissions:objection-list":
        return {}
    entry = world.entries["REJECTED"]
    Edition.objects.update(objections_can_be_upheld=True)
    if not entry.decisions.filter(verb="entry.reject").exists():
        given = {"line": entry.last_line, "by": entry.last_line.by, "at": now()}
        Decision.objects.create(
            entry=entry, verb="entry.reject", reason="Surat tidak sah.", **given
        )
    if name == "submissions:objection-file":
        return {"pk": entry.pk}
    given = {"text": "Suratnya sah.", "filed_by": world.people["admin"], "filed_at": now()}
    given["due_at"] = now() + DAY
    return {"pk": Objection.objects.get_or_create(entry=entry, defaults=given)[0].pk}
