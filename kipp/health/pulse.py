"""Signs of life: each part leaves one in the cache, and it fades unless the part renews it.

So the page that looks for them asks nobody and waits for nobody.
"""

from __future__ import annotations

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection

PATIENCE = 2.0  # seconds for an answer of the broker
MINUTE = 60


def leave(part: str) -> None:
    cache.set(_key(part), True, _fading()[part])


def parts() -> dict[str, bool]:
    """What the portal stands on, and whether it does."""
    return {"database": database_answers(), **_others()}


def parts_without_database() -> dict[str, bool]:
    """The same, once it is known that the database does not answer: it is not waited for again."""
    return {"database": False, **_others()}


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _others() -> dict[str, bool]:
    return {"broker": _broker_answers(), **_signs()}


def _fading() -> dict[str, int]:
    """A worker may be busy with its longest task and still be well; the queue then stands still."""
    return {"worker": MINUTE, "beat": MINUTE, "queue": settings.CELERY_TASK_TIME_LIMIT + MINUTE}


def _signs() -> dict[str, bool]:
    try:
        found = cache.get_many([_key(part) for part in _fading()])
    except (redis.RedisError, OSError, Error):  # the cache falls back on the database
        found = {}
    return {part: _key(part) in found for part in _fading()}


def _key(part: str) -> str:
    return f"alive:{part}"


def _broker_answers() -> bool:
    url, patience = settings.CELERY_BROKER_URL, PATIENCE
    try:
        with redis.Redis.from_url(
            url, socket_timeout=patience, socket_connect_timeout=patience
        ) as it:
            return bool(it.ping())
    except (redis.RedisError, OSError):
        return False
