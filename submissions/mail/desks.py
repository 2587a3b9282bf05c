"""The letters between institutions and the helpdesk. Called inside the transaction of the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from kipp.accounts.models import Role, RoleHolding, User
from kipp.notices import outbox
from kipp.notices.events import event

if TYPE_CHECKING:
    from datetime import datetime

    from submissions.models import AccountRequest, HelpMessage, HelpThread

AT_ONCE = "seketika"
REQUESTED = event(
    "account_request.received",
    "Permintaan akun Admin Lokal",
    recipients="Tim Sekretariat",
    timing=AT_ONCE,
)
DECLINED = event(
    "account_request.declined",
    "Permintaan akun ditolak",
    recipients="Peminta akun",
    timing=AT_ONCE,
    portal=False,
)
ASKED = event(
    "help.asked",
    "Pertanyaan instansi",
    recipients="Tim Sekretariat",
    timing=AT_ONCE,
    mail=False,
)
ANSWERED = event(
    "help.answered",
    "Jawaban Tim Sekretariat",
    recipients="Yang bertanya; Admin Lokal instansi",
    timing=AT_ONCE,
)


def account_requested(made: AccountRequest, *, at: datetime) -> None:
    key, url = f"account_request:{made.pk}", made.get_absolute_url()
    outbox.send(REQUESTED, to=_secretariat(), key=key, at=at, url=url, asked=made)


def account_declined(made: AccountRequest, *, at: datetime) -> None:
    outbox.send_to_address(
        DECLINED,
        address=made.email,
        key=f"account_request:{made.pk}",
        at=at,
        url=reverse("submissions:account-ask"),
        place=made.institution,
        asked=made,
    )


def help_asked(thread: HelpThread, said: HelpMessage, *, at: datetime) -> None:
    url = thread.get_absolute_url()
    to = _secretariat()
    outbox.send(ASKED, to=to, key=f"help:{said.pk}", at=at, url=url, thread=thread, said=said)


def help_answered(thread: HelpThread, said: HelpMessage, *, at: datetime) -> None:
    """Who has asked in this talk and still belongs to the institution, and its Admin Lokals."""
    held = RoleHolding.objects.in_force().filter(institution=thread.institution_id)
    asked = thread.messages.exclude(role=Role.SECRETARIAT).values("by")
    near = held.filter(Q(role=Role.INSTITUTION_ADMIN) | Q(role=Role.INNOVATOR, user__in=asked))
    to = {one.user_id: one.user.act_as(one) for one in near.for_acting()}.values()
    url = reverse("submissions:help-ask")
    outbox.send(ANSWERED, to=to, key=f"help:{said.pk}", at=at, url=url, thread=thread, said=said)


def _secretariat() -> list[User]:
    held = RoleHolding.objects.in_force().filter(role=Role.SECRETARIAT).for_acting()
    return list({one.user_id: one.user.act_as(one) for one in held}.values())
