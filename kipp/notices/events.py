"""Every event the portal tells people about. docs/notices.md lists them; a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass

EVENTS: dict[str, Event] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """`recipients` and `timing` are for the reader of docs/notices.md; `mail`, `portal` the channels.

    The letter of a `secret` event opens a door: its text leaves the outbox with it.
    """

    code: str
    recipients: str
    timing: str
    mail: bool = True
    portal: bool = True
    secret: bool = False

    @property
    def template(self) -> str:
        return f"notices/{self.code}.txt"

    @property
    def channels(self) -> str:
        names = (("surel", self.mail), ("portal", self.portal))
        return ", ".join(name for name, used in names if used)


def event(
    code: str,
    *,
    recipients: str,
    timing: str,
    mail: bool = True,
    portal: bool = True,
    secret: bool = False,
) -> Event:
    """Declare an event in an app's mail.py."""
    if code in EVENTS:
        raise ValueError(f"event {code} is declared twice")
    EVENTS[code] = Event(code, recipients, timing, mail, portal and not secret, secret)
    return EVENTS[code]


def is_secret(code: str) -> bool:
    """A letter may outlive its event's declaration: what nobody knows any more is kept as it is."""
    return code in EVENTS and EVENTS[code].secret
