"""Reads the letters that the demo's mail server has stored."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

LATEST = 100


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    to: str
    subject: str
    at: datetime | None
    body: str


def latest(to: str = "") -> list[Letter]:
    """The newest letters first, of one mailbox if named."""
    letters: list[Letter] = []
    for path in sorted(settings.DEMO_MAILBOX.glob("*.eml"), reverse=True):
        letter = _read(path)
        if to.lower() in letter.to.lower():
            letters.append(letter)
        if len(letters) == LATEST:
            break
    return letters


def find(name: str) -> Letter | None:
    """One letter by its file name; None for anything that is not one."""
    path = next((one for one in settings.DEMO_MAILBOX.glob("*.eml") if one.name == name), None)
    return _read(path) if path else None


def _aware(at: datetime) -> datetime:
    """Letters are dated "-0000": in UTC, by a writer that keeps its zone to itself."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _read(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    date = message["Date"]
    return Letter(
        name=path.name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=_aware(date.datetime) if date else None,
        body=body.get_content() if body else "",
    )
