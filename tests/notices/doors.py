from __future__ import annotations

DOORS = {
    "notices:notice-list": {"*": 200, "anonymous": 302},
    "notices:notice-open": {"*": 405, "anonymous": 302},
    "notices:notice-read-all": {"*": 405, "anonymous": 302},
    "notices:outbox": {"*": 404, "anonymous": 302, "secretariat": 200, "superuser": 200},
    "notices:outbox-export": {"*": 404, "anonymous": 302, "secretariat": 200, "superuser": 200},
    "notices:notice-resend": {"*": 405, "anonymous": 302},
}


def kwargs_for(name, world):
    if name == "notices:outbox-export":
        return {"kind": "csv"}
    return {"pk": 1} if name in ("notices:notice-open", "notices:notice-resend") else {}
