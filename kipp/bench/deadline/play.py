"""What innovators and Admin Lokal do in the last minutes: write, save, upload, send, lodge."""

from __future__ import annotations

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kipp.bench.deadline import saving
from kipp.bench.deadline.line import CSRF

if TYPE_CHECKING:
    from kipp.bench.deadline.line import Lines
    from kipp.bench.deadline.stage import Desk, Stage, Writer

PAUSE = 15.0  # the autosave of an innovator who keeps typing
PAGES_EVERY = 8  # a new section after so many saves: about two minutes
LOOKS = 3  # an Admin Lokal looks at his desk once in so many pauses
SENT = "Proposal dikirim ke Admin Lokal."
_NUMBER = re.compile(r"KIPP-\d{4}-\d{5}")


@dataclass(slots=True)
class Acknowledged:
    """What the server said it has: the audit looks for each of it in the database."""

    saves: list[tuple[int, str, int, str]] = field(
        default_factory=list
    )  # entry, code, version, sha256
    files: list[tuple[int, str]] = field(default_factory=list)  # entry, sha256
    sent: list[int] = field(default_factory=list)
    lodged: set[str] = field(default_factory=set)


class Play:
    """`seconds` until the last lodging, from the moment `run` is called; a save every `pause`."""

    def __init__(
        self, stage: Stage, lines: Lines, *, seconds: float, pause: float = PAUSE, seed: int = 2025
    ) -> None:
        self.stage, self.lines, self.seconds, self.pause = stage, lines, seconds, pause
        self.chance = random.Random(seed)  # noqa: S311 - a crowd, not a secret
        self.known = Acknowledged()
        self.began = self.took = 0.0

    async def run(self) -> None:
        """What comes after an Admin Lokal's last look stays unlodged, as it would be at the close,
        unless the season is still open: then he looks once more when all have sent."""
        self.began = time.monotonic()
        await asyncio.gather(
            *(self._write(one) for one in self.stage.writers),
            *(self._keep(desk) for desk in self.stage.desks),
        )
        await asyncio.gather(*(self._lodge(desk) for desk in self.stage.desks))
        self.took = time.monotonic() - self.began

    @property
    def left(self) -> float:
        return self.began + self.seconds - time.monotonic()

    async def _write(self, writer: Writer) -> None:
        """Types until he sends; sends at some moment of the second half, most of them late."""
        sends_at = self.seconds * (1 - 0.5 * self.chance.random() ** 2) - self.seconds * 0.05
        uploads_at = sends_at * self.chance.uniform(0.1, 0.8)
        await asyncio.sleep(self.chance.uniform(0, self.pause))
        typing = saving.Typing(writer, self.lines, self.known)
        turn = 0
        while self.seconds - self.left < sends_at:
            if turn % PAGES_EVERY == 0:
                await typing.open_next()
            if uploads_at and self.seconds - self.left > uploads_at:
                await saving.upload(writer, self.stage.evidence, self.lines, self.known)
                uploads_at = 0.0
            began = time.monotonic()
            await typing.save()
            turn += 1
            rest = min(self.pause, sends_at - (began - self.began)) - (time.monotonic() - began)
            await asyncio.sleep(max(0.0, rest))
        if uploads_at:  # a slow line left no time before
            await saving.upload(writer, self.stage.evidence, self.lines, self.known)
        await self._send(writer)

    async def _send(self, writer: Writer) -> None:
        path = f"/proposal/{writer.entry}/kirim/"
        await self.lines.ask("page.send", "GET", path, writer.cookie)
        form = {"true": "on", "csrfmiddlewaretoken": CSRF}
        reply = await self.lines.ask("send", "POST", path, writer.cookie, data=form)
        if reply.status != 302:
            return
        # A refusal leads back as well: what happened stands on the page that the browser shows next.
        shown = await self.lines.follow("page.entry", reply, writer.cookie)
        if SENT in shown.text:
            self.known.sent.append(writer.entry)

    async def _keep(self, desk: Desk) -> None:
        """Looks, lodges what has come; the last time just before the close."""
        await asyncio.sleep(self.chance.uniform(0, LOOKS * self.pause))
        last = self.seconds * self.chance.uniform(0.005, 0.02)
        while self.left > last:
            await self._lodge(desk)
            await asyncio.sleep(min(LOOKS * self.pause, max(0.5, self.left - last)))
        await self._lodge(desk)

    async def _lodge(self, desk: Desk) -> None:
        waiting = [pk for pk in desk.entries if pk in set(self.known.sent)]
        await self.lines.ask("page.desk", "GET", "/proposal/meja/", desk.cookie)
        if not waiting:
            return
        path = "/proposal/meja/ajukan/"
        form = [("csrfmiddlewaretoken", CSRF), *(("entry", str(pk)) for pk in waiting)]
        reply = await self.lines.ask("lodge", "POST", path, desk.cookie, data=form)
        if reply.status != 302:
            return
        shown = await self.lines.follow("page.receipt", reply, desk.cookie)
        self.known.lodged |= set(_NUMBER.findall(shown.text))
        gone = set(waiting)
        desk.entries = [pk for pk in desk.entries if pk not in gone]
