"""The lines of a thousand browsers: requests with a session each, measured where they are made."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

# Below the server's own patience, as a proxy in front of it is set: no request meets a closed line.
IDLE = 1.0
PATIENCE = aiohttp.ClientTimeout(total=30)
# Django takes any secret of this length that the cookie and the request agree upon.
CSRF = secrets.token_hex(16)
_SAID = re.compile(r"messages=([^;]*)")


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True)
class Log:
    """What was asked and how it ended: (kind, status, seconds); status 0 is a broken line."""

    rows: list[tuple[str, int, float]] = field(default_factory=list)

    def seconds(self, kind: str = "") -> list[float]:
        return [took for name, _, took in self.rows if not kind or name == kind]

    def count(self, *, low: int, high: int) -> int:
        return sum(low <= status < high for _, status, _ in self.rows)


class Lines:
    def __init__(self, url: str) -> None:
        self.url, self.log = url, Log()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE)
        jar = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(
            connector=connector, cookie_jar=jar, timeout=PATIENCE, auto_decompress=False
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._session:
            await self._session.close()

    async def ask(
        self, kind: str, method: str, path: str, cookie: str, *, data: Any = None, **headers: str
    ) -> Reply:
        """One request; a line that breaks is counted and answered with status 0."""
        given = {
            "Cookie": f"sessionid={cookie}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Referer": self.url + path,
        }
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        began = time.perf_counter()
        try:
            reply = await self._send(method, path, data, given)
        except (TimeoutError, aiohttp.ClientError, OSError):
            reply = Reply(0, b"", {})
        self.log.rows.append((kind, reply.status, time.perf_counter() - began))
        return reply

    async def follow(self, kind: str, reply: Reply, cookie: str) -> Reply:
        """The page that a browser shows next, with what the answer before has to say."""
        said = _SAID.search(reply.headers.get("Set-Cookie", ""))
        told = f"{cookie}; messages={said[1]}" if said else cookie
        return await self.ask(kind, "GET", reply.headers["Location"], told)

    async def _send(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Reply:
        if self._session is None:
            raise RuntimeError("not open")
        async with self._session.request(
            method, self.url + path, data=data, headers=headers, allow_redirects=False
        ) as answer:
            return Reply(answer.status, await answer.read(), answer.headers)
