"""What the database refuses by itself. Grants are the lock (docs/operations.md), triggers the fence."""

from __future__ import annotations

import pgtrigger


def no_truncate() -> pgtrigger.Trigger:
    """`Protect` is a row trigger: TRUNCATE passes it by, so a statement trigger stands beside it."""
    return pgtrigger.Trigger(
        name="no_truncate",
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'kipp: cannot truncate %', TG_TABLE_NAME;",
    )


# Every trigger asks this function first whether its session has switched it off. As pgtrigger makes
# it, any role may; from here on only one that could own the function, and so drop the trigger.
ONLY_OWNERS_IGNORE = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN AS $$
    BEGIN
        IF COALESCE(current_setting('pgtrigger.ignore', true), '') = '' THEN
            RETURN FALSE;
        END IF;
        RETURN trigger_name = ANY (current_setting('pgtrigger.ignore')::text[])
               AND pg_has_role(current_user, (
                   SELECT proowner FROM pg_catalog.pg_proc
                   WHERE oid = 'public._pgtrigger_should_ignore(name)'::regprocedure
               ), 'MEMBER');
    END;
    $$ LANGUAGE plpgsql STABLE
"""


def append_only() -> list[pgtrigger.Trigger]:
    """Rows are written once and never changed. `grant_roles` reads this name to take rights away."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        no_truncate(),
    ]
