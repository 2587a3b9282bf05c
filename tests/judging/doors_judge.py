"""The judges' pages, and the secretariat's page of who judges what."""

from __future__ import annotations

NOBODY = {"*": 404, "anonymous": 302}
JUDGES = NOBODY | {"evaluator": 200, "conflicted": 200, "panelist": 200}
# The sheet of the evaluator: not even another judge of the same entry comes in.
OWN = NOBODY | {"evaluator": 200}
# A seat not yet declared: its judge declares or gives it back, and reads nothing.
UNDECLARED = NOBODY | {"conflicted": 200}
SECRETARIAT = NOBODY | {"secretariat": 200}
POSTED = {"*": 405, "anonymous": 302}

DOORS = {
    "judging:desk": JUDGES,
    "judging:assignment-declare": UNDECLARED,
    "judging:assignment-recuse": UNDECLARED,
    "judging:scorecard": OWN,
    "judging:scorecard-sign": OWN,
    "judging:scorecard-withdraw": POSTED,
    "judging:evidence-open": OWN,
    "judging:relevance-tick": NOBODY | {"panelist": 200},
    "judging:consolidation": JUDGES,
    "judging:consolidation-sheet": OWN,
    "judging:consolidation-confirm": POSTED,
    "judging:assignment-plan": SECRETARIAT,
    "judging:assignment-export": SECRETARIAT,
    "judging:assignment-deal": POSTED,
    "judging:assignment-top-up": POSTED,
    "judging:assignment-add": SECRETARIAT,
    "judging:assignment-judge": SECRETARIAT,
    "judging:assignment-release": SECRETARIAT,
}


def kwargs_for(name: str, world) -> dict:
    match name.removeprefix("judging:"):
        case "desk" | "consolidation":
            return {}
        case "assignment-declare" | "assignment-recuse":
            return {"pk": world.undeclared_seat.pk}
        case "evidence-open":
            return {"pk": world.seat.pk, "file": world.evidence.pk}
        case "relevance-tick":
            return {"pk": world.panel_seat.pk}
        case "consolidation-sheet" | "consolidation-confirm":
            return {"pk": world.apart_seat.pk}
        case "assignment-judge":
            return {"pk": world.round.pk, "holding": world.seat.holding_id}
        case "assignment-export":
            return {"pk": world.round.pk, "kind": "csv"}
        case "assignment-release":
            return {"pk": world.seat.pk}
        case other if other.startswith("assignment-"):
            return {"pk": world.round.pk}
    return {"pk": world.seat.pk}
