"""What was written before: in an earlier proposal, for an earlier form. Whoever reads the draft reads it."""

from __future__ import annotations

READERS = {"*": 404, "anonymous": 302, "owner": 200, "admin": 200, "secretariat": 200}

DOORS = {"submissions:continuation": READERS, "submissions:entry-left-over": READERS}


def kwargs_for(name: str, world) -> dict:
    return {"pk": world.continued.pk}
