"""One command with the surroundings it needs: those of the running demo, or servers of its own."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from kipp.devstack import environment
from kipp.devstack.account import LOCAL, ROOT
from kipp.devstack.servers import kept, throwaway

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What only the role that owns the tables may do.
OWNERS = {"migrate", "grant_roles", "pgtrigger", "sqlflush", "flush", "dbshell"}


def manage(arguments: Sequence[str]) -> int:
    with _demo_data() as settings:
        if arguments and arguments[0] in OWNERS:
            settings["DATABASE_URL"] = settings["OWNER_DATABASE_URL"]
        return _python("manage.py", *arguments, settings=settings)


def in_throwaway(module: str, arguments: Sequence[str]) -> int:
    if not _exists(module):
        print(f"There is no {module} in this version.", file=sys.stderr)
        return 2
    with throwaway(careless=False) as servers:
        return _python("-m", module, *arguments, settings=environment.single(servers))


@contextlib.contextmanager
def _demo_data() -> Iterator[dict[str, str]]:
    """The servers of the demo if it runs, else the same data on servers for this one command."""
    try:
        lock = environment.locked()
    except environment.AlreadyRunning:
        yield environment.noted()
        return
    with lock, (LOCAL / "servers.log").open("ab") as log, kept(LOCAL, log) as servers:
        settings = environment.single(servers)
        environment.note(settings)
        try:
            yield settings
        finally:
            environment.NOTE.unlink(missing_ok=True)


def _python(*arguments: str, settings: dict[str, str]) -> int:
    environ = {**os.environ, **settings}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environ).returncode


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
