"""What scaling hangs on the small season: a case of the panelist's ministry, a replication."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from tests import make
from tests.submissions.contents import PDF


def furnish(world) -> dict[str, Any]:
    award = make.award(world.entries["ACCEPTED"])
    ministry = world.people["kl_contact"].acting.institution
    adopter = world.people["adopter"].acting.institution
    case = make.scaling_case(innovation=award.innovation, institution=ministry)
    return {
        "award": award,
        "case": case,
        "gate": make.gate(case, "INTERESTED", file=ContentFile(PDF, name="b.pdf")),
        "replication": make.replication(source=award.innovation, adopter=adopter, case=case),
    }
