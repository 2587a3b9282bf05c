"""How often somebody may ask for something dear: counted in the cache, for a span of seconds."""

from __future__ import annotations

from django.core.cache import cache


def within(what: str, who: object, *, most: int, seconds: int) -> bool:
    """Counts this time, too; False once it was asked for more often than `most`."""
    key = f"pace:{what}:{who}"
    if cache.add(key, 1, timeout=seconds):
        return True
    try:
        return cache.incr(key) <= most
    except ValueError:  # forgotten in between
        return True
