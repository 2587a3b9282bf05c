"""The team of a proposal, who answers for it, and what it says to each other."""

from __future__ import annotations

READERS = {"*": 404, "anonymous": 302, "owner": 200, "admin": 200, "secretariat": 200}
POSTED = {"*": 405, "anonymous": 302}

DOORS = {
    "submissions:team-allow": POSTED,
    "submissions:team-leave": POSTED,
    "submissions:pic-hand-over": {"*": 404, "anonymous": 302, "owner": 200, "admin": 200},
    "submissions:version-list": READERS,
    "submissions:version-section": READERS,
    "submissions:version-restore": POSTED,
    "submissions:pic-list": {"*": 404, "anonymous": 302, "admin": 200, "other_admin": 200},
}


def kwargs_for(name: str, world) -> dict:
    name = name.removeprefix("submissions:")
    if name == "pic-list":
        return {}
    if name in ("version-section", "version-restore"):
        return {"pk": world.entry.pk, "code": "1"}
    if name == "team-allow":
        return {"pk": world.entry.pk, "member": world.entry.team.latest("pk").pk}
    return {"pk": world.entry.pk}
