"""What the role that the portal works as may do in the database.

Triggers are the fence: whoever owns a table can switch them off. This is the lock: the portal owns
no table, and what is written once it can only read and add to.
"""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from psycopg import sql

from kipp import guards

WORKING = "SELECT, INSERT, UPDATE, DELETE"
WRITTEN_ONCE = "SELECT, INSERT"
READ = "SELECT"
MIGRATIONS = "django_migrations"


class CannotGrant(Exception):
    pass


@dataclass(frozen=True)
class Grants:
    tables: int
    written_once: tuple[str, ...]


def grant(role: str) -> Grants:
    """Take every right from the role, then give what it needs; run it after each migrate."""
    with transaction.atomic():
        _demand_an_ordinary_role(role)
        keep_the_fence_shut()
        # A table of its own, named like one that a trigger reads, would answer in its place.
        _execute(role, "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}")
        _execute(role, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        for kind in ("TABLES", "SEQUENCES"):
            _execute(role, f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {{role}}")
        _execute(role, "GRANT USAGE ON SCHEMA public TO {role}")
        _execute(role, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        written_once = append_only_tables()
        tables = connection.introspection.table_names()
        for table in tables:
            rights = _rights(table, written_once)
            _execute(role, f"GRANT {rights} ON {{table}} TO {{role}}", table)
    return Grants(len(tables), written_once)


def keep_the_fence_shut(using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """After each migrate: a trigger that is installed brings the function along as pgtrigger makes
    it."""
    with connections[using].cursor() as cursor:
        cursor.execute(guards.ONLY_OWNERS_IGNORE)


def append_only_tables() -> tuple[str, ...]:
    """The models say it themselves: those with a trigger named "append_only"."""
    marked = (model for model, trigger in pgtrigger.registered() if trigger.name == "append_only")
    return tuple(sorted({model._meta.db_table for model in marked}))


def _rights(table: str, written_once: tuple[str, ...]) -> str:
    if table == MIGRATIONS:
        return READ
    return WRITTEN_ONCE if table in written_once else WORKING


def _demand_an_ordinary_role(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR pg_has_role(oid, current_user, 'MEMBER')"
            " FROM pg_roles WHERE rolname = %s",
            [role],
        )
        found = cursor.fetchone()
    if found is None:
        raise CannotGrant(f"There is no role {role} in this database.")
    if found[0]:
        raise CannotGrant(f"{role} owns the tables or could: the portal needs a role of its own.")


def _execute(role: str, statement: str, table: str = "") -> None:
    names = {
        "role": sql.Identifier(role),
        "table": sql.Identifier(table or role),
        "database": sql.Identifier(connection.settings_dict["NAME"]),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**names))
