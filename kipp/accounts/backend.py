from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from kipp.accounts.models import RoleHolding, User

# Built once: every page asks it.
_IN_FORCE = RoleHolding.objects.in_force().for_acting()


class AccountBackend(AuthenticationBackend):
    """Knows a person by mailbox and password, and finds him for every request of his session."""

    def get_user(self, user_id: Any) -> User | None:
        """The person with the roles he may act under: every page needs both, one query has both."""
        held = list(_IN_FORCE.filter(user=user_id))  # none, where he is inactive
        user: User | None = held[0].user if held else super().get_user(user_id)
        if user:
            user.held = held
        return user
