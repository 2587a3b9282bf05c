"""`./dev chaos`: kills workers in the middle of a mail-out and looks whether anything is lost.

Real servers, a real worker, a real mail server. Promised is that no letter is lost, and that one may
come twice only where a worker died between the mail server and its own commit.
"""

from __future__ import annotations

import argparse
import contextlib
import email
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 120.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev chaos")
    parser.add_argument("--letters", type=int, default=300)
    parser.add_argument("--kills", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _mail_server(Path(folder)):
        django.setup()
        _manage("migrate", "--verbosity=0")
        _write_letters(options.letters)
        seconds = _deliver(options.letters, options.kills)
        arrived = Counter(_ids(Path(folder)))
    lost, twice = options.letters - len(arrived), sum(arrived.values()) - len(arrived)
    print(f"letters {options.letters}  kills {options.kills}  seconds {seconds:.0f}")
    print(f"lost {lost} (goal 0)  twice {twice} (goal <= {options.kills})")
    return 0 if lost == 0 and twice <= options.kills else 1


def _write_letters(number: int) -> None:
    """Rows of the outbox as a lost broker leaves them: written, and no task queued."""
    from kipp.clock import moment  # noqa: PLC0415 - Django is set up by now
    from kipp.notices.models import Channel, Notice, NoticeState  # noqa: PLC0415

    now = moment()
    Notice.objects.bulk_create(
        Notice(
            event="job.failed",
            key=f"chaos:{n}",
            channel=Channel.MAIL,
            address=f"orang{n}@kota.contoh.id",
            title=f"Surat {n}",
            body="Isi surat.",
            state=NoticeState.QUEUED,
            created_at=now,
            next_try_at=now,
        )
        for n in range(number)
    )


def _deliver(number: int, kills: int) -> float:
    """Let workers sweep the outbox until it is empty; kill the first few at ever later moments."""
    from kipp.notices import tasks  # noqa: PLC0415
    from kipp.notices.models import Notice, NoticeState  # noqa: PLC0415

    began, killed = time.monotonic(), 0
    worker = _worker()
    try:
        while Notice.objects.filter(state=NoticeState.QUEUED).exists():
            if time.monotonic() - began > PATIENCE:
                break
            tasks.sweep.delay()
            time.sleep(1)
            sent = Notice.objects.filter(state=NoticeState.SENT).count()
            if killed < kills and sent > number * killed // (kills + 1):
                worker = _kill(worker)
                killed += 1
    finally:
        _end(worker)
    return time.monotonic() - began


def _kill(worker: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    return _worker()


def _worker() -> subprocess.Popen[bytes]:
    command = ["-m", "celery", "--quiet", "-A", "kipp", "worker", "-c", "2", "-l", "ERROR"]
    return subprocess.Popen(  # noqa: S603 - our own worker
        [sys.executable, "-W", "ignore", *command], cwd=ROOT, start_new_session=True
    )


def _end(worker: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGTERM)
    worker.wait(30)


@contextlib.contextmanager
def _mail_server(folder: Path) -> Iterator[None]:
    from kipp.devstack.process import free_port  # noqa: PLC0415 - the demo's own mail server

    port = free_port()
    os.environ |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}
    module = ["-m", "kipp.devstack.mailbox", f"--port={port}", f"--folder={folder}"]
    server = subprocess.Popen([sys.executable, *module], cwd=ROOT)  # noqa: S603 - our own server
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


def _ids(folder: Path) -> list[str]:
    letters = (email.message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml"))
    return [str(letter["Message-ID"]) for letter in letters]


def _manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], check=True, cwd=ROOT)  # noqa: S603


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kipp.settings")
    sys.exit(main())
