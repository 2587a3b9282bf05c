"""Every event the portal tells people about. docs/notices.md lists them; a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass

EVENTS: dict[str, Event] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is what people read of it in the outbox; `recipients` and `timing` are for the reader of
    docs/notices.md; `mail`, `portal` the channels.

    The letter of a `secret` event opens a door: its text leaves the outbox with it.
    """

    code: str
    name: str
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
    name: str,
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
    EVENTS[code] = Event(code, name, recipients, timing, mail, portal and not secret, secret)
    return EVENTS[code]


def name_of(code: str) -> str:
    """A letter may outlive its event's declaration: then its code must do."""
    return EVENTS[code].name if code in EVENTS else code


def named_like(text: str) -> list[str]:
    """The codes of events whose name has this text in it."""
    return [one.code for one in EVENTS.values() if text.lower() in one.name.lower()]


def is_secret(code: str) -> bool:
    """What nobody knows any more is kept as it is."""
    return code in EVENTS and EVENTS[code].secret
