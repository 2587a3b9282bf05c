"""Beside the desk of an Admin Lokal: choosing within the quota, reminding teams."""

from __future__ import annotations

EVERY_ADMIN = {"*": 404, "anonymous": 302, "admin": 200, "other_admin": 200}

DOORS = {
    "submissions:agency-choose": EVERY_ADMIN,
    # Without a ticked row there is nobody to remind: back to the desk.
    "submissions:agency-remind": EVERY_ADMIN | {"admin": 302, "other_admin": 302},
}


def kwargs_for(name: str, world) -> dict:
    return {}
