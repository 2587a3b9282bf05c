"""A link that opens WhatsApp with a text to send. Nothing is sent by the portal, and nothing is asked
of another site until a person presses it."""

from __future__ import annotations

import re
from urllib.parse import quote

_ABROAD = "62"  # numbers are written as at home, with a 0 in front
_SHORTEST, _LONGEST = 9, 15


def whatsapp(text: str, phone: str = "") -> str:
    """To a number if it is one that can be dialled, else to whom the sender chooses there."""
    return f"https://wa.me/{dialled(phone)}?text={quote(text)}"


def dialled(phone: str) -> str:
    """0812-3456-7890, +62 812 ... -> 62812...; "" for what is no number."""
    digits = re.sub(r"\D", "", phone)
    if digits.startswith("0"):
        digits = _ABROAD + digits[1:]
    fits = _SHORTEST <= len(digits) <= _LONGEST and digits.startswith(_ABROAD)
    return digits if fits else ""
