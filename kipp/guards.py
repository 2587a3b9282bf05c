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


def append_only() -> list[pgtrigger.Trigger]:
    """Rows are written once and never changed. `grant_roles` reads this name to take rights away."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        no_truncate(),
    ]
