"""The demo's mailbox does not exist outside the demo."""

DOORS = {name: {"*": 404} for name in ("demo:mail-list", "demo:mail-detail")}


def kwargs_for(name: str, world) -> dict:
    return {} if name == "demo:mail-list" else {"name": "1.eml"}
