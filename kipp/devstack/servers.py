"""Both servers for as long as one command needs them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from kipp.devstack.postgres import Postgres
from kipp.devstack.valkey import Valkey

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "kipp-throwaway"
ENOUGH_MEMORY = 1 << 30


class Server(Protocol):
    name: str

    def start(self, log: IO[bytes]) -> None: ...
    def is_running(self) -> bool: ...
    def stop(self) -> None: ...
    def url(self) -> str: ...


@contextlib.contextmanager
def throwaway(*, careless: bool = True) -> Iterator[dict[str, str]]:
    """Yields DATABASE_URL and REDIS_URL of servers that vanish at the end, data and all.

    A variable that is already set is handed on and its server not started. `careless=False` keeps
    fsync on, for figures that are to hold in production. The database's role is a superuser.
    """
    wanted = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}
    found = {name: os.environ[name] for name in wanted if os.environ.get(name)}
    if len(found) == len(wanted):
        yield found
        return
    with contextlib.ExitStack() as ends:
        folder = _folder(in_memory=careless)
        ends.callback(shutil.rmtree, folder, ignore_errors=True)
        log = ends.enter_context((folder / "servers.log").open("wb"))
        servers: dict[str, Server] = {}
        if "DATABASE_URL" not in found:
            servers["DATABASE_URL"] = Postgres(folder / "pg", throwaway=True, careless=careless)
        if "REDIS_URL" not in found:
            servers["REDIS_URL"] = Valkey(folder / "valkey", throwaway=True)
        for server in servers.values():
            ends.callback(server.stop)
            server.start(log)
        yield found | {name: server.url() for name, server in servers.items()}


def _folder(*, in_memory: bool) -> Path:
    base = _base(in_memory=in_memory)
    _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{os.getpid()}-", dir=base))
    folder.chmod(0o711)  # the server's account passes through to its own folder, no further
    return folder


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
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
