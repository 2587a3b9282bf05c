"""Every door that takes a POST, pushed by every person: who may not gets a refusal, and nothing in the
database has changed, whatever was sent.

Who may is who gets the page of the form (tests/<app>/doors*.py); doors without a page, and those that
more people read than write, are in `MAY`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from tests.doors import DOORS, address, row_of, sign_in
from tests.world import WHO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db

SIGNED_IN = tuple(who for who in WHO if who != "anonymous")
SECRETARIAT, OFFICER, JUDGE = ("secretariat",), ("scaling_officer",), ("evaluator",)
MAY: dict[str, tuple[str, ...]] = {
    "account_logout": WHO,
    "accounts:deputy-revoke": (),  # the deputy of nobody here
    "accounts:holding-confirm": ("secretariat", "superuser"),
    "accounts:invitation-withdraw": ("admin", "secretariat", "superuser"),
    "accounts:role-switch": (),  # the holding of somebody else
    "accounts:welcome-dismiss": SIGNED_IN,
    "jobs:job-cancel": ("owner", "secretariat", "superuser"),
    "jobs:job-retry": ("owner", "secretariat", "superuser"),
    "judging:assignment-deal": SECRETARIAT,
    "judging:assignment-top-up": SECRETARIAT,
    "judging:consolidation-confirm": JUDGE,
    "judging:scorecard-withdraw": JUDGE,
    "notices:notice-open": (),  # a notice of somebody else
    "notices:notice-read-all": SIGNED_IN,
    "notices:notice-resend": ("secretariat", "superuser"),
    "scaling:case-advance": OFFICER,
    "scaling:case-resume": OFFICER,
    "scaling:replication-approve": OFFICER,
    "scaling:replication-finish": OFFICER,
    "scaling:replication-start": ("adopter", "other_admin"),
    "submissions:answer-save": (),  # takes a PUT: tests/submissions/test_autosave.py
    "submissions:attachment-remove": ("owner",),
    "submissions:claim-next": SECRETARIAT,
    "submissions:claim-release": SECRETARIAT,
    "submissions:claim-take": SECRETARIAT,
    "submissions:remark-close": ("owner",),
    "submissions:remark-reopen": (),  # it is open
    "submissions:team-allow": ("owner",),
    "submissions:team-leave": (),  # the person in charge hands over first
    "submissions:faq-withdraw": SECRETARIAT,
    "submissions:team-remove": ("owner",),
    "submissions:upload-begin": ("owner",),
    "submissions:upload-continue": (),  # takes no POST; tests/submissions/test_upload_refusals.py
    "submissions:version-restore": ("owner",),
}
REFUSALS = {302, 403, 404, 405}
WRITING = ("INSERT", "UPDATE", "DELETE")
SESSIONS = "django_session"
# Somebody for whom the push has its effect: without it this file would prove nothing.
EFFECTS = {
    "accounts:welcome-dismiss": "owner",
    "scaling:case-advance": "scaling_officer",
    "submissions:attachment-remove": "owner",
}


def may(name: str) -> tuple[str, ...]:
    row = row_of(name)
    return MAY[name] if name in MAY else tuple(who for who in WHO if row[who] == 200)


def test_every_door_without_a_page_says_who_may():
    assert {name for name in DOORS if 405 in row_of(name).values()} <= set(MAY) <= set(DOORS)


@pytest.mark.parametrize("who", WHO)
def test_who_may_not_changes_nothing(world, client, who):
    given = sent(world)
    sign_in(client, world.people[who])
    for name in sorted(DOORS):
        if who in may(name):
            continue
        url = address(name, world)
        status, writes = push(client, url, given)
        assert status in REFUSALS | ({200} if row_of(name)[who] == 200 else set()), (name, status)
        if writes:
            assert unchanged(lambda url=url: client.post(url, given)), (name, writes)


@pytest.mark.parametrize(("name", "who"), EFFECTS.items())
def test_the_same_push_by_who_may_has_its_effect(world, client, name, who):
    given = sent(world)
    sign_in(client, world.people[who])
    assert push(client, address(name, world), given)[1]
    assert not unchanged(lambda: client.post(address(name, world), given))


def sent(world: Any) -> dict[str, str]:
    """What the forms behind these doors ask for most."""
    return {"seen": world.gate.version, "reason": "Karena.", "confirmed": "on", "text": "Isi."}


def push(client: Any, url: str, given: dict[str, str]) -> tuple[int, list[str]]:
    """The answer, and what was written to get it; all of it is undone."""
    with undone(), writes() as written:
        status = client.post(url, given).status_code
    return status, written


@contextmanager
def writes() -> Iterator[list[str]]:
    """Changes in the database, sessions aside: also those that an action took back itself."""
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if str(sql).lstrip().upper().startswith(WRITING) and SESSIONS not in str(sql):
            written.append(str(sql)[:80])
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield written


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def unchanged(act: Callable[[], object]) -> bool:
    with undone():
        before = rows()
        act()
        return rows() == before


def rows() -> dict[str, str]:
    tables = set(connection.introspection.table_names()) - {SESSIONS}
    with connection.cursor() as cursor:
        return {table: digest(cursor, table) for table in sorted(tables)}


def digest(cursor: Any, table: str) -> str:
    cursor.execute(
        f'SELECT md5(string_agg(row::text, chr(10) ORDER BY row::text)) FROM "{table}" row'
    )
    return cursor.fetchone()[0]
