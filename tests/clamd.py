"""A real clamd for the tests, which knows one signature: that of the harmless EICAR file."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from kipp.devstack import process
from tests.submissions.contents import EICAR

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 30.0
CONFIGURATION = """
Foreground yes
LocalSocket {folder}/clamd.socket
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
LogFile {folder}/clamd.log
MaxThreads 2
"""


@pytest.fixture(scope="session")
def clamd(tmp_path_factory) -> Iterator[str]:
    """Its address on the loopback. No download of signatures: the one it needs is made here."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        if os.environ.get("CI"):
            raise RuntimeError("CI must have clamd")
        pytest.skip("needs clamd: apt-get install clamav-daemon")
    folder, port = tmp_path_factory.mktemp("clamd"), process.free_port()
    (folder / "signatures").mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (folder / "signatures" / "eicar.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test\n")
    plain = f"Eicar-Inside:0:*:{EICAR[-30:].hex()}\n"
    (folder / "signatures" / "eicar.ndb").write_text(plain)
    configuration = folder / "clamd.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port))
    with (folder / "out.log").open("wb+") as log:
        command = [program, "--config-file", configuration]
        child = process.spawn(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(port, child, log)
            yield f"tcp://127.0.0.1:{port}"
        finally:
            process.stop(child)


def _wait(port: int, child: process.Child, log) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if child.poll() is not None:
            raise RuntimeError(f"clamd ended: {process.tail(log)}")
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"clamd does not answer: {process.tail(log)}")
