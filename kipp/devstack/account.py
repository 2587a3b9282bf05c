"""Whom PostgreSQL runs as: it refuses to run as root."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"


class Account(TypedDict, total=False):
    """The words subprocess.Popen takes; empty for the account we already are."""

    user: int
    group: int
    extra_groups: list[int]


class CannotServe(Exception):
    """This machine lacks what a server needs; the message says what to do."""


def unprivileged() -> Account:
    """As root an account that exists already: none is added for a demo."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise CannotServe("Running as root, and there is neither an account 'postgres' nor 'nobody'.")


def own(folder: Path, account: Account) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account:
        os.chown(folder, account["user"], account["group"], follow_symlinks=False)
    folder.chmod(0o700)
    return folder


def within_reach(folder: Path, account: Account) -> Path:
    """The folder itself, or its stand-in outside of a closed home; no folder is opened for it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if _reachable(folder.parent, account):
        return folder
    return _open_shelf() / f"{folder.name}-{_short(folder)}"


def wheel(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotServe(
            f"{package} is not installed: run ./dev setup, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0])


def readable_wheel(package: str, account: Account) -> Path:
    """The wheel, copied whole if the account cannot read it where it lies.

    The shared libraries stand beside the package and are found by a relative path, so both go.
    """
    here = wheel(package)
    if _reachable(here, account):
        return here
    shelf = _open_shelf() / f"wheel-{int(here.stat().st_mtime)}"
    if not shelf.exists():
        _copy_whole(here, shelf)
    return shelf / package


def _copy_whole(package: Path, shelf: Path) -> None:
    draft = Path(tempfile.mkdtemp(dir=shelf.parent))
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, draft / folder.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():  # whatever umask it was installed under
            path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))
    draft.rename(shelf)


def _reachable(folder: Path, account: Account) -> bool:
    if not account:
        return True
    enter = ["/bin/sh", "-c", 'cd "$0"', str(folder)]
    return subprocess.run(enter, cwd="/", stderr=subprocess.DEVNULL, **account).returncode == 0


def _open_shelf() -> Path:
    lasting = Path("/var/tmp")  # noqa: S108 (its owner is looked at below)
    base = lasting if os.access(lasting, os.W_OK) else Path(tempfile.gettempdir())
    shelf = base / f"kipp-{_short(ROOT)}"
    shelf.mkdir(mode=0o755, exist_ok=True)
    found = shelf.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise CannotServe(f"{shelf} belongs to somebody else: remove it, then start again.")
    shelf.chmod(0o755)
    return shelf


def _short(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
