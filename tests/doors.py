"""Every door of the site as the apps list them, and how a person of the small season stands at one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from kipp.web.acting import SESSION_KEY
from tests.world import WHO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.test import Client

    from kipp.accounts.models import User
    from tests.world import World

HERE = Path(__file__).parent
LISTS = [
    import_module(f"tests.{path.relative_to(HERE).with_suffix('').as_posix().replace('/', '.')}")
    for path in sorted(HERE.glob("*/doors*.py"))
]
DOORS = {name: (doors, row) for doors in LISTS for name, row in doors.DOORS.items()}


def address(name: str, world: World) -> str:
    return reverse(name, kwargs=DOORS[name][0].kwargs_for(name, world))


def row_of(name: str) -> dict[str, int]:
    """The answer that each person of the season gets."""
    row = DOORS[name][1]
    return {who: row.get(who, row.get("*")) for who in WHO}


def let_in(name: str) -> list[str]:
    """Who gets a page there."""
    return [who for who, status in row_of(name).items() if status == 200]


def sign_in(client: Client, person: User | None) -> None:
    client.logout()
    if person is None:
        return
    client.force_login(person)
    session = client.session
    session[SESSION_KEY] = person.acting.pk if person.acting else None
    session.save()


def ask(client: Client, url: str, person: User | None) -> HttpResponse:
    """A GET as this person; whatever it wrote is undone."""
    with transaction.atomic():
        sign_in(client, person)
        response = look_in(client, url)
        transaction.set_rollback(True)
    return response


def look_in(client: Client, url: str) -> HttpResponse:
    """A GET as whoever is signed in; whatever it wrote is undone."""
    with transaction.atomic():
        response = client.get(url)
        transaction.set_rollback(True)
    return response


def ask_all(client: Client, name: str, world: World) -> Iterator[tuple[str, Any]]:
    url = address(name, world)
    for who in WHO:
        yield who, ask(client, url, world.people[who])
