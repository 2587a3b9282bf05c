"""The hash chain behind the journal: made by the clock, checked by anybody with the head digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

GENESIS = hashlib.sha256(b"Portal KIPP").hexdigest()
BATCH = 10_000
LOCK = 5_501  # pg_try_advisory_xact_lock: one sealer at a time, writers never wait

# Text that does not depend on the session: no time zone, no float formatting.
_CANONICAL = """jsonb_build_array(l.id, l.verb, l.subject, l.ids, l.by_id, l.role, l.holding_id,
    extract(epoch FROM l.at), l.detail)::text"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found; `forged` is the first line that is not what was sealed."""

    lines: int
    unsealed: int
    head: str
    forged: int | None = None
    tail_cut: bool = False

    @property
    def sound(self) -> bool:
        return self.forged is None and not self.tail_cut


def seal(*, everything: bool = False) -> int:
    """Seal the committed lines that have no seal yet; returns how many.

    A line that commits late gets a later number, never none. The usual pass looks back `BATCH`
    lines only; `everything` (nightly) also finds those of a transaction open for longer.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "SELECT number, digest, line_id FROM journal_journalseal ORDER BY number DESC LIMIT 1"
        )
        number, digest, last = cursor.fetchone() or (0, GENESIS, 0)
        after = 0 if everything else last - BATCH
        cursor.execute(
            f"""SELECT l.id, {_CANONICAL} FROM journal_journalline l WHERE l.id > %s
                AND NOT EXISTS (SELECT FROM journal_journalseal s WHERE s.line_id = l.id)
                ORDER BY l.id LIMIT {BATCH}""",  # noqa: S608 - constants of this module
            [after],
        )
        rows = cursor.fetchall()
        with cursor.copy("COPY journal_journalseal (number, line_id, digest) FROM STDIN") as copy:
            for line_id, text in rows:
                number, digest = number + 1, link(digest, text)
                copy.write_row((number, line_id, digest))
        return len(rows)


def link(before: str, text: str) -> str:
    """SHA-256 over the digest before and the canonical text of the line, as hex."""
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def verify(head: str = "") -> Verdict:
    """Walk the whole chain. With the `head` digest of an earlier day, also notice a cut tail."""
    digest, lines, seen = GENESIS, 0, not head
    for line_id, stored, text in _chain():
        digest = link(digest, text)
        if digest != stored:
            return Verdict(lines, _unsealed(), stored, forged=line_id)
        lines, seen = lines + 1, seen or stored == head
    return Verdict(lines, _unsealed(), digest, tail_cut=not seen)


def head() -> str:
    """The digest of the last seal: sent out daily, printed on every berita acara."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM journal_journalseal ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else GENESIS


def counts() -> tuple[int, int]:
    """How many lines are sealed and how many wait for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_journalseal")
        return cursor.fetchone()[0], _unsealed()


def _chain() -> Iterator[tuple[int, str, str]]:
    number = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT s.number, s.line_id, s.digest, {_CANONICAL}
                    FROM journal_journalseal s JOIN journal_journalline l ON l.id = s.line_id
                    WHERE s.number > %s ORDER BY s.number LIMIT {BATCH}""",  # noqa: S608
                [number],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        number = rows[-1][0]
        yield from (row[1:] for row in rows)


def _unsealed() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM journal_journalline l
               WHERE NOT EXISTS (SELECT FROM journal_journalseal s WHERE s.line_id = l.id)"""
        )
        count: int = cursor.fetchone()[0]
    return count
