"""The secretariat's and the chair's side of judging, and the results that owners read."""

from __future__ import annotations

from judging.models import RoundState

SECRETARIAT = {"*": 404, "anonymous": 302, "secretariat": 200}
CHAIR = {"*": 404, "anonymous": 302, "chair": 200}
PLENARY = {"*": 404, "anonymous": 302, "secretariat": 200, "chair": 200}
# Once announced, numbers without names.
ANNOUNCED = {
    **PLENARY,
    "leadership": 200,
    "auditor": 200,
    "scaling_officer": 200,
    "kl_contact": 200,
}

DOORS = {
    "judging:round-list": ANNOUNCED,
    "judging:round-detail": PLENARY | {"leadership": 200},
    "judging:round-open": SECRETARIAT,
    "judging:round-admit": SECRETARIAT,
    "judging:round-consolidate": SECRETARIAT,
    "judging:round-convene": SECRETARIAT,
    "judging:ranking": SECRETARIAT,
    "judging:ranking-export": SECRETARIAT,
    "judging:entry-sheets": SECRETARIAT,
    "judging:plenary": PLENARY,
    "judging:plenary-move": CHAIR,
    "judging:finalist-list": CHAIR,
    "judging:finalist": CHAIR,
    "judging:finalist-file": CHAIR,
    "judging:round-close": CHAIR,
    "judging:minutes": ANNOUNCED,
    "judging:round-announce": SECRETARIAT,
    "judging:award-list": SECRETARIAT,
    "judging:award-export": SECRETARIAT,
    "judging:decree-add": SECRETARIAT,
    "judging:decree-file": {"*": 200},
    "judging:award-revoke": SECRETARIAT,
    "judging:revocation": SECRETARIAT,
    "judging:revocation-file": SECRETARIAT,
    "judging:result": {"*": 404, "anonymous": 302, "owner": 200, "admin": 200},
}
STATES = {
    "round-open": RoundState.PLANNED,
    "plenary": RoundState.PLENARY,
    "plenary-move": RoundState.PLENARY,
    "finalist-list": RoundState.PLENARY,
    "finalist": RoundState.PLENARY,
    "finalist-file": RoundState.PLENARY,
    "round-close": RoundState.PLENARY,
    "minutes": RoundState.ANNOUNCED,
    "round-announce": RoundState.CLOSED,
    "award-list": RoundState.CLOSED,
    "award-export": RoundState.CLOSED,
    "decree-add": RoundState.CLOSED,
    "result": RoundState.ANNOUNCED,
}


def kwargs_for(name: str, world) -> dict:
    page = name.removeprefix("judging:")
    if page == "round-list":
        return {}
    entry = world.entries["ACCEPTED"]
    if page in ("decree-file", "award-revoke"):
        return {"pk": world.award.decree_id if page == "decree-file" else world.award.pk}
    if page in ("revocation", "revocation-file"):
        return {"pk": world.revocation.pk}
    round = world.rounds[STATES.get(page, RoundState.OPEN)]
    if page == "result":
        return {"pk": entry.pk}
    if page in ("ranking-export", "award-export"):
        return {"pk": round.pk, "kind": "csv"}
    if page == "finalist-file":
        return {"pk": round.pk, "entry": entry.pk, "file": world.evidence.pk}
    if page in ("entry-sheets", "plenary-move", "finalist"):
        return {"pk": round.pk, "entry": entry.pk}
    return {"pk": round.pk}
