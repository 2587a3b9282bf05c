"""The cache that outlives its server: Valkey while it answers, a table of PostgreSQL while not.

What lies in it may be lost, but must be somewhere: the limits on log-in attempts are counted here,
and a portal whose cache is down must neither stop letting people in nor stop counting.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

TABLE = "web_cache"
PAUSE = 15.0  # seconds without asking a server that has not answered


class FallbackCache(BaseCache):
    """LOCATION and OPTIONS are those of RedisCache; the table is made by a migration of this app."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {"socket_timeout": 1, "socket_connect_timeout": 1} | params.get("OPTIONS", {})
        self._server = RedisCache(server, params | {"OPTIONS": options})
        self._table = DatabaseCache(TABLE, {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})
        self._away_until = 0.0

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self._ask("add", key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default, version)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._ask("set", key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask("touch", key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("delete", key, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = self._ask("get_many", keys, version)
        return found

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("has_key", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._ask("incr", key, delta, version))

    def set_many(
        self, data: Mapping[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        failed: list[Any] = self._ask("set_many", data, timeout, version)
        return failed

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._ask("delete_many", keys, version)

    def clear(self) -> None:
        self._ask("clear")

    def close(self, **kwargs: Any) -> None:
        self._server.close(**kwargs)

    def _ask(self, name: str, *arguments: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(self._server, name)(*arguments)
            except (RedisError, OSError) as failure:
                self._away_until = time.monotonic() + PAUSE
                logger.warning("cache server away, using the table: %s", failure)
        return getattr(self._table, name)(*arguments)
