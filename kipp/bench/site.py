"""A whole portal for one measurement: its own database of a known size, behind the real server."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import conninfo, sql

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    scale: str


@contextlib.contextmanager
def site(scale: str, port: int) -> Iterator[Site]:
    """The demo seasons at a scale, served as in production (deploy/gunicorn.conf.py).

    Its files go with its database: those of the demo beside it are left alone.
    """
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="kipp-bench-") as media:
        environment = os.environ | {
            "DATABASE_URL": _database(f"bench_{scale}"),
            "MEDIA_ROOT": media,
            "BENCH": "1",
            "DEMO": "1",
            "SITE_URL": url,
            "BIND": f"127.0.0.1:{port}",
        }
        for command in (["migrate", "--verbosity=0"], ["build_demo", f"--scale={scale}"]):
            manage = [sys.executable, "manage.py", *command]
            subprocess.run(manage, check=True, cwd=ROOT, env=environment, stdout=sys.stderr)  # noqa: S603
        # One worker: what the first visit has warmed up the next ones find warm.
        with serving(environment | {"DB_POOL": "1", "WEB_WORKERS": "1"}, url):
            yield Site(url, scale)


def collect_static() -> None:
    """The manifest of static files: the same for every size."""
    for command in (["build_font"], ["collectstatic", "--noinput", "--clear"]):
        manage = [sys.executable, "manage.py", *command, "--verbosity=0"]
        subprocess.run(manage, check=True, cwd=ROOT)  # noqa: S603


@contextlib.contextmanager
def serving(environment: dict[str, str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn as in production until the block ends."""
    command = [sys.executable, "-m", "gunicorn", "kipp.wsgi", "-c", "deploy/gunicorn.conf.py"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603
    try:
        _wait_for(f"{url}/tentang/", server)
        yield server
    finally:
        server.terminate()
        server.wait(15)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own address
        except (OSError, urllib.error.HTTPError):
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def _database(name: str) -> str:
    """The address of an empty database of this name, beside the one the bench was given."""
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    base, _, _ = address.rpartition("/")
    return f"{base}/{name}" if "://" in address else conninfo.make_conninfo(address, dbname=name)
