"""The role that the portal works as: what it may, and what it may not even with the triggers off."""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from kipp.journal.models import JournalLine
from kipp.operations import grants

REFUSAL = r"permission denied|must be owner"
pytestmark = pytest.mark.django_db


@pytest.fixture
def role(worker_id):
    """Undone with the transaction of the test; roles belong to the server, so one per worker."""
    name = f"kipp_probe_{worker_id}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{name}"')
    return name


def may(role, right, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
        return cursor.fetchone()[0]


def refused(statement, role):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        with pytest.raises(ProgrammingError, match=REFUSAL), transaction.atomic():
            cursor.execute(statement)
        transaction.set_rollback(True)


def test_what_is_written_once_can_only_be_read_and_added_to(role):
    written_once = grants.grant(role).written_once
    assert JournalLine._meta.db_table in written_once
    for table in written_once:
        assert [may(role, right, table) for right in ("SELECT", "INSERT", "UPDATE", "DELETE")] == [
            *(True, True, False, False)
        ]


def test_every_model_that_refuses_changes_is_among_them(role):
    """By the database's own list of triggers, not by ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_append_only_%'"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    assert set(grants.grant(role).written_once) == guarded


def test_the_rest_is_for_working_with(role):
    grants.grant(role)
    rest = set(connection.introspection.table_names()) - set(grants.append_only_tables())
    for table in rest - {"django_migrations"}:
        assert may(role, "SELECT, INSERT, UPDATE, DELETE", table), table
        assert not may(role, "TRUNCATE", table), table
    assert not may(role, "UPDATE", "django_migrations")


def test_no_way_around_the_triggers(role):
    grants.grant(role)
    table = JournalLine._meta.db_table
    refused(f"UPDATE {table} SET verb = 'forged'", role)
    refused(f"DELETE FROM {table}", role)
    refused(f"TRUNCATE {table}", role)
    refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL", role)
    refused("SET session_replication_role = replica", role)
    refused("CREATE TABLE public.mine ()", role)


def test_twice_is_as_good_as_once_and_takes_back_what_was_too_much(role):
    table = JournalLine._meta.db_table
    grants.grant(role)
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT ALL ON {table} TO "{role}"')
    grants.grant(role)
    assert not may(role, "UPDATE", table)


def test_who_could_own_the_tables_gets_no_grants(role):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        cursor.execute(f'GRANT "{owner}" TO "{role}"')
    for name in (owner, role):
        with pytest.raises(CommandError, match="role of its own"):
            call_command("grant_roles", name)


def test_an_unknown_role_is_named():
    with pytest.raises(CommandError, match="There is no role nobody_at_all"):
        call_command("grant_roles", "nobody_at_all")


def test_the_command_says_what_it_did(role, capsys):
    call_command("grant_roles", role)
    assert f"{len(grants.append_only_tables())} of them written once" in capsys.readouterr().out
