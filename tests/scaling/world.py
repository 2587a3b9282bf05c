"""What scaling hangs on the small season: a case of the panelist's ministry, a replication."""

from __future__ import annotations

from typing import Any

from tests import make


def furnish(world) -> dict[str, Any]:
    award = make.award(world.entries["ACCEPTED"])
    ministry = world.people["kl_contact"].acting.institution
    adopter = world.people["adopter"].acting.institution
    case = make.scaling_case(innovation=award.innovation, institution=ministry)
    return {
        "award": award,
        "case": case,
        "gate": make.gate(case, "INTERESTED", file="gates/none.pdf"),
        "replication": make.replication(source=award.innovation, adopter=adopter, case=case),
    }
