"""What somebody signed in has read is kept by no cache, neither the browser's nor one on the way."""

from __future__ import annotations

import pytest

from tests.doors import DOORS, address, ask, let_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(name for name in DOORS if let_in(name)))
def test_no_page_of_the_signed_in_is_stored(name, world, client):
    who = next((who for who in let_in(name) if who != "anonymous"), None)
    if who is None:
        return
    kept = ask(client, address(name, world), world.people[who])["Cache-Control"]

    assert "no-store" in kept or kept == "private, no-cache", kept
