"""Parts of pages on what is near to a proposal."""

from __future__ import annotations

DOORS = {
    "submissions:title-near": {
        "*": 404,
        "anonymous": 302,
        "owner": 200,
        "colleague": 200,
        "other_unit": 200,
        "other_institution": 200,
        "admin": 200,
        "other_admin": 200,
    },
    "submissions:entry-near": {
        "*": 404,
        "anonymous": 302,
        "owner": 200,
        "admin": 200,
        "secretariat": 200,
    },
}


def kwargs_for(name, world) -> dict:
    return {"pk": world.entry.pk} if name == "submissions:entry-near" else {}
