"""Who may open what: every URL, asked as every person. A URL without a row here fails the suite.

Each app lists its doors in `tests/<app>/doors*.py`: `DOORS` maps a URL name to the answer each
person gets to a GET ("*" for all who are not named), `kwargs_for(name, world)` gives its arguments.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from kipp.web.acting import SESSION_KEY
from tests import world as small_season

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
LISTS = [
    import_module(f"tests.{path.relative_to(HERE).with_suffix('').as_posix().replace('/', '.')}")
    for path in sorted(HERE.glob("*/doors*.py"))
]
DOORS = {name: (doors, row) for doors in LISTS for name, row in doors.DOORS.items()}


def url_names(resolver, prefix="") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from url_names(pattern, prefix + namespace)
        else:
            yield f"{prefix}{pattern.name}"


def test_every_url_has_a_row():
    assert sorted(set(url_names(get_resolver()))) == sorted(DOORS)


def test_no_url_has_two_rows():
    assert len(DOORS) == sum(len(doors.DOORS) for doors in LISTS)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[small_season.World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield small_season.build()
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(DOORS))
@pytest.mark.django_db
def test_door(name, world, client):
    doors, row = DOORS[name]
    assert set(row) <= {*small_season.WHO, "*"}, "a row names somebody who is not in the world"
    assert "*" in row or set(row) == set(small_season.WHO), "a row forgets somebody"
    url = reverse(name, kwargs=doors.kwargs_for(name, world))
    answers = {who: _ask(client, url, world.people[who]) for who in small_season.WHO}

    assert answers == {who: row.get(who, row.get("*")) for who in small_season.WHO}


def _ask(client, url, person) -> int:
    """The status of a GET as this person; whatever it wrote is undone."""
    with transaction.atomic():
        client.logout()
        if person:
            client.force_login(person)
            session = client.session
            session[SESSION_KEY] = person.acting.pk if person.acting else None
            session.save()
        status = client.get(url).status_code
        transaction.set_rollback(True)
    return status
