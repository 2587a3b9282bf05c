"""Runs servers and programs together: one stops, all stop; none is left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, NoReturn, Self

from kipp.devstack import environment, process
from kipp.devstack.account import ROOT, CannotServe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import FrameType

    from kipp.devstack.servers import Server

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
COLOURS = {"web": 36, "worker": 32, "beat": 35, "mail": 33}
GRACE = 10.0


class Asked(Exception):
    """Somebody asked for the end: by Ctrl-C, by a signal, by closing the terminal."""


class Broken(Exception):
    """A program or a server ended that should have gone on, or never came up."""


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Supervisor:
    """Use it as a context manager: whatever ends the block, everything started ends with it."""

    def __init__(self, log: IO[bytes]) -> None:
        self.log = log
        self.environment = dict(os.environ)
        self.servers: list[Server] = []
        self.children: dict[str, process.Child] = {}
        self.ends = contextlib.ExitStack()  # what else is to be undone, after all has stopped
        self._ending = False
        self._was_asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        # Said aloud: a program started by `&` in a script would ignore SIGINT otherwise.
        self._before = {sign: signal.signal(sign, self._asked) for sign in SIGNALS}
        return self

    def __exit__(self, *failure: object) -> None:
        self._ending = True
        with self.ends:
            self._stop_everything()
        for sign, handler in self._before.items():
            # Whoever was asked to end is ending: one more Ctrl-C must not become its exit code.
            signal.signal(sign, signal.SIG_IGN if self._was_asked else handler)

    def serve(self, server: Server) -> None:
        self.servers.append(server)
        server.start(self.log)

    def start(self, program: Program) -> None:
        child = self._spawn(program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.children[program.name] = child
        pump = threading.Thread(target=_pump, args=(program.name, child.stdout), daemon=True)
        pump.start()

    def complete(self, program: Program) -> None:
        """Wait for a program that ends by itself."""
        self._finish(program)

    def ask(self, program: Program) -> str:
        """The same, for what it prints."""
        return self._finish(program, stdout=subprocess.PIPE).decode()

    def wait_for(self, ready: Callable[[], bool], patience: float) -> None:
        end = time.monotonic() + patience
        while not ready():
            self.look()
            if time.monotonic() > end:
                raise Broken(f"not ready after {patience:.0f} s")
            time.sleep(0.5)

    def watch(self) -> NoReturn:
        """Until something ends: Asked or Broken says what."""
        while True:
            self.look()
            time.sleep(0.25)

    def look(self) -> None:
        for name, child in self.children.items():
            if child.poll() is not None:
                raise Broken(f"{name} ended with {child.returncode}")
        for server in self.servers:
            if not server.is_running():
                raise Broken(f"{server.name} ended; see .local/servers.log")

    def _finish(self, program: Program, **streams: Any) -> bytes:
        child = self._spawn(program, **streams)
        self.children[program.name] = child
        printed, _ = child.communicate()
        del self.children[program.name]
        if child.returncode:
            raise Broken(f"{program.name} ended with {child.returncode}")
        return printed or b""

    def _spawn(self, program: Program, **streams: Any) -> process.Child:
        environment = {**self.environment, **program.environment, "PYTHONUNBUFFERED": "1"}
        return process.spawn(
            program.command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, **streams
        )

    def _asked(self, number: int, frame: FrameType | None) -> None:
        if not self._ending:  # a second Ctrl-C changes nothing
            self._ending = self._was_asked = True
            raise Asked(signal.Signals(number).name)

    def _stop_everything(self) -> None:
        end = time.monotonic() + GRACE
        children = list(self.children.values())
        for child in reversed(children):
            if child.poll() is None:
                child.terminate()
        for child in children:
            process.end(child, end - time.monotonic())
        for server in reversed(self.servers):
            server.stop()


def supervise(folder: Path, bring_up: Callable[[Supervisor], None]) -> int:
    """From the first server to the last: 0 if somebody asked for the end, else 1 and the reason."""
    try:
        with (
            environment.locked(folder),
            (folder / "servers.log").open("ab") as log,
            Supervisor(log) as supervisor,
        ):
            bring_up(supervisor)
            supervisor.watch()
    except Asked:
        print("Demo dihentikan. Data tetap tersimpan.", flush=True)
        return 0
    except environment.AlreadyRunning:
        return _refuse("Demo sudah berjalan dari folder ini.")
    except process.PortTaken as port:
        return _refuse(f"Port {port} sedang dipakai. Pilih yang lain dengan --port.")
    except (Broken, CannotServe) as reason:
        return _refuse(f"Demo berhenti: {reason}")


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr, flush=True)
    return 1


def _pump(name: str, stream: IO[bytes]) -> None:
    """On to the terminal, line by line; read on even when nobody listens any more."""
    prefix = f"{name:>6} | "
    if sys.stdout.isatty():
        prefix = f"\033[{COLOURS.get(name, 37)}m{prefix}\033[0m"
    for line in stream:
        try:
            sys.stdout.write(prefix + line.decode(errors="replace").rstrip() + "\n")
            sys.stdout.flush()
        except (OSError, ValueError):
            continue
