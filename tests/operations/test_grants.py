"""The role that the portal works as: what it may, and what it may not even with the triggers off."""

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import Error, ProgrammingError, connection, transaction

from kipp.journal.models import JournalLine
from kipp.operations import grants
from tests import make

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


def test_the_switch_of_the_triggers_is_its_owners_alone(role):
    """`pgtrigger.ignore` is a setting that any session may write."""
    grants.grant(role)
    entry = make.with_agency()
    trigger = one_named("submissions.Entry:moves_with_its_line")
    forge = f"UPDATE submissions_entry SET state = 'DRAFT', sent_at = NULL WHERE id = {entry.pk}"
    for working_as, stands in ((role, "may not move"), (None, None)):
        with transaction.atomic(), connection.cursor() as cursor:
            if working_as:
                cursor.execute(f'SET LOCAL ROLE "{working_as}"')
            cursor.execute(f"SELECT set_config('pgtrigger.ignore', '{{{trigger}}}', true)")
            if stands:
                with pytest.raises(Error, match=stands), transaction.atomic():
                    cursor.execute(forge)
            else:
                cursor.execute(forge)
            transaction.set_rollback(True)


def test_a_new_trigger_does_not_open_it_again(role):
    """Each installation brings pgtrigger's own function along; migrate closes it again."""
    grants.grant(role)
    model, trigger = next(
        found for found in pgtrigger.registered() if found[1].name == "moves_with_its_line"
    )
    trigger.install(model)
    assert lenient()

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert not lenient()


def test_no_table_of_its_own_answers_in_the_place_of_the_journal(role):
    with connection.cursor() as cursor:
        cursor.execute(
            f'GRANT TEMPORARY ON DATABASE "{connection.settings_dict["NAME"]}" TO "{role}"'
        )
    grants.grant(role)
    refused("CREATE TEMPORARY TABLE journal_journalline (id bigint)", role)


def one_named(uri):
    model, trigger = next(iter(pgtrigger.registered(uri)))
    return trigger.get_pgid(model)


def lenient():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('_pgtrigger_should_ignore(name)'::regprocedure)")
        return "pg_has_role" not in cursor.fetchone()[0]


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
