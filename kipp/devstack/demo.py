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
from typing import TYPE_CHECKING

import redis

from kipp.devstack import environment, process
from kipp.devstack.account import LOCAL, ROOT, CannotServe, within_reach
from kipp.devstack.postgres import APP, OWNER, Postgres
from kipp.devstack.supervisor import Asked, Broken, Program, Supervisor
from kipp.devstack.valkey import Valkey

if TYPE_CHECKING:
    from pathlib import Path

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
    try:
        with environment.locked():
            port = process.free_port(wishes.port or PORT, only=wishes.port is not None)
            return _run(wishes, port)
    except environment.AlreadyRunning:
        return _refuse("Demo sudah berjalan dari folder ini.")
    except process.PortTaken:
        return _refuse(f"Port {wishes.port} sedang dipakai. Pilih yang lain dengan --port.")
    except CannotServe as reason:
        return _refuse(str(reason))


def _run(wishes: Wishes, port: int) -> int:
    began = time.monotonic()
    if wishes.fresh:
        _forget()
    with (LOCAL / "servers.log").open("ab") as log:
        try:
            with Supervisor(log) as supervisor:
                logins = _bring_up(supervisor, wishes, port)
                _announce(port, logins, time.monotonic() - began)
                supervisor.watch()
        except Asked:
            print("Demo dihentikan. Data tetap tersimpan.", flush=True)
            return 0
        except Broken as reason:
            return _refuse(f"Demo berhenti: {reason}")
        finally:
            environment.NOTE.unlink(missing_ok=True)
    return 0


def _bring_up(supervisor: Supervisor, wishes: Wishes, port: int) -> str:
    mail_port = process.free_port()
    settings = environment.demo(port, mail_port)
    owner = _start_servers(supervisor, settings)
    supervisor.environment.update(settings)
    environment.note({**settings, "OWNER_DATABASE_URL": owner})
    supervisor.start(
        _python("mail", "kipp.devstack.mailbox", f"--port={mail_port}", f"--folder={MAIL}")
    )
    _prepare(supervisor, wishes, owner)
    for program in _celery():
        supervisor.start(program)
    logins = supervisor.ask(_manage("logins", "demo_logins"))
    supervisor.start(_web(port))
    supervisor.wait_for(lambda: _is_well(port), PATIENCE)
    return logins


def _start_servers(supervisor: Supervisor, settings: dict[str, str]) -> str:
    """Fills in both addresses; answers with that of the role that owns the tables."""
    given = os.environ.get("DATABASE_URL")
    settings["DATABASE_URL"] = given or ""
    owner = os.environ.get("OWNER_DATABASE_URL") or given or ""
    if not given:
        postgres = Postgres(LOCAL / "pgdata")
        supervisor.serve(postgres)
        settings["DATABASE_URL"] = postgres.url(APP)
        owner = postgres.url(OWNER)
    settings["REDIS_URL"] = os.environ.get("REDIS_URL") or _valkey(supervisor)
    return owner


def _valkey(supervisor: Supervisor) -> str:
    valkey = Valkey(LOCAL / "valkey")
    supervisor.serve(valkey)
    # The cache of the last run would vouch for a worker that is not up yet.
    with redis.Redis.from_url(valkey.url(database=1)) as cache:
        cache.flushdb()
    return valkey.url()


def _prepare(supervisor: Supervisor, wishes: Wishes, owner: str) -> None:
    """Tables by their owner, data by the role the portal works as."""
    steps = [["migrate", "--noinput", "--verbosity=0"]]
    if owner != supervisor.environment["DATABASE_URL"]:
        steps.append(["grant_roles", APP])
    stamp = _static_stamp()
    if not _is_collected(stamp):
        steps.append(["collectstatic", "--noinput", "--clear", "--verbosity=0"])
    arguments = [json.dumps(step) for step in steps]
    supervisor.complete(_python("tables", "kipp.devstack.steps", *arguments, DATABASE_URL=owner))
    STATIC_STAMP.write_text(stamp)
    build = ["build_demo", f"--scale={wishes.scale}"]
    build += [f"--today={wishes.today}"] if wishes.today else []
    supervisor.complete(_manage("data", *build))


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


def _manage(name: str, *arguments: str) -> Program:
    return Program(name, [sys.executable, "manage.py", *arguments, "--skip-checks"])


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
    (LOCAL / "beat-schedule").unlink(missing_ok=True)


def _is_collected(stamp: str) -> bool:
    manifest = LOCAL / "static" / "staticfiles.json"
    return manifest.exists() and STATIC_STAMP.exists() and STATIC_STAMP.read_text() == stamp


def _static_stamp() -> str:
    """Changes with anything that collectstatic would copy."""
    seen = hashlib.sha256()
    seen.update((ROOT / "requirements.txt").read_bytes())
    for source in ("kipp/settings.py", "kipp/static.py"):
        seen.update((ROOT / source).read_bytes())
    for file in sorted(_files(ROOT / "static") + _files(LOCAL / "build")):
        seen.update(str(file).encode() + file.read_bytes())
    return seen.hexdigest()


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr, flush=True)
    return 1
