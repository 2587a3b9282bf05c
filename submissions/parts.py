"""The bytes of files that are still on their way: one file for each upload, on the disk that all web
processes share. Names are such that the nightly sweep of stored files finds what a crash left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

if TYPE_CHECKING:
    from uuid import UUID

FOLDER = "unfinished"


def path_of(key: UUID) -> Path:
    return Path(settings.MEDIA_ROOT, FOLDER, key.hex)


def write(key: UUID, offset: int, data: bytes) -> None:
    """At `offset`, whatever a crash may have left behind it."""
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=settings.FILE_UPLOAD_PERMISSIONS)
    with path.open("r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(data)


def size_of(key: UUID) -> int:
    try:
        return path_of(key).stat().st_size
    except FileNotFoundError:
        return 0


def opened(key: UUID) -> BinaryIO:
    return path_of(key).open("rb")


def delete(key: UUID) -> None:
    path_of(key).unlink(missing_ok=True)
