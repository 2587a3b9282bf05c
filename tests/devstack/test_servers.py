import os
import socket
import stat
import subprocess
from contextlib import suppress

import psycopg
import pytest
import redis

from kipp.devstack import environment, process, servers
from kipp.devstack.account import Account, unprivileged, within_reach
from kipp.devstack.servers import PREFIX, throwaway


def test_throwaway_servers_answer_and_vanish(monkeypatch):
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    with throwaway() as addresses:
        with psycopg.connect(addresses["DATABASE_URL"]) as connection:
            collation = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'kipp'"
            assert connection.execute(collation).fetchone() == ("b", "C.UTF-8")
            data = connection.execute("SHOW data_directory").fetchone()[0]
        with redis.Redis.from_url(addresses["REDIS_URL"]) as client:
            assert client.ping()
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert not os.path.exists(data)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(addresses["DATABASE_URL"])
    with redis.Redis.from_url(addresses["REDIS_URL"]) as client, pytest.raises(redis.RedisError):
        client.ping()


def test_servers_that_exist_already_are_not_started_again(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/kipp")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)
    with throwaway() as addresses:
        assert addresses == {
            "DATABASE_URL": "postgresql://elsewhere/kipp",
            "OWNER_DATABASE_URL": "postgresql://elsewhere/kipp",
            "REDIS_URL": "redis://elsewhere:6379/0",
        }


def test_no_folder_is_opened_for_the_servers_account(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    account = unprivileged()
    place = within_reach(closed / "data", account)
    if account:
        assert place.parent != closed
        _tidy(place.parent)
    else:
        assert place == closed / "data"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert within_reach(closed / "data", Account()) == closed / "data"


def test_two_folders_of_one_name_get_two_stand_ins(tmp_path):
    places = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir(mode=0o700)
        places.add(within_reach(tmp_path / name / "pgdata", unprivileged()))
    assert len(places) == 2
    for place in places:
        _tidy(place.parent)


def _tidy(shelf):
    with suppress(OSError):  # in use by a demo from this folder, or somebody else's
        shelf.rmdir()


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path):
    with subprocess.Popen(["true"]) as gone:
        pass
    folder, live = (tmp_path / f"{PREFIX}-{pid}-x" for pid in (gone.pid, os.getpid()))
    sockets = tmp_path / "kipp-pg-x"
    for path in (folder, live, sockets):
        path.mkdir()
    (folder / "pgdata.socket").write_text(str(sockets))
    servers._sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [live.name]


def test_a_taken_port_moves_on_unless_it_was_asked_for():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert process.free_port(port) != port
        with pytest.raises(process.PortTaken):
            process.free_port(port, only=True)


def test_what_is_noted_is_read_back_and_for_our_eyes_only(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "NOTE", tmp_path / "demo.env")
    settings = {"MAIL_FROM": "Portal 'KIPP' <kipp@x.example>", "SMTP_USER": "", "A": "$HOME `id`"}
    environment.note(settings)
    assert environment.noted() == settings
    assert stat.S_IMODE(environment.NOTE.stat().st_mode) == 0o600
