from __future__ import annotations

DOORS = {"journal:line-list": {"*": 404, "anonymous": 302, "auditor": 200}}


def kwargs_for(name, world):
    return {}
