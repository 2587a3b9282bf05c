"""Throw-away servers for one test run, loaded by `-p kipp.devstack.pytest_plugin`.

They start before pytest-django reads the settings, once, in the process that hands out the tests:
the workers of pytest-xdist inherit the two variables. With both set, nothing is started.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

import pytest

from kipp.devstack.servers import throwaway

if TYPE_CHECKING:
    from collections.abc import Generator

_running = contextlib.ExitStack()
_report = "servers: DATABASE_URL and REDIS_URL from the environment"


@pytest.hookimpl(wrapper=True)  # wrappers run before pytest-django's own hook
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    global _report
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        began = time.monotonic()
        os.environ.update(_running.enter_context(throwaway()))
        _report = f"servers: up in {time.monotonic() - began:.2f} s"
    return (yield)


def pytest_report_header() -> str:
    return _report


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _running.close()
