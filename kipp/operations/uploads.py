"""Bytes that no row names: left on the disk where a change failed after its file was written."""

from __future__ import annotations

import logging
import os
import re
import stat
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db.models import FileField

from kipp.clock import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import Model

logger = logging.getLogger(__name__)

AGE = timedelta(days=1)  # longer than any request or task between writing a file and its row
MOST = 1000  # deleted by one run; the next goes on
BATCH = 500
SUSPICIOUS = 100
# Every file the portal stores has such a name. What else lies there, an operator has put there.
OURS = re.compile(r"[0-9a-f]{32}(\.\w{1,5})?")


def sweep(*, at: datetime | None = None) -> int:
    """Delete stored files older than a day that no row names, at most `MOST`; returns how many.

    A run killed in between, or beside another, leaves the rest to the next. More orphans than
    files with a row look like a wrong database or a wrong folder: then nothing is deleted.
    """
    root = Path(settings.MEDIA_ROOT).resolve()
    if not root.is_dir():  # nothing has been uploaded yet
        return 0
    old = list(_old_files(root, before=moment(at) - AGE))
    named = _named(old)
    orphans = [name for name in old if name not in named]
    if len(orphans) > max(SUSPICIOUS, len(named)):
        logger.error("%s files without a row, %s with one: none deleted", len(orphans), len(named))
        return 0
    gone = sum(1 for _ in islice(_deleted(root, set(orphans)), MOST))
    if gone:
        logger.info("deleted %s of %s files that no row names", gone, len(orphans))
    return gone


def file_fields() -> list[tuple[type[Model], FileField]]:
    """Every column of the portal that names a stored file."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
    ]


def _old_files(root: Path, *, before: datetime) -> Iterator[str]:
    """Names as rows write them. Links are neither followed nor taken for files."""
    for folder, _, files, fd in os.fwalk(root):
        for name in files:
            if OURS.fullmatch(name) and _is_old(name, fd, before):
                yield Path(folder, name).relative_to(root).as_posix()


def _is_old(name: str, folder: int, before: datetime) -> bool:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_mtime < before.timestamp()


def _named(names: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(names), BATCH):
        some = names[start : start + BATCH]
        for model, field in file_fields():
            rows = model._base_manager.filter(**{f"{field.name}__in": some})
            found.update(rows.values_list(field.name, flat=True))
    return found


def _deleted(root: Path, orphans: set[str]) -> Iterator[str]:
    """Each one as it goes. The folder is held open: no link put in its place leads elsewhere."""
    for folder, _, files, fd in os.fwalk(root) if orphans else ():
        for name in files:
            path = Path(folder, name).relative_to(root).as_posix()
            if path in orphans:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=fd)
                    yield path
