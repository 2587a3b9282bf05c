"""`./dev check` looks at everything and lists at the end what is wrong; `./dev fix` mends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from kipp.devstack import environment
from kipp.devstack.account import ROOT

HERE = Path(sys.executable).parent
COMPOSE = "docker-compose.yml"
# makemigrations would like to ask a database which migrations ran; here it need not.
NO_DATABASE = "ignore:Got an error checking a consistent migration history:RuntimeWarning"


def check() -> int:
    failed = []
    for name, command in _checks().items():
        began = time.monotonic()
        if _run(command):
            failed.append(name)
        print(f"{'wrong' if name in failed else 'fine':>6}  {name}  {_since(began)}", flush=True)
    if failed:
        print(f"\nNot in order: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def fix() -> int:
    failed = [_run([_tool("ruff"), "check", "--fix"]), _run([_tool("ruff"), "format"])]
    failed.append(_run(_djade()))
    return max(failed)


def _checks() -> dict[str, list[str]]:
    manage = [sys.executable, "manage.py"]
    return {
        "ruff check": [_tool("ruff"), "check"],
        "ruff format": [_tool("ruff"), "format", "--check"],
        "djade": _djade("--check"),
        "lint-imports": [_tool("lint-imports"), "--no-logo"],
        "mypy": [_tool("mypy"), "."],
        "makemigrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "deploy": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        "compose": [
            _tool("check-jsonschema"),
            "--builtin-schema",
            "vendor.compose-spec",
            COMPOSE,
        ],
    }


def _run(command: list[str]) -> int:
    settings = {**os.environ, **environment.stand_in(), "PYTHONWARNINGS": NO_DATABASE}
    for name in ("DEMO", "DJANGO_SETTINGS_MODULE"):
        settings.pop(name, None)
    return subprocess.run(command, cwd=ROOT, env=settings).returncode


def _djade(*options: str) -> list[str]:
    templates = sorted(map(str, (ROOT / "templates").rglob("*.html")))
    return [_tool("djade"), "--target-version", "5.2", *options, *templates]


def _tool(name: str) -> str:
    return str(HERE / name)


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"
