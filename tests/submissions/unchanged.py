"""Nothing is written by what is refused: every table of a proposal is compared before and after."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from kipp.journal.models import JournalLine
from kipp.notices.models import Notice
from submissions.models import (
    AccountRequest,
    Answer,
    Attachment,
    Circular,
    Continuation,
    Entry,
    FaqItem,
    HelpMessage,
    HelpThread,
    Innovation,
    Remark,
    RemarkAnswer,
    TeamMember,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = (
    *(Entry, Innovation, TeamMember, Answer, Attachment, JournalLine, Notice),
    *(
        Circular,
        AccountRequest,
        HelpThread,
        HelpMessage,
        FaqItem,
        Remark,
        RemarkAnswer,
        Continuation,
    ),
)


def rows() -> list:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


@contextmanager
def unchanged() -> Iterator[None]:
    before = rows()
    yield
    assert rows() == before
