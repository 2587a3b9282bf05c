from kipp.accounts.views.entering import invitation_accept
from kipp.accounts.views.people import (
    holding_confirm,
    holding_end,
    invitation_send,
    invitation_withdraw,
    people,
)
from kipp.accounts.views.self import profile, role_switch, session_keep, welcome_dismiss

__all__ = [
    "holding_confirm",
    "holding_end",
    "invitation_accept",
    "invitation_send",
    "invitation_withdraw",
    "people",
    "profile",
    "role_switch",
    "session_keep",
    "welcome_dismiss",
]
