"""The site as it runs: a web server, a worker on the real broker, a mail server. No step is eager."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from celery.contrib.testing.worker import start_worker
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from kipp.celery import app
from kipp.devstack import mailbox
from tests.journeys.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

HOST = "127.0.0.1"


@pytest.fixture
def site(transactional_db: None, _font: None) -> Iterator[str]:
    server = LiveServerThread(HOST, StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://{server.host}:{server.port}"
    server.terminate()


@pytest.fixture
def letters(settings, tmp_path: Path) -> Iterator[Path]:
    """A mail server on the loopback, which the worker speaks SMTP to; letters are files."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, port
    loop = asyncio.new_event_loop()
    task = loop.create_task(mailbox.serve(port, tmp_path))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = Thread(target=run)
    thread.start()
    yield tmp_path
    loop.call_soon_threadsafe(task.cancel)
    thread.join()
    loop.close()


@pytest.fixture
def worker(transactional_db: None, letters: Path) -> Iterator[None]:
    eager = app.conf.task_always_eager
    app.conf.task_always_eager = False
    try:
        with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
            yield
    finally:
        app.conf.task_always_eager = eager


@pytest.fixture
def screen(browser: Browser, site: str) -> Iterator[Callable[..., Screen]]:
    """A browser of his own for each person; what a page complains of fails the test."""
    screens: list[Screen] = []

    def screen(email: str = "", **view: int) -> Screen:
        screens.append(Screen(browser, site, email, **view))
        return screens[-1]

    yield screen
    complaints = {one.email: one.complaints for one in screens if one.complaints}
    for one in screens:
        one.context.close()
    assert complaints == {}
