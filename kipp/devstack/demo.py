"""`./dev demo`: the whole portal in the foreground, ready when it says so, gone when it ends."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

import redis
from psycopg.conninfo import conninfo_to_dict

from kipp.devstack import environment, process
from kipp.devstack.account import LOCAL, ROOT, CannotServe, within_reach
from kipp.devstack.postgres import Postgres
from kipp.devstack.servers import addresses, missing
from kipp.devstack.supervisor import Program, Supervisor, supervise
from kipp.devstack.valkey import Valkey

PORT = 8000
PATIENCE = 60.0
MAIL = LOCAL / "mail"
AS_ROOT = "ignore:You're running the worker with superuser privileges"  # it is a demo
STATIC_STAMP = LOCAL / "static.stamp"


@dataclass(frozen=True)
class Wishes:
    port: int | None = None
    scale: str = "tenth"
    fresh: bool = False
    today: str | None = None


def run(wishes: Wishes) -> int:
    return supervise(LOCAL, lambda supervisor: _bring_up(supervisor, wishes))


def _bring_up(supervisor: Supervisor, wishes: Wishes) -> None:
    began = time.monotonic()
    port = process.free_port(wishes.port or PORT, only=wishes.port is not None)
    if wishes.fresh:
        _forget()
    logins = _start_everything(supervisor, wishes, port)
    _announce(port, logins, time.monotonic() - began)


def _start_everything(supervisor: Supervisor, wishes: Wishes, port: int) -> str:
    mail_port = process.free_port()
    servers = missing(LOCAL)
    for server in servers:
        supervisor.serve(server)
        if isinstance(server, Valkey):
            _empty_cache(server)
    settings = environment.demo(port, mail_port) | addresses(servers)
    environment.note(settings)
    supervisor.ends.callback(environment.NOTE.unlink, missing_ok=True)
    owner = settings.pop("OWNER_DATABASE_URL")  # nothing that serves people knows it
    supervisor.environment.pop("OWNER_DATABASE_URL", None)
    supervisor.environment.update(settings)
    supervisor.start(_mailbox(mail_port))
    _prepare(supervisor, wishes, owner)
    for program in _celery():
        supervisor.start(program)
    logins = supervisor.ask(_steps("logins", ["demo_logins"]))
    supervisor.start(_web(port))
    supervisor.wait_for(lambda: _is_well(port), PATIENCE)
    return logins


def _empty_cache(valkey: Valkey) -> None:
    """That of the last run would vouch for a worker that is not up yet."""
    with redis.Redis.from_url(valkey.url(database=1)) as cache:
        cache.flushdb()


def _prepare(supervisor: Supervisor, wishes: Wishes, owner: str) -> None:
    """Tables by their owner, data by the role the portal works as."""
    steps = [["migrate", "--noinput", "--verbosity=0"]]
    working = supervisor.environment["DATABASE_URL"]
    if owner != working:
        steps.append(["grant_roles", str(conninfo_to_dict(working)["user"]), "--verbosity=0"])
    stamp = _static_stamp()
    if not _is_collected(stamp):
        steps.append(["build_font", "--verbosity=0"])
        steps.append(["collectstatic", "--noinput", "--clear", "--verbosity=0"])
    supervisor.complete(_steps("tables", *steps, DATABASE_URL=owner))
    STATIC_STAMP.write_text(stamp)
    build = ["build_demo", f"--scale={wishes.scale}"]
    build += [f"--today={wishes.today}"] if wishes.today else []
    supervisor.complete(_steps("data", build))


def _mailbox(port: int) -> Program:
    return _python("mail", "kipp.devstack.mailbox", f"--port={port}", f"--folder={MAIL}")


def _celery() -> list[Program]:
    celery = ("celery", "--quiet", "-A", "kipp")
    schedule = LOCAL / "beat-schedule"
    return [
        _python("worker", *celery, "worker", "-c", "2", "-l", "WARNING", PYTHONWARNINGS=AS_ROOT),
        _python("beat", *celery, "beat", "-l", "WARNING", "-s", str(schedule), "--pidfile="),
    ]


def _web(port: int) -> Program:
    settings = {"DB_POOL": "1", "BIND": f"{process.LOOPBACK}:{port}"}
    return _python("web", "gunicorn", "kipp.wsgi", "-c", "deploy/gunicorn.conf.py", **settings)


def _steps(name: str, *steps: list[str], **variables: str) -> Program:
    return _python(name, "kipp.devstack.steps", *map(json.dumps, steps), **variables)


def _python(name: str, module: str, *arguments: str, **variables: str) -> Program:
    return Program(name, [sys.executable, "-m", module, *arguments], variables)


def _is_well(port: int) -> bool:
    try:
        address = f"http://{process.LOOPBACK}:{port}/sehat/"
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


def _announce(port: int, logins: str, seconds: float) -> None:
    print(f"\nSiap: http://{process.LOOPBACK}:{port}/\n", flush=True)
    print(logins)
    print(f"Siap dalam {seconds:.1f} detik. Ctrl-C menghentikan semuanya; data tetap.", flush=True)


def _forget() -> None:
    """The data of the demo, wherever it lies; the environment and the lock stay."""
    if os.environ.get("DATABASE_URL"):
        raise CannotServe("--fresh tidak menghapus data di server lain: kosongkan DATABASE_URL.")
    account = Postgres(LOCAL / "pgdata").account
    folders = [within_reach(LOCAL / "pgdata", account)]
    folders += [LOCAL / name for name in ("valkey", "media", "mail")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for file in LOCAL.glob("beat-schedule*"):
        file.unlink()


def _is_collected(stamp: str) -> bool:
    manifest = LOCAL / "static" / "staticfiles.json"
    return manifest.exists() and STATIC_STAMP.exists() and STATIC_STAMP.read_text() == stamp


def _static_stamp() -> str:
    """Changes with anything that collectstatic would copy."""
    seen = hashlib.sha256()
    seen.update((ROOT / "requirements.txt").read_bytes())
    for source in ("kipp/settings.py", "kipp/static.py", "kipp/web/font.py"):
        seen.update((ROOT / source).read_bytes())
    for file in sorted(path for path in (ROOT / "static").rglob("*") if path.is_file()):
        seen.update(str(file).encode() + file.read_bytes())
    return seen.hexdigest()
