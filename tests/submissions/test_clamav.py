"""What clamd says, and that nothing but its plain word counts as clean."""

from __future__ import annotations

import socket
import threading

import pytest

from submissions import clamav
from tests.submissions.contents import EICAR, PDF

NOWHERE = "tcp://127.0.0.1:9"


def test_the_scanner_knows_the_test_virus_and_lets_the_rest_pass(clamd):
    assert clamav.scan(clamd, [EICAR]).startswith("Eicar-")
    assert clamav.scan(clamd, [EICAR[:20], b"", EICAR[20:]]).startswith("Eicar-")
    assert clamav.scan(clamd, [PDF]) == ""


def test_the_scanner_answers_on_its_socket_too(clamd, tmp_path_factory):
    path = next(tmp_path_factory.getbasetemp().glob("clamd*/clamd.socket"))

    assert clamav.scan(f"unix://{path}", [EICAR]).startswith("Eicar-")


@pytest.mark.parametrize("address", [NOWHERE, "unix:///nowhere/clamd.socket"])
def test_a_scanner_that_is_away_is_no_clean_file(address):
    with pytest.raises(clamav.Away):
        clamav.scan(address, [PDF])


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK but", b"OK\0", b"\xff"]
)
def test_no_other_answer_is_a_clean_file(answer):
    with Speaker(answer) as address, pytest.raises(clamav.Unanswered):
        clamav.scan(address, [b"x"])


class Speaker:
    """Somebody on the loopback who takes the bytes and then says one thing."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def __enter__(self) -> str:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()
        return f"tcp://127.0.0.1:{self.door.getsockname()[1]}"

    def _serve(self) -> None:
        line, _ = self.door.accept()
        with line:
            while not line.recv(4096).endswith(b"\0\0\0\0"):
                pass
            line.sendall(self.answer)

    def __exit__(self, *_) -> None:
        self.thread.join()
        self.door.close()
