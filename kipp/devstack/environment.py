"""What the portal reads from its environment, for the demo and for single commands."""

from __future__ import annotations

import fcntl
import os
import secrets
import shlex
from typing import IO, TYPE_CHECKING

from kipp.devstack import process
from kipp.devstack.account import LOCAL, CannotServe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOSTS = f"{process.LOOPBACK},localhost"
NOTE = LOCAL / "demo.env"
SECRET = LOCAL / "demo.secret"


class AlreadyRunning(Exception):
    pass


def locked(folder: Path = LOCAL) -> IO[bytes]:
    """The one right to the data in a folder. Held as long as the file stays open."""
    folder.mkdir(exist_ok=True)
    lock = (folder / "demo.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise AlreadyRunning from None
    return lock


def demo(port: int, mail_port: int) -> dict[str, str]:
    return {
        "DEMO": "1",
        **scanner(),
        "SECRET_KEY": _secret(),
        "ALLOWED_HOSTS": HOSTS,
        "SITE_URL": f"http://{process.LOOPBACK}:{port}",
        "SMTP_HOST": process.LOOPBACK,
        "SMTP_PORT": str(mail_port),
        "MAIL_FROM": "Portal KIPP <kipp@portal.example>",
    }


def single(servers: Mapping[str, str]) -> dict[str, str]:
    """For one command without the demo. What is set already stays as it is set."""
    own = {"SECRET_KEY": _secret(), "ALLOWED_HOSTS": HOSTS, "HTTPS": "0", **scanner()}
    return {**{name: os.environ.get(name, value) for name, value in own.items()}, **servers}


def stand_in() -> dict[str, str]:
    """Lets the checks read the settings; whatever they would connect to is not there."""
    return {
        "SECRET_KEY": "".join(map(chr, range(48, 123))),
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": f"postgresql://nobody@{process.LOOPBACK}:9/nothing",
        "REDIS_URL": f"redis://{process.LOOPBACK}:9/0",
        "SCAN": "off",
    }


def scanner() -> dict[str, str]:
    """The virus scanner that the caller has, or none: the demo and single commands do without."""
    given = os.environ.get("CLAMAV_URL")
    return {"CLAMAV_URL": given} if given else {"SCAN": "off"}


def note(environment: Mapping[str, str]) -> None:
    """For every other `./dev manage` meanwhile; the file can be sourced by a shell, too."""
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in sorted(environment.items())]
    write_secretly(NOTE, "".join(lines))


def noted() -> dict[str, str]:
    if not NOTE.exists():
        raise CannotServe("The demo is just starting or ending: try again in a moment.")
    lines = NOTE.read_text().splitlines()
    return {name: shlex.split(value)[0] for name, _, value in (li.partition("=") for li in lines)}


def write_secretly(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _secret() -> str:
    """Kept, so that a restart logs nobody out."""
    if not SECRET.exists():
        LOCAL.mkdir(exist_ok=True)
        write_secretly(SECRET, secrets.token_urlsafe(50))
    return SECRET.read_text()
