"""`./dev demo`, whole: every server, every program, the data, from a copy of the tree."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from kipp.devstack.account import ROOT

pytestmark = pytest.mark.xdist_group("devstack")
SET_BY_THE_TESTS = {
    *("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"),
    *("SECRET_KEY", "ALLOWED_HOSTS", "HTTPS"),
}
NOT_COPIED = (".git", ".venv", ".local", ".*_cache", ".hypothesis")
LOG_IN = re.compile(r"^\S.*\s{2,}\S+@\S+\s{2,}\S+$", re.MULTILINE)


@pytest.fixture(scope="module")
def tree():
    """A copy, so that the demo of whoever runs the tests is left alone."""
    home = Path(tempfile.mkdtemp(prefix="kipp-demo-"))
    home.chmod(0o711)
    copy = home / "portal"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    yield copy
    shutil.rmtree(home)


def devstack(tree, *arguments, **options):
    environ = {key: value for key, value in os.environ.items() if key not in SET_BY_THE_TESTS}
    command = [sys.executable, "-m", "kipp.devstack", *arguments]
    return subprocess.Popen(
        command,
        **{"cwd": tree, "env": environ, "text": True, "stdout": subprocess.PIPE} | options,
    )


def ended(tree, *arguments):
    process = devstack(tree, *arguments, stderr=subprocess.STDOUT)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


@contextmanager
def demo(tree, within):
    """The supervisor, its address and all it had said by then."""
    with devstack(tree, "demo", "--scale", "tiny", stderr=subprocess.STDOUT) as process:
        said: list[str] = []
        threading.Thread(target=lambda: said.extend(process.stdout), daemon=True).start()
        try:
            end = time.monotonic() + within
            while not any("Siap dalam" in line for line in said):
                assert process.poll() is None, "".join(said)
                assert time.monotonic() < end, "".join(said)
                time.sleep(0.1)
            text = "".join(said)
            yield process, re.search(r"^Siap: (http://127\.0\.0\.1:\d+/)$", text, re.M)[1], text
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def health(address):
    with urllib.request.urlopen(f"{address}sehat/", timeout=10) as answer:  # noqa: S310
        return answer.status, json.load(answer)


def counted(tree):
    count = "from submissions.models import Entry; print('entries:', Entry.objects.count())"
    code, said = ended(tree, "manage", "shell", "--no-imports", "-c", count)
    assert code == 0, said
    return int(re.search(r"entries: (\d+)", said)[1])


def test_from_nothing_to_a_portal_in_good_health_and_back_with_the_data_kept(tree):
    with demo(tree, within=300) as (process, address, said):
        family = psutil.Process(process.pid).children(recursive=True)
        status, parts = health(address)
        assert (status, parts.pop("status")) == (200, "sehat")
        assert all(parts.values())
        assert len(LOG_IN.findall(said)) >= 8

        code, refusal = ended(tree, "demo")
        assert (code, "sudah berjalan" in refusal) == (1, True)
        entries = counted(tree)
        assert entries > 0

        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert not psutil.wait_procs(family, timeout=10)[1]

    with demo(tree, within=60) as (process, address, said):
        assert health(address)[0] == 200
        assert counted(tree) == entries
        worker = next(
            one
            for one in psutil.Process(process.pid).children()
            if "celery" in one.cmdline() and "worker" in one.cmdline()
        )
        family = psutil.Process(process.pid).children(recursive=True)
        worker.kill()
        assert process.wait(30) == 1
        assert not psutil.wait_procs(family, timeout=10)[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(tree, taken_port):
    code, said = ended(tree, "demo", "--port", str(taken_port))
    assert code == 1
    assert f"Port {taken_port} sedang dipakai" in said


@pytest.fixture
def taken_port():

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]
