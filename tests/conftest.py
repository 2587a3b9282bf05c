from __future__ import annotations

from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.test import TransactionTestCase

from tests import world as small_season

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper

pytest_plugins = ["tests.chromium", "tests.clamd", "tests.s3"]

# Journals and seals refuse TRUNCATE, which Django empties a database with after a test that commits.
EMPTY = """
DO $$ DECLARE t record; filled boolean; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR t IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
           WHERE schemaname = 'public'
           AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
  LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || t.name || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || t.name; END IF;
  END LOOP;
END $$
"""


# A request that a browser has left behind may still hold rows when its test has ended.
BUSY = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'
"""
LONGEST_REQUEST = 5.0


def until_idle(cursor: CursorWrapper) -> None:
    """Waits until nobody else is at work in this database, not longer than a request takes."""
    until = monotonic() + LONGEST_REQUEST
    while monotonic() < until:
        cursor.execute(BUSY)
        if cursor.fetchone() == (0,):
            return
        sleep(0.02)


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guards() -> Iterator[None]:
    def teardown(case: TransactionTestCase) -> None:
        for alias in case._databases_names(include_mirrors=False):
            with connections[alias].cursor() as cursor:
                until_idle(cursor)
                cursor.execute(EMPTY)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture
def _fresh_cache() -> Iterator[None]:
    """Limits on attempts are counted in the cache: a test of them begins at nought."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[small_season.World]:
    """One small season for all tests of a module; each of them undoes what it writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield small_season.build()
        transaction.set_rollback(True)
