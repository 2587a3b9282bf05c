"""What the real web server answers at /sehat/ once its database has been stopped."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from kipp.devstack import process
from kipp.devstack.postgres import ADMIN, Postgres

COOKIE = {"Cookie": f"sessionid={'a' * 32}; csrftoken={'b' * 32}"}
STRANGER = {"X-Forwarded-For": "203.0.113.7"}


def ask(port: int, headers: dict[str, str]) -> tuple[int, dict]:
    url = f"http://{process.LOOPBACK}:{port}/sehat/"
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 (http, as above)
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def answering(port: int) -> tuple[int, dict]:
    """The first answer of a server that is just starting."""
    patience = time.monotonic() + 30
    while True:
        try:
            return ask(port, {})
        except OSError:
            assert time.monotonic() < patience, "the web server did not start"
            time.sleep(0.1)


@pytest.fixture(scope="module", params=["persistent", "pooled"])
def portal(request, tmp_path_factory):
    """The web server on a database of its own, which has answered once and is stopped now."""
    folder = tmp_path_factory.mktemp("portal")
    database = Postgres(folder / "pgdata", throwaway=True, careless=True)
    port, web = process.free_port(), None
    environment = os.environ | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": process.LOOPBACK,
        "HTTPS": "0",
        "DB_POOL": "1" if request.param == "pooled" else "0",
        "DJANGO_SETTINGS_MODULE": "kipp.settings",
        "BIND": f"{process.LOOPBACK}:{port}",
        "WEB_WORKERS": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "kipp.wsgi"]
    with (folder / "log").open("wb") as log:
        try:
            database.start(log)
            environment["DATABASE_URL"] = database.url(ADMIN)
            web = process.spawn(
                command,
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            assert answering(port)[1]["database"] is True
            database.stop()
            yield port
        finally:
            if web:
                process.stop(web)
            database.stop()


@pytest.mark.parametrize("cookie", [{}, COOKIE], ids=["nobody", "somebody"])
def test_it_still_says_what_is_wrong(portal, cookie):
    status, told = ask(portal, cookie)

    assert (status, told["status"], told["database"]) == (503, "terganggu", False)
    assert told["broker"] is True


@pytest.mark.parametrize("cookie", [{}, COOKIE], ids=["nobody", "somebody"])
def test_a_stranger_hears_only_that_something_is(portal, cookie):
    assert ask(portal, STRANGER | cookie) == (503, {"status": "terganggu"})
