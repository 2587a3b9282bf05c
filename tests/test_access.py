"""Who may open what: every URL, asked as every person. A URL without a row here fails the suite.

Each app lists its doors in `tests/<app>/doors*.py`: `DOORS` maps a URL name to the answer each
person gets to a GET ("*" for all who are not named), `kwargs_for(name, world)` gives its arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import get_resolver

from tests.doors import DOORS, LISTS, ask_all, row_of
from tests.world import WHO

if TYPE_CHECKING:
    from collections.abc import Iterator


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


@pytest.mark.parametrize("name", sorted(DOORS))
@pytest.mark.django_db
def test_door(name, world, client):
    row = DOORS[name][1]
    assert set(row) <= {*WHO, "*"}, "a row names somebody who is not in the world"
    assert "*" in row or set(row) == set(WHO), "a row forgets somebody"

    answers = {who: response.status_code for who, response in ask_all(client, name, world)}

    assert answers == row_of(name)
