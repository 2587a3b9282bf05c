"""The production set-up on this machine: gunicorn with two workers, a Celery worker, beat, a mailbox."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kipp.bench.site import ROOT, serving
from kipp.devstack.process import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Production:
    url: str
    web: int  # process id of gunicorn's master

    def cpu_seconds(self) -> float:
        """What the web processes have used so far, those that were replaced included; 0.0 where the
        system does not tell (it is read from /proc)."""
        master = Path(f"/proc/{self.web}")
        if not master.exists():
            return 0.0
        children = (master / "task" / str(self.web) / "children").read_text().split()
        return _used(self.web, dead=True) + sum(_used(int(pid), dead=False) for pid in children)


@contextlib.contextmanager
def production() -> Iterator[Production]:
    port, mail_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    web = {"BIND": f"127.0.0.1:{port}", "SITE_URL": url, "DB_POOL": "1", "WEB_WORKERS": "2"}
    environment = os.environ | {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mail_port),
        "SCAN": "off",
    }
    with contextlib.ExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="kipp-bench-"))
        for module in (
            ["kipp.devstack.mailbox", f"--port={mail_port}", f"--folder={folder}/mail"],
            ["celery", "-q", "-A", "kipp", "worker", "-c", "2", "-l", "ERROR"],
            ["celery", "-q", "-A", "kipp", "beat", "--schedule", f"{folder}/beat", "--pidfile="],
        ):
            ends.enter_context(_running(module, environment))
        server = ends.enter_context(serving(environment | web, url))
        yield Production(url, server.pid)


@contextlib.contextmanager
def _running(module: list[str], environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-W", "ignore", "-m", *module]
    process = subprocess.Popen(  # noqa: S603 - our own servers
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=sys.stderr
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _used(pid: int, *, dead: bool) -> float:
    """User and system time; with that of the children it has waited for."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11 : 15 if dead else 13])) / _TICK
    return 0.0
