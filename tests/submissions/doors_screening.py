"""The screening at work: who is at what, the second reader, the board."""

from __future__ import annotations

from submissions.models import Claim, Rejection
from tests.make.entries import DAY, now
from tests.submissions.doors_desk import with_a_frozen_version

SECRETARIAT = {"*": 404, "anonymous": 302, "secretariat": 200}
PUSHED = {"*": 405, "anonymous": 302}

DOORS = {
    "submissions:claim-next": PUSHED,
    "submissions:claim-take": PUSHED,
    "submissions:claim-release": PUSHED,
    "submissions:claim-take-over": SECRETARIAT,
    "submissions:rejection": SECRETARIAT,
    "submissions:screening-board": SECRETARIAT,
    "submissions:screening-pass": SECRETARIAT,
    "submissions:screening-passed": {"*": 404, "anonymous": 302, "secretariat": 302},
}


def kwargs_for(name: str, world) -> dict:
    name = name.removeprefix("submissions:")
    if name in ("claim-next", "screening-board", "screening-pass", "screening-passed"):
        return {}
    entry = with_a_frozen_version(world.entries["LODGED"])
    if name == "claim-take-over":
        given = {"by": world.people["owner"], "at": now(), "until": now() + DAY}
        Claim.objects.update_or_create(entry=entry, defaults=given)
    if name == "rejection":
        given = {"reason": "Surat tidak sah.", "proposed_by": world.people["owner"]}
        given["proposed_at"] = now()
        return {"pk": Rejection.objects.get_or_create(entry=entry, defaults=given)[0].pk}
    return {"pk": entry.pk}
