"""How a season fills."""

from __future__ import annotations

LOOKING_ON = {"*": 404, "anonymous": 302, "secretariat": 200, "leadership": 200}

DOORS = {
    "submissions:season-overview": LOOKING_ON,
    "submissions:season-export": LOOKING_ON,
    "submissions:season-absent": LOOKING_ON,
    "submissions:absent-export": LOOKING_ON,
}


def kwargs_for(name: str, world) -> dict:
    return {"kind": "xlsx"} if name.endswith("-export") else {}
