from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.accounts.models import RoleHolding, User
from kipp.accounts.models.role import CONFIRMS
from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from kipp.accounts.models import Invitation
    from kipp.notices.events import Event

INVITED = event(
    "account.invited",
    "Undangan",
    recipients="Yang diundang",
    timing="seketika, saat undangan dibuat",
    secret=True,
)
PASSWORD_RESET = event(
    "account.password_reset",
    "Kata sandi baru",
    recipients="Pemilik akun",
    timing="seketika, saat ia meminta kata sandi baru",
    secret=True,
)
ROLE_WAITING = event(
    "account.role_waiting",
    "Peran menunggu konfirmasi",
    recipients="Mereka yang boleh menjadi orang kedua: Tim Sekretariat atau pengelola sistem",
    timing="seketika, saat undangan untuk peran yang perlu konfirmasi diterima",
)
ROLE_CONFIRMED = event(
    "account.role_confirmed",
    "Peran dikonfirmasi",
    recipients="Pemegang peran",
    timing="seketika, saat dikonfirmasi",
)
ROLE_ENDED = event(
    "account.role_ended",
    "Peran diakhiri",
    recipients="Pemegang peran",
    timing="seketika, saat peran diakhiri",
)
DEPUTY_NAMED = event(
    "account.deputy_named",
    "Wakil Admin Lokal ditunjuk",
    recipients="Wakil; Admin Lokal yang diwakili",
    timing="seketika, saat wakil ditunjuk",
)
DEPUTY_ENDED = event(
    "account.deputy_ended",
    "Perwakilan Admin Lokal dicabut",
    recipients="Wakil; Admin Lokal yang diwakili",
    timing="seketika, saat perwakilan dicabut atau peran Admin Lokal berakhir",
)


def invited(invitation: Invitation, *, at: datetime) -> None:
    outbox.send_to_address(
        INVITED,
        address=invitation.email,
        key=f"invitation:{invitation.pk}",
        at=at,
        url=reverse("accounts:invitation-accept", kwargs={"token": invitation.token}),
        place=invitation.institution,
        invitation=invitation,
    )


def password_reset(*, address: str, path: str, key: str, at: datetime) -> None:
    outbox.send_to_address(PASSWORD_RESET, address=address, key=key, at=at, url=path)


def role_waiting(holding: RoleHolding, *, at: datetime) -> None:
    roles = [role for role, confirms in CONFIRMS.items() if holding.role in confirms]
    second = RoleHolding.objects.in_force().filter(role__in=roles).exclude(user=holding.user)
    second = second.exclude(user=holding.granted_by) if holding.granted_by else second
    people = User.objects.filter(holdings__in=second).distinct().order_by("pk")
    _tell(ROLE_WAITING, people, holding, at, url=f"{reverse('accounts:people')}?status=PENDING")


def role_confirmed(holding: RoleHolding, *, at: datetime) -> None:
    _tell(ROLE_CONFIRMED, [holding.user], holding, at, url=reverse("home"))


def role_ended(holding: RoleHolding, *, at: datetime) -> None:
    _tell(ROLE_ENDED, [holding.user], holding, at)


def deputy_named(holding: RoleHolding, *, at: datetime) -> None:
    _tell_both(DEPUTY_NAMED, holding, at)


def deputy_ended(holding: RoleHolding, *, at: datetime) -> None:
    _tell_both(DEPUTY_ENDED, holding, at)


def _tell_both(about: Event, holding: RoleHolding, at: datetime) -> None:
    absent = holding.deputises.user if holding.deputises else holding.user
    last_on = holding.ends_on - timedelta(days=1) if holding.ends_on else None
    outbox.send(
        about,
        to=[holding.user, absent],
        key=f"holding:{holding.pk}",
        at=at,
        url=reverse("home"),
        holding=holding,
        last_on=last_on,
    )


def _tell(
    about: Event, to: Iterable[User], holding: RoleHolding, at: datetime, url: str = ""
) -> None:
    outbox.send(about, to=to, key=f"holding:{holding.pk}", at=at, url=url, holding=holding)
