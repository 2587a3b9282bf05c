"""Every event the portal tells people about. docs/notices.md lists them; a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass

EVENTS: dict[str, Event] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """`recipients` and `timing` are for the reader of docs/notices.md; `mail`, `portal` the channels."""

    code: str
    recipients: str
    timing: str
    mail: bool = True
    portal: bool = True

    @property
    def template(self) -> str:
        return f"notices/{self.code}.txt"


def event(
    code: str, *, recipients: str, timing: str, mail: bool = True, portal: bool = True
) -> Event:
    """Declare an event in an app's mail.py."""
    if code in EVENTS:
        raise ValueError(f"event {code} is declared twice")
    EVENTS[code] = Event(code, recipients, timing, mail, portal)
    return EVENTS[code]
