import pytest
import redis
from celery.exceptions import AlwaysEagerIgnored
from django.core.cache import cache
from django.db.utils import ConnectionHandler
from django.urls import reverse

from kipp.accounts.models import Role
from kipp.celery import app
from kipp.health import pulse
from kipp.health.tasks import heartbeat, worker_lives
from tests.make import people

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}
WELL = {"database": True, "broker": True, "worker": True, "beat": True, "queue": True}


@pytest.fixture(autouse=True)
def signs():
    """Those of a portal in good health; each test takes away what it is about."""
    cache.clear()
    for part in ("worker", "beat", "queue"):
        pulse.leave(part)
    yield
    cache.clear()


def ask(client, **whence):
    response = client.get(reverse("health"), **whence)
    return response.status_code, response.json()


@pytest.mark.django_db
def test_a_portal_in_good_health_says_so(client):
    assert ask(client) == (200, {"status": "sehat", **WELL})


@pytest.mark.django_db
def test_a_stranger_hears_no_details(client):
    assert ask(client, **ELSEWHERE) == (200, {"status": "sehat"})
    cache.delete("alive:worker")
    assert ask(client, **ELSEWHERE) == (503, {"status": "terganggu"})


@pytest.mark.django_db
def test_a_stranger_behind_a_proxy_on_this_machine_is_a_stranger(client):
    assert ask(client, headers={"x-forwarded-for": "203.0.113.7"}) == (200, {"status": "sehat"})


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["worker", "beat", "queue"])
def test_each_part_without_a_sign_of_life_counts(client, part):
    cache.delete(f"alive:{part}")
    assert ask(client) == (503, {"status": "terganggu", **WELL, part: False})


@pytest.mark.django_db
def test_staff_hears_the_details_anywhere_and_nobody_else_does(client):
    for role in Role:
        client.force_login(people.person(role))
        told = set(ask(client, **ELSEWHERE)[1])
        assert told == ({"status", *WELL} if role in ("secretariat", "superuser") else {"status"})


@pytest.mark.django_db
def test_without_the_broker_it_still_answers(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    assert ask(client) == (503, {"status": "terganggu", **WELL, "broker": False})


@pytest.mark.django_db
def test_without_the_cache_nothing_vouches_for_the_worker(client, settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/1"}
    }
    status, told = ask(client)
    assert (status, told["worker"], told["beat"]) == (503, False, False)


@pytest.mark.django_db
def test_without_the_database_it_still_answers(client, monkeypatch, settings):
    nowhere = {"default": {**settings.DATABASES["default"], "HOST": "/nowhere"}}
    monkeypatch.setattr(pulse, "connection", ConnectionHandler(nowhere)["default"])
    assert ask(client) == (503, {"status": "terganggu", **WELL, "database": False})
    assert ask(client, **ELSEWHERE) == (503, {"status": "terganggu"})


def seconds_left(part, settings):
    with redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]) as server:
        (key,) = server.scan_iter(f"*alive:{part}")
        return server.ttl(key)


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_signs_fade(part, settings):
    assert 0 < seconds_left(part, settings) <= 60


def test_a_worker_busy_with_its_longest_task_is_not_ill(settings):
    assert seconds_left("queue", settings) > settings.CELERY_TASK_TIME_LIMIT


def test_the_heartbeat_shows_beat_when_sent_and_the_queue_when_run():
    cache.clear()
    with pytest.warns(AlwaysEagerIgnored):
        app.send_task(heartbeat.name)  # as beat does: really to the broker
    assert pulse._signs() == {"worker": False, "beat": True, "queue": False}
    heartbeat()
    heartbeat()
    assert pulse._signs() == {"worker": False, "beat": True, "queue": True}
    worker_lives()
    assert pulse._signs() == {"worker": True, "beat": True, "queue": True}


def test_beat_sends_it_more_often_than_the_signs_fade():
    entry = app.conf.beat_schedule["health.heartbeat"]
    assert entry["task"] == heartbeat.name
    assert entry["schedule"] * 3 < 60
