"""Asking: for an account, for help; and what the secretariat makes of it."""

from __future__ import annotations

from submissions.actions import account_requests, helpdesk
from submissions.models import HelpThread
from tests.submissions import letters

SECRETARIAT = {"*": 404, "anonymous": 302, "secretariat": 200}
EVERYBODY = {"*": 200}
WHO_ASKS = dict.fromkeys(
    ("owner", "colleague", "other_unit", "other_institution", "admin", "other_admin"), 200
)

DOORS = {
    "submissions:account-ask": EVERYBODY,
    "submissions:account-asked": EVERYBODY,
    "submissions:account-request-list": SECRETARIAT,
    "submissions:account-request": SECRETARIAT,
    "submissions:account-request-file": SECRETARIAT,
    "submissions:help-ask": {"*": 404, "anonymous": 302} | WHO_ASKS,
    "submissions:help-desk": SECRETARIAT,
    "submissions:help-thread": SECRETARIAT,
    "submissions:faq-list": SECRETARIAT,
    "submissions:faq-publish": SECRETARIAT,
    "submissions:faq-revise": SECRETARIAT,
    "submissions:faq-withdraw": {"*": 405, "anonymous": 302},
}


def kwargs_for(name: str, world) -> dict:
    name = name.removeprefix("submissions:")
    asker, keeper = world.people["owner"], world.people["secretariat"]
    if name.startswith("account-request") and name != "account-request-list":
        return {"pk": account_requests.ask(letters.asked()).pk}
    if name in ("help-desk", "help-ask", "help-thread"):
        said = helpdesk.ask("Bolehkah video lebih dari lima menit?", by=asker)
        helpdesk.answer(said.thread, "Tidak: lima menit.", seen=said.pk, by=keeper)
        helpdesk.ask("Terima kasih.\n\nDi mana kuotanya?", by=asker)
        return {"pk": HelpThread.objects.get().pk} if name == "help-thread" else {}
    if name.startswith("faq"):
        item = helpdesk.publish("Berapa lama videonya?", "Lima menit.", by=keeper)
        return {"pk": item.pk} if name in ("faq-revise", "faq-withdraw") else {}
    return {}
