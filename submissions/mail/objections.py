"""The letters about an objection to a rejection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.accounts.models import Role, RoleHolding
from kipp.notices import outbox
from kipp.notices.events import event
from submissions.addressees import both_of
from submissions.mail.entries import BOTH

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import Objection

FILED = event(
    "objection.filed",
    "Keberatan diajukan",
    recipients="Tim Sekretariat, selain yang tidak meloloskannya",
    timing="seketika",
)
DECLINED = event(
    "objection.declined", "Keberatan tidak diterima", recipients=BOTH, timing="seketika"
)


def filed(made: Objection, *, at: datetime) -> None:
    key, url = f"objection:{made.pk}", made.get_absolute_url()
    people = _who_may_answer(made)
    outbox.send(FILED, to=people, key=key, at=at, url=url, filed=made, moment_of=at)


def declined(found: Objection, *, at: datetime) -> None:
    key, url = f"objection:{found.pk}:declined", _entry(found)
    people = both_of(found.entry)
    outbox.send(DECLINED, to=people, key=key, at=at, url=url, filed=found, moment_of=at)


def _who_may_answer(made: Objection) -> list[User]:
    held = RoleHolding.objects.in_force().filter(role=Role.SECRETARIAT).for_acting()
    people = {one.user_id: one.user.act_as(one) for one in held}
    for names in made.entry.decisions.filter(verb="entry.reject").values_list("by", "second"):
        for name in names:
            people.pop(name, None)
    return list(people.values())


def _entry(found: Objection) -> str:
    return reverse("submissions:entry-detail", kwargs={"pk": found.entry_id})
