"""What clamd says of a stream of bytes: the INSTREAM command of its protocol (man clamd)."""

from __future__ import annotations

import socket
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

PATIENCE = 60.0  # seconds for each answer; clamd may be loading its signatures
LONGEST = 4096
BLOCK = 256 * 1024


class Unanswered(OSError):
    """The scanner could not look: nothing is known of the file."""


class Away(Unanswered):
    """There is no scanner at that address now."""


def scan(address: str, blocks: Iterable[bytes], patience: float = PATIENCE) -> str:
    """The name of the virus, "" for none. `address` is tcp://host:port or unix:///path."""
    with _connected(address, patience) as line:
        line.sendall(b"zINSTREAM\0")
        for block in blocks:
            if block:
                line.sendall(struct.pack(">I", len(block)) + block)
        line.sendall(struct.pack(">I", 0))
        said = _answer(line)
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise Unanswered(said or "clamd closed the line without an answer")


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST and (some := line.recv(LONGEST)):
        said += some
    return said.rstrip(b"\0").decode(errors="replace").strip()


@contextmanager
def _connected(address: str, patience: float) -> Iterator[socket.socket]:
    try:
        line = _line(address, patience)
    except OSError as failure:
        raise Away(f"{address}: {failure}") from failure
    with line:
        yield line


def _line(address: str, patience: float) -> socket.socket:
    url = urlsplit(address)
    if url.scheme != "unix":
        return socket.create_connection((url.hostname or "", url.port or 3310), patience)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(patience)
    try:
        line.connect(url.path)
    except OSError:
        line.close()
        raise
    return line
