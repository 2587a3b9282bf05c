"""A session says when it ends, and lasts on when its person asks for that."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kipp.accounts.models import Role
from kipp.web.acting import SESSION_KEY
from tests import make

pytestmark = pytest.mark.django_db

STAY = "/akun/sesi/"
WHOLE = settings.SESSION_COOKIE_AGE


@pytest.fixture
def person(client):
    person = make.person(Role.SECRETARIAT)
    client.force_login(person)
    return person


def ends_in(seconds: int) -> datetime:
    """Lets every session end then."""
    ends_at = datetime.now(UTC) + timedelta(seconds=seconds)
    Session.objects.update(expire_date=ends_at)
    return ends_at


def told(client) -> int:
    page = client.get("/akun/profil/").content.decode()
    return int(re.search(r'data-left="(\d+)"', page)[1])


def test_a_page_knows_how_long_its_session_lasts(client, person):
    assert WHOLE - 60 < told(client) <= WHOLE
    ends_in(100)
    assert 90 < told(client) <= 100


def test_a_page_of_nobody_speaks_of_no_session(client):
    assert 'class="session"' not in client.get("/").content.decode()


def test_asking_tells_and_lengthens_nothing(client, person):
    ends_at = ends_in(100)

    answer = client.get(STAY)

    assert 90 < answer.json()["left"] <= 100
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert Session.objects.get().expire_date == ends_at


def test_staying_lets_it_last_its_full_time_again(client, person):
    before = ends_in(100)

    answer = client.post(STAY)

    assert answer.json()["left"] == WHOLE
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == WHOLE
    assert Session.objects.get().expire_date > before + timedelta(hours=1)
    assert WHOLE - 60 < told(client) <= WHOLE


def test_staying_keeps_the_role_that_was_chosen(client, person):
    other = make.holding(person, Role.LEADERSHIP)
    client.post("/akun/peran/", {"holding": other.pk})

    answer = client.post(STAY)

    assert client.session[SESSION_KEY] == other.pk
    assert answer.json()["bearer"] == f"{person.pk}-{other.pk}"


def test_another_role_is_another_bearer(client, person):
    first = client.get(STAY).json()["bearer"]
    client.post("/akun/peran/", {"holding": make.holding(person, Role.LEADERSHIP).pk})

    assert client.get(STAY).json()["bearer"] != first


@pytest.mark.parametrize("method", ["get", "post"])
def test_once_it_is_over_there_is_nothing_to_stay_in(client, person, method):
    ends_in(-1)

    answer = getattr(client, method)(STAY)

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/akun/masuk/")
    assert Session.objects.get().expire_date < datetime.now(UTC)


def test_nobody_else_can_make_somebody_stay(person):
    """Without the token of one of our pages a POST is refused."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    before = ends_in(100)

    assert client.post(STAY).status_code == 403

    assert Session.objects.filter(expire_date__lte=before).count() == Session.objects.count()


def test_the_token_it_gives_is_good(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    token = client.get(STAY).json()["token"]

    assert client.post(STAY, {"csrfmiddlewaretoken": token}).status_code == 200


def test_knowing_the_end_costs_no_query(client, person):
    with CaptureQueriesContext(connection) as asked:
        client.get(STAY)
    tables = [query["sql"].split(" FROM ")[1].split()[0] for query in asked]
    assert tables.count('"django_session"') == 1
