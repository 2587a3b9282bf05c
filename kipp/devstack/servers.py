"""Both servers: those of the demo, kept, and those of one command or test run, thrown away.

A server whose address the environment gives already is not started.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kipp.devstack.postgres import ADMIN, APP, OWNER, Postgres
from kipp.devstack.valkey import Valkey

if TYPE_CHECKING:
    from collections.abc import Iterator

Server = Postgres | Valkey
PREFIX = "kipp-throwaway"
ENOUGH_MEMORY = 1 << 30


def missing(folder: Path, *, throwaway: bool = False, careless: bool = False) -> list[Server]:
    """What has to be started here, with its data in the folder."""
    servers: list[Server] = []
    if not os.environ.get("DATABASE_URL"):
        servers.append(Postgres(folder / "pgdata", throwaway=throwaway, careless=careless))
    if not os.environ.get("REDIS_URL"):
        servers.append(Valkey(folder / "valkey", throwaway=throwaway))
    return servers


def addresses(servers: list[Server], *, role: str = APP) -> dict[str, str]:
    """DATABASE_URL as the role, OWNER_DATABASE_URL as the owner of the tables, REDIS_URL."""
    names = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL")
    found = {name: os.environ[name] for name in names if os.environ.get(name)}
    for server in servers:
        if isinstance(server, Postgres):
            found["DATABASE_URL"] = server.url(role)
            found["OWNER_DATABASE_URL"] = server.url(OWNER)
        else:
            found["REDIS_URL"] = server.url()
    found.setdefault("OWNER_DATABASE_URL", found["DATABASE_URL"])
    return found


@contextlib.contextmanager
def throwaway(*, careless: bool = True) -> Iterator[dict[str, str]]:
    """Yields the addresses of servers that vanish at the end, data and all.

    `careless=False` keeps fsync on, for figures that are to hold in production. DATABASE_URL is a
    superuser's, since tests make databases and step over guards.
    """
    with contextlib.ExitStack() as ends:
        folder = ends.enter_context(_folder(in_memory=careless))
        log = ends.enter_context((folder / "servers.log").open("wb"))
        servers = missing(folder, throwaway=True, careless=careless)
        for server in servers:
            ends.callback(server.stop)
            server.start(log)
        yield addresses(servers, role=ADMIN)


@contextlib.contextmanager
def kept(folder: Path, log: IO[bytes]) -> Iterator[dict[str, str]]:
    with contextlib.ExitStack() as ends:
        servers = missing(folder)
        for server in servers:
            ends.callback(server.stop)
            server.start(log)
        yield addresses(servers)


@contextlib.contextmanager
def _folder(*, in_memory: bool) -> Iterator[Path]:
    base = _base(in_memory=in_memory)
    _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{os.getpid()}-", dir=base))
    folder.chmod(0o711)  # the server's account passes through to its own folder, no further
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _base(*, in_memory: bool) -> Path:
    memory = Path("/dev/shm")  # noqa: S108 (mkdtemp makes the folder below it)
    usable = in_memory and memory.is_dir() and os.access(memory, os.W_OK)
    if usable and shutil.disk_usage(memory).free > ENOUGH_MEMORY:
        return memory
    return Path(tempfile.gettempdir())


def _sweep(base: Path) -> None:
    """Folders of runs that were killed."""
    for folder in base.glob(f"{PREFIX}-*-*"):
        pid = folder.name.removeprefix(f"{PREFIX}-").split("-")[0]
        mine = folder.lstat().st_uid == os.geteuid()
        if mine and pid.isdigit() and not _alive(int(pid)):
            for note in folder.glob("*.socket"):
                shutil.rmtree(note.read_text(), ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
