"""Who may open the pages of people. POST-only doors answer a GET with 405 to whoever is signed in."""

from __future__ import annotations

from kipp.accounts.actions import people
from kipp.accounts.models import Role, RoleHolding

STAFF = ("admin", "other_admin", "secretariat", "superuser")
FOR_STAFF = {"*": 404, "anonymous": 302, **dict.fromkeys(STAFF, 200)}
SIGNED_IN = {"*": 200, "anonymous": 302}
PRESSED = {"*": 405, "anonymous": 302}
PUBLIC = {"*": 200}
# Allauth sends those away who are in already.
ENTRANCE = {"*": 302, "anonymous": 200}

DOORS = {
    "accounts:people": FOR_STAFF,
    "accounts:invitation-send": FOR_STAFF,
    "accounts:invitation-withdraw": PRESSED,
    "accounts:holding-confirm": PRESSED,
    # The page asks about ending the owner's role: his Admin Lokal and the secretariat may.
    "accounts:holding-end": {"*": 404, "anonymous": 302, "admin": 200, "secretariat": 200},
    "accounts:deputy-list": {"*": 404, "anonymous": 302, "admin": 200, "other_admin": 200},
    "accounts:deputy-revoke": PRESSED,
    "accounts:invitation-accept": PUBLIC,
    "accounts:profile": SIGNED_IN,
    "accounts:role-switch": PRESSED,
    "accounts:session-keep": SIGNED_IN,
    "accounts:welcome-dismiss": PRESSED,
    "account_login": ENTRANCE,
    "account_signup": ENTRANCE,
    "account_logout": {"*": 200, "anonymous": 302},
    "account_inactive": PUBLIC,
    # Nobody in the small season has a password yet: each is led to making one.
    "account_reauthenticate": {"*": 403, "anonymous": 302},
    "account_change_password": {"*": 302},
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
}


def kwargs_for(name, world):
    owner = world.people["owner"].acting
    if name in ("accounts:holding-confirm", "accounts:holding-end"):
        return {"pk": owner.pk}
    if name in ("accounts:invitation-withdraw", "accounts:deputy-revoke"):
        return {"pk": 1}
    if name == "accounts:invitation-accept":
        return {"token": _token(world)}
    if name == "account_reset_password_from_key":
        return {"uidb36": "1", "key": "tautan-lama"}
    return {}


def _token(world) -> str:
    invitation = people.invite(
        by=world.people["admin"],
        email="baru@kota.contoh.id",
        name="Orang Baru",
        role=Role.INNOVATOR,
        institution=world.people["admin"].acting.institution,
        unit=RoleHolding.objects.get(pk=world.people["owner"].acting.pk).unit,
    )
    return invitation.token
