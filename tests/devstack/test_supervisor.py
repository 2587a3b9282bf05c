"""What starts together ends together, however the end comes."""

import json
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import psutil
import psycopg
import pytest

from kipp.devstack.account import ROOT, unprivileged

pytestmark = pytest.mark.xdist_group("devstack")
ADDRESSES = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL")


@pytest.fixture(scope="module")
def folder():
    place = Path(tempfile.mkdtemp(prefix="kipp-miniature-"))
    place.chmod(0o711)  # as the servers' own account we pass through
    yield place
    shutil.rmtree(place)


@contextmanager
def miniature(folder):
    """The supervisor, what it said, and every process below it."""
    environment = {key: value for key, value in os.environ.items() if key not in ADDRESSES}
    command = [sys.executable, "-m", "tests.devstack.miniature", str(folder)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as supervisor:
        try:
            said = json.loads(supervisor.stdout.readline())
            yield supervisor, said, _family(supervisor.pid, said["pids"]["parent"])
        finally:
            supervisor.terminate()
            supervisor.wait(20)


def _family(pid, parent):
    """Everything below the supervisor, once that program has started the one it forgets about."""
    deadline = time.monotonic() + 10
    while not psutil.Process(parent).children():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return psutil.Process(pid).children(recursive=True)


def all_gone(family, within=10):
    return not psutil.wait_procs(family, timeout=within)[1]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_and_counts_as_success(folder, sign):
    with miniature(folder) as (supervisor, _, family):
        supervisor.send_signal(sign)
        assert supervisor.wait(20) == 0
        assert all_gone(family)


def test_a_second_ctrl_c_changes_nothing(folder):
    with miniature(folder) as (supervisor, _, family):
        for _ in range(5):
            supervisor.send_signal(signal.SIGINT)
            time.sleep(0.02)
        assert supervisor.wait(20) == 0
        assert all_gone(family)


@pytest.mark.parametrize("name", ["mail", "parent", "PostgreSQL", "Valkey"])
def test_one_that_is_killed_ends_everything_and_counts_as_failure(folder, name):
    with miniature(folder) as (supervisor, said, family):
        os.kill(said["pids"][name], signal.SIGKILL)
        assert supervisor.wait(20) == 1
        assert name in supervisor.stderr.read()
        assert all_gone(family)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the children")
def test_a_killed_supervisor_leaves_nothing_behind(folder):
    with miniature(folder) as (supervisor, said, family):
        forgotten = _forgotten(family, said["pids"]["parent"])
        supervisor.kill()
        assert all_gone([one for one in family if one not in forgotten])
        for one in forgotten:  # the programs of the demo look after their own; `sleep` does not
            one.kill()


def _forgotten(family, parent):
    return [one for one in family if one.ppid() == parent]


def test_a_second_start_is_refused_and_disturbs_nothing(folder):
    with miniature(folder) as (first, said, _):
        command = [sys.executable, "-m", "tests.devstack.miniature", str(folder)]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert "sudah berjalan" in second.stderr
        assert first.poll() is None
        with psycopg.connect(said["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_data_outlives_a_restart_and_even_a_killed_server(folder):
    with (
        miniature(folder) as (_, said, family),
        psycopg.connect(said["OWNER_DATABASE_URL"]) as owner,
    ):
        owner.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        owner.commit()
        os.kill(said["pids"]["PostgreSQL"], signal.SIGKILL)
        assert all_gone(family)
    with miniature(folder) as (_, said, _), psycopg.connect(said["OWNER_DATABASE_URL"]) as owner:
        assert owner.execute("SELECT answer FROM kept").fetchone() == (42,)
        owner.execute("DROP TABLE kept")


def test_after_a_power_cut_a_stranger_with_the_old_number_is_left_alone(folder):
    with miniature(folder):
        pass
    lock = folder / "pgdata" / "postmaster.pid"
    with subprocess.Popen(["sleep", "600"], **unprivileged()) as stranger:
        lock.write_text(f"{stranger.pid}\n{lock.parent}\n")
        with miniature(folder) as (_, said, _), psycopg.connect(said["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert stranger.poll() is None
        stranger.kill()


def test_the_portal_works_as_a_role_that_owns_nothing_and_creates_nothing(folder):
    with miniature(folder) as (_, said, _), psycopg.connect(said["DATABASE_URL"]) as app:
        assert app.execute("SELECT current_user").fetchone() == ("kipp_app",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine ()")


def test_a_letter_becomes_a_file(folder):
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Tanda terima", "a@x.example", "b@x.example"
    letter.set_content("Proposal Anda telah diterima.")
    with miniature(folder) as (_, said, _):
        deadline = time.monotonic() + 10
        while True:
            try:
                smtp = smtplib.SMTP("127.0.0.1", said["mail_port"])
                break
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        with smtp:
            smtp.send_message(letter, to_addrs=["b@x.example", "blind@x.example"])
    (file,) = (folder / "mail").glob("*.eml")
    text = file.read_text()
    assert text.startswith("X-RcptTo: b@x.example, blind@x.example")
    assert "Proposal Anda telah diterima." in text
