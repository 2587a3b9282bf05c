"""Which tone a state speaks in: one place for every state of every app.

A tone is a shape and a colour; the word comes from the model. Seven are enough:
what a reader must learn is whether it waits, moves, needs him, or has ended, and how.
"""

from __future__ import annotations

WAITING = "waiting"  # not begun
ACTIVE = "active"  # being worked on
HANDED = "handed"  # with somebody else now
ATTENTION = "attention"  # somebody must act
GOOD = "good"
BAD = "bad"
OVER = "over"  # ended without a result

TONES: dict[str, str] = {
    # Entry
    "DRAFT": ACTIVE,
    "WITH_AGENCY": HANDED,
    "LODGED": HANDED,
    "RETURNED": ATTENTION,
    "ACCEPTED": GOOD,
    "REJECTED": BAD,
    "WITHDRAWN": OVER,
    "LAPSED": OVER,
    "DISQUALIFIED": BAD,
    # A file at the virus scanner
    "CLEAN": GOOD,
    "INFECTED": BAD,
    "UNSCANNED": OVER,
    # Round
    "PLANNED": WAITING,
    "OPEN": ACTIVE,
    "CONSOLIDATION": ATTENTION,
    "PLENARY": HANDED,
    "CLOSED": OVER,
    "ANNOUNCED": GOOD,
    # Scorecard
    "SIGNED": GOOD,
    "VOID": OVER,
    # Scaling case: the stage it stands at is the stage being worked on
    "IDENTIFIED": WAITING,
    "INTERESTED": ACTIVE,
    "ASSESSED": ACTIVE,
    "COMMITTED": HANDED,
    "PILOTED": ACTIVE,
    "ADOPTED": GOOD,
    "MONITORED": GOOD,
    "PAUSED": ATTENTION,
    "STOPPED": BAD,
    # Replication
    "INTEREST": WAITING,
    "AGREED": HANDED,
    "APPROVED": HANDED,
    "RUNNING": ACTIVE,
    "DONE": GOOD,
    "DECLINED": BAD,
    # What an adopter reports every half year
    "UNCONFIRMED": ATTENTION,
    "STRUGGLING": ATTENTION,
    "SMOOTH": GOOD,
    "GROWING": GOOD,
    "REPLICATED": GOOD,
    "TRANSFORMED": GOOD,
    # Jobs, notices, role holdings
    "QUEUED": WAITING,
    "PENDING": WAITING,
    "SENT": GOOD,
    "FAILED": BAD,
    "CANCELLED": OVER,
    "EXPIRED": OVER,
    # Sections of a form, checks of a checklist
    "EMPTY": WAITING,
    "PARTIAL": ACTIVE,
    "REMARKED": ATTENTION,
    "COMPLETE": GOOD,
    "OVERDUE": ATTENTION,
    "MET": GOOD,
    "UNMET": BAD,
    "PASS": GOOD,
    "FAIL": BAD,
    "PERSON": HANDED,
}


def tone(state: object) -> str:
    """A state nobody has listed is shown as waiting; the tests refuse to let it come to that."""
    return TONES.get(str(state).upper(), WAITING)
