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
from kipp.devstack.postgres import APP, OWNER, Postgres
from kipp.devstack.servers import throwaway
from kipp.devstack.valkey import Valkey

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
    try:
        lock = environment.locked()
    except environment.AlreadyRunning:
        yield {**os.environ, **environment.noted()}
        return
    with lock, contextlib.ExitStack() as ends, (LOCAL / "servers.log").open("ab") as log:
        servers: dict[str, str] = {}
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(LOCAL / "pgdata")
            ends.callback(postgres.stop)
            postgres.start(log)
            servers["DATABASE_URL"] = postgres.url(APP)
            servers["OWNER_DATABASE_URL"] = postgres.url(OWNER)
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(LOCAL / "valkey")
            ends.callback(valkey.stop)
            valkey.start(log)
            servers["REDIS_URL"] = valkey.url()
        settings = environment.single(servers)
        settings.setdefault("OWNER_DATABASE_URL", settings["DATABASE_URL"])
        yield settings


def _python(*arguments: str, settings: dict[str, str]) -> int:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=settings).returncode


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
