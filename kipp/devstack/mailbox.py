"""A mail server that delivers into a folder: every letter of the demo is a file to open."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import time
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP

from kipp.devstack.process import LOOPBACK

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope, Session

LARGEST = 20 * 1024 * 1024


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count()

    async def handle_DATA(  # noqa: N802 (the name aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """A name that sorts by time; whole from the moment it can be seen."""
        name = f"{time.time_ns()}-{next(self.numbers)}.eml"
        recipients = ", ".join(envelope.rcpt_tos).encode()
        draft = self.folder / f".{name}"
        content = envelope.original_content or b""
        draft.write_bytes(b"X-RcptTo: " + recipients + b"\r\n" + content)
        draft.rename(self.folder / name)
        return "250 OK"


async def serve(port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mailbox = Mailbox(folder)

    def talk() -> SMTP:
        return SMTP(mailbox, data_size_limit=LARGEST, enable_SMTPUTF8=True)

    server = await asyncio.get_running_loop().create_server(talk, LOOPBACK, port)
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="mailbox")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.folder))


if __name__ == "__main__":
    main()
