"""Who has which section of a proposal open. It lies in the cache: a hint for people, never a lock.

Two signs of life at the same instant may hide one another until the next one; nothing is decided by it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache

if TYPE_CHECKING:
    from kipp.accounts.models import User

LASTS = 150  # seconds after the last sign of life; a page that is looked at gives one every minute


@dataclass(frozen=True, slots=True)
class Writer:
    name: str
    section: str  # its code


def note(entry: int, section: str, user: User) -> list[Writer]:
    """This person is at this section now; returns who else is at any."""
    here = _alive(entry)
    here[user.pk] = (str(user), section, time.time())
    cache.set(_key(entry), here, LASTS)
    return _others(here, user)


def others(entry: int, user: User) -> list[Writer]:
    return _others(_alive(entry), user)


def _alive(entry: int) -> dict[int, tuple[str, str, float]]:
    seen: dict[int, tuple[str, str, float]] = cache.get(_key(entry)) or {}
    return {pk: one for pk, one in seen.items() if one[2] > time.time() - LASTS}


def _others(here: dict[int, tuple[str, str, float]], user: User) -> list[Writer]:
    return sorted(
        (Writer(name, section) for pk, (name, section, _) in here.items() if pk != user.pk),
        key=lambda one: (one.name, one.section),
    )


def _key(entry: int) -> str:
    return f"presence:{entry}"
