"""Child processes that never outlive the one that started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PR_SET_PDEATHSIG = 1
LOOPBACK = "127.0.0.1"
Child = subprocess.Popen[bytes]


class PortTaken(Exception):
    pass


def spawn(
    command: Sequence[str | Path], *, ends_on: signal.Signals = signal.SIGTERM, **options: Any
) -> Child:
    """In a session of its own, so that Ctrl-C reaches the supervisor alone."""
    return subprocess.Popen(
        command, start_new_session=True, preexec_fn=_die_with_parent(ends_on), **options
    )


def stop(child: Child, sign: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    if child.poll() is None:
        child.send_signal(sign)
    end(child, patience)


def end(child: Child, patience: float) -> None:
    """Wait for a child that was asked to stop; past the patience kill it, and in any case whatever
    it started and left behind."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(max(patience, 0.1))
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def free_port(wanted: int = 0, *, only: bool = False) -> int:
    """The wanted port or one of the twenty after it; with `only`, that one or PortTaken. Without a
    wish any port that the system does not hand out to outgoing connections meanwhile."""
    candidates = [wanted] if only else [*range(wanted, wanted + 20), 0]
    for port in candidates if wanted else [*_seldom_used(), 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise PortTaken(wanted)


def _seldom_used() -> list[int]:
    """Below the range of outgoing connections, in no order: two starts at once seldom meet."""
    return secrets.SystemRandom().sample(range(20_000, 32_000), 40)


def tail(log: IO[bytes], size: int = 4000) -> str:
    log.flush()
    with open(log.name, "rb") as written:
        return written.read()[-size:].decode(errors="replace")


def _die_with_parent(sign: signal.Signals) -> Callable[[], None] | None:
    """Linux sends `sign` to the child when its parent dies, even by kill -9.

    It runs after the change of user, which would clear the wish again.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def wish() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:  # it died before the wish was spoken
            os._exit(1)

    return wish
