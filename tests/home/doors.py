from __future__ import annotations

DOORS = {"home": {"*": 200, "anonymous": 302}}


def kwargs_for(name, world):
    return {}
