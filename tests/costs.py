"""What a page asks of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors import sign_in

if TYPE_CHECKING:
    from kipp.accounts.models import User

MOST = 12


def cost(client, person: User, where: str) -> tuple[int, str]:
    """Statements of a second visit, and the page: the first fills the caches of the process."""
    sign_in(client, person)
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(where)
    assert response.status_code == 200
    return len(asked), "" if response.streaming else response.content.decode(errors="replace")
