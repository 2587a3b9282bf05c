"""Cases and replications: both sides, the ministry's staff, and who follows for the record."""

from __future__ import annotations

STAFF = {"scaling_officer": 200, "secretariat": 200, "leadership": 200, "auditor": 200}
OWNERS = {"owner": 200, "admin": 200}
EVERYBODY = {"*": 200, "anonymous": 302}
CASE = {
    "*": 404,
    "anonymous": 302,
    **STAFF,
    **OWNERS,
    "kl_contact": 200,
    "panelist": 200,
    "adopter": 200,
}
# The Admin Lokal of the adopting institution is on the adopter's side.
REPLICATION = {
    "*": 404,
    "anonymous": 302,
    **STAFF,
    **OWNERS,
    "kl_contact": 200,
    "adopter": 200,
    "other_admin": 200,
}
OFFICER = {"*": 404, "anonymous": 302, "scaling_officer": 200}
POSTED = {"*": 405, "anonymous": 302}
ADOPTING = {"*": 404, "anonymous": 302, "adopter": 200, "other_admin": 200}

DOORS = {
    "scaling:case-list": EVERYBODY,
    "scaling:case-export": EVERYBODY,
    "scaling:replication-export": EVERYBODY,
    "scaling:innovation-export": EVERYBODY,
    "scaling:case-detail": CASE,
    "scaling:case-open": {"*": 404, "anonymous": 302, "scaling_officer": 200, "kl_contact": 200},
    "scaling:case-proposal": {
        "*": 404,
        "anonymous": 302,
        "scaling_officer": 200,
        "kl_contact": 200,
    },
    "scaling:gate-fill": {"*": 404, "anonymous": 302, "kl_contact": 200},
    "scaling:gate-file": CASE,
    "scaling:case-advance": POSTED,
    "scaling:case-resume": POSTED,
    "scaling:case-pause": OFFICER,
    "scaling:case-stop": OFFICER,
    "scaling:replication-list": EVERYBODY,
    "scaling:province-table": EVERYBODY,
    "scaling:replication-propose": ADOPTING | {"admin": 200},
    "scaling:replication-detail": REPLICATION,
    "scaling:replication-agree": {"*": 404, "anonymous": 302, **OWNERS},
    "scaling:agreement-file": {"*": 404, "anonymous": 302},
    "scaling:replication-approve": POSTED,
    "scaling:replication-start": POSTED,
    "scaling:replication-finish": POSTED,
    "scaling:replication-decline": ADOPTING | OWNERS | {"scaling_officer": 200},
    "scaling:replication-stop": ADOPTING | {"scaling_officer": 200},
    "scaling:replication-report": ADOPTING,
    "scaling:innovation-list": EVERYBODY,
    "scaling:innovation-report": {"*": 404, "anonymous": 302, **OWNERS},
}


def kwargs_for(name: str, world) -> dict:
    innovation = world.award.innovation_id
    match name.removeprefix("scaling:"):
        case "case-list" | "replication-list" | "province-table" | "innovation-list":
            return {}
        case page if page.endswith("-export"):
            return {"kind": "csv"}
        case "case-open" | "replication-propose":
            return {"innovation": innovation}
        case "innovation-report":
            return {"pk": innovation}
        case "gate-file":
            return {"pk": world.case.pk, "gate": world.gate.pk}
        case noun if noun.startswith(("case", "gate")):
            return {"pk": world.case.pk}
    return {"pk": world.replication.pk}
