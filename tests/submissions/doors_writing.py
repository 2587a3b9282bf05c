"""What the page of a section asks by itself: doors that scripts knock at, with GET and PUT."""

from __future__ import annotations

DOORS = {"submissions:answer-save": {"*": 404, "anonymous": 401, "owner": 200, "admin": 200}}


def kwargs_for(name: str, world) -> dict:
    return {"pk": world.entry.pk, "code": "1"}
