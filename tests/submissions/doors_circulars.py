"""Messages of the secretariat to many."""

from __future__ import annotations

from kipp.accounts.models import Role
from submissions import segments
from submissions.actions import circulars
from submissions.models import Segment
from tests import make

SECRETARIAT = {"*": 404, "anonymous": 302, "secretariat": 200}

DOORS = {
    "submissions:circular-list": SECRETARIAT,
    "submissions:circular-write": SECRETARIAT,
    "submissions:circular": SECRETARIAT,
}


def kwargs_for(name: str, world) -> dict:
    if name == "submissions:circular-write":
        return {}
    make.person(Role.INSTITUTION_ADMIN)
    edition, by = world.entry.edition, world.people["secretariat"]
    count = segments.holdings_of(Segment.ADMINS, edition).count()
    words = (f"Batas ajukan {count}", "Segera.")  # of its own each time: one more has joined
    made = circulars.send(edition, Segment.ADMINS, *words, counted=count, by=by)
    return {"pk": made.pk} if name == "submissions:circular" else {}
