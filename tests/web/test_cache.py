"""The cache while its server is away: the table answers, counts go on, and the server is not asked
at every turn."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from redis.exceptions import ConnectionError as Away

from kipp.web import cache as module
from kipp.web.cache import FallbackCache

pytestmark = pytest.mark.django_db

NOWHERE = "redis://127.0.0.1:9/1"


def made(location: str = NOWHERE) -> FallbackCache:
    return FallbackCache(location, {"KEY_PREFIX": "test"})


@pytest.fixture(params=["server", "table"])
def cache(request):
    one = made(settings.CACHES["default"]["LOCATION"] if request.param == "server" else NOWHERE)
    yield one
    one.delete_many(["a", "b", "n"])


def test_it_keeps_what_it_is_given_wherever_it_lies(cache):
    cache.set("a", [1.5, "dua"])
    assert cache.get("a") == [1.5, "dua"]
    assert "a" in cache
    assert cache.add("a", "lain") is False
    assert cache.add("b", "baru") is True
    assert cache.get_many(["a", "b", "c"]) == {"a": [1.5, "dua"], "b": "baru"}
    assert cache.set_many({"n": 1}) == []
    assert cache.incr("n", 2) == 3
    assert cache.touch("n", 60) is True
    assert cache.delete("a") is True
    assert cache.get("a", "tiada") == "tiada"


def test_what_has_run_out_is_gone(cache):
    cache.set("a", 1, timeout=-1)

    assert cache.get("a") is None


def test_the_table_is_used_only_while_the_server_is_away():
    at_home = made(settings.CACHES["default"]["LOCATION"])
    at_home.set("a", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM web_cache")
        assert cursor.fetchone() == (0,)

    made().set("a", 2)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM web_cache")
        assert cursor.fetchone() == (1,)
    assert at_home.get("a") == 1
    at_home.delete("a")


def test_a_server_that_does_not_answer_is_left_in_peace_for_a_while(monkeypatch):
    asked = []
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    cache = made()

    def away(*arguments):
        asked.append(arguments)
        raise Away("no")

    monkeypatch.setattr(cache._server, "get", away)
    for _ in range(5):
        cache.get("a")
    assert len(asked) == 1

    now[0] += module.PAUSE
    cache.get("a")
    assert len(asked) == 2


def test_an_error_of_ours_is_not_taken_for_an_absence(cache):
    with pytest.raises(ValueError, match="not found"):
        cache.incr("tiada")


def test_clearing_empties_it(cache):
    cache.set("a", 1)

    cache.clear()

    assert cache.get("a") is None
