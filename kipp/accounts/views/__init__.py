from kipp.accounts.views.deputies import deputy_list, deputy_revoke
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
    "deputy_list",
    "deputy_revoke",
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
