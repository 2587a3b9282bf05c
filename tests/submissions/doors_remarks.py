"""The remarks of a proposal: whoever reads the draft reads them, its team writes them."""

from __future__ import annotations

READERS = {"*": 404, "anonymous": 302, "owner": 200, "admin": 200, "secretariat": 200}
POSTED = {"*": 405, "anonymous": 302}

DOORS = {
    "submissions:remark-list": READERS,
    "submissions:remark-write": {"*": 404, "anonymous": 302, "owner": 200},
    "submissions:remark-thread": READERS,
    "submissions:remark-close": POSTED,
    "submissions:remark-reopen": POSTED,
}


def kwargs_for(name: str, world) -> dict:
    if name.removeprefix("submissions:") in ("remark-list", "remark-write"):
        return {"pk": world.entry.pk}
    return {"pk": world.entry.pk, "remark": world.remark.pk}
