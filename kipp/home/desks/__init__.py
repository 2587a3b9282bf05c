"""The desk of each role: what waits for it, how far its work is. Apps do not know of each other's
desks; here, above them all, their querysets are read together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kipp.accounts.models import Role
from kipp.home.desks import judges, participants, readers, scaling, secretariat
from kipp.home.desks.parts import Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kipp.accounts.models import User

DESKS: dict[str, Callable[[User, datetime], Desk]] = {
    Role.INNOVATOR: participants.innovator,
    Role.INSTITUTION_ADMIN: participants.institution_admin,
    Role.SECRETARIAT: secretariat.secretariat,
    Role.SUPERUSER: secretariat.superuser,
    Role.EVALUATOR: judges.judge,
    Role.PANELIST: judges.judge,
    Role.PLENARY_CHAIR: judges.plenary_chair,
    Role.SCALING_OFFICER: scaling.scaling_officer,
    Role.KL_CONTACT: scaling.kl_contact,
    Role.ADOPTER: scaling.adopter,
    Role.LEADERSHIP: readers.leadership,
    Role.AUDITOR: readers.auditor,
}


def desk_of(user: User, now: datetime) -> Desk:
    if not user.role:
        return Desk(idle="Anda belum memegang peran yang berlaku.")
    return DESKS[user.role](user, now)
