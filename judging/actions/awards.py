"""Decrees and the awards they grant (rules of the portal, section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from judging.actions import recount
from judging.models import Advancement, Award, Decree, Round, RoundState, Stage
from kipp.accounts.models import Role
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions import papers
from submissions.models import Edition, EntryState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.core.files.base import File

    from kipp.accounts.models import User


@dataclass(frozen=True, slots=True)
class Paper:
    """The decree as it was signed: number, date, what it is about."""

    number: str
    signed_on: date
    title: str


@transaction.atomic
def issue_decree(
    edition: Edition, paper: Paper, upload: File[bytes], *, by: User, at: datetime | None = None
) -> Decree:
    """File a signed decision with its PDF. It is never changed: a correction is a new decree."""
    _refuse_others(by)
    sha256 = papers.taken(upload)[1]
    edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    at = moment(at)
    if paper.signed_on > timezone.localdate(at):
        raise Refused("Tanggal keputusan belum lewat. Isi tanggal keputusan ditandatangani.")
    if Decree.objects.filter(number=paper.number).exists():
        raise Refused(f"Keputusan nomor {paper.number} sudah tercatat.")
    decree = Decree.objects.create(
        **{"edition": edition, "number": paper.number, "signed_on": paper.signed_on},
        **{"title": paper.title, "file": upload, "sha256": sha256, "by": by, "at": at},
    )
    record("decree.issue", decree, by=by, at=at, sha256=sha256)
    return decree


@transaction.atomic
def grant(
    round: Round,
    decree: Decree,
    levels: Mapping[int, str],
    *,
    by: User,
    at: datetime | None = None,
) -> list[Award]:
    """Give awards by decree: `levels` names the award of each entry, by its key. All or none."""
    _refuse_others(by)
    round = recount.locked(round)
    if round.stage != Stage.TPI or round.state != RoundState.CLOSED:
        raise Refused("Penghargaan ditetapkan setelah tahap TPI ditutup dan sebelum diumumkan.")
    if decree.edition_id != round.edition_id:
        raise Refused(f"Keputusan {decree} bukan untuk {round.edition}.")
    entries = _winners(round, levels)
    at = moment(at)
    rows = [
        Award(entry_id=pk, innovation_id=entries[pk], level=level, decree=decree, granted_at=at)
        for pk, level in sorted(levels.items())
    ]
    awards = Award.objects.bulk_create(rows)
    record("award.grant", round, by=by, at=at, ids=[one.pk for one in awards], decree=decree.pk)
    return awards


def _refuse_others(by: User) -> None:
    if by.role != Role.SECRETARIAT:
        raise Refused("Tindakan ini bukan wewenang peran yang sedang Anda pakai.")


def _winners(round: Round, levels: Mapping[int, str]) -> dict[int, int]:
    """The innovation of each entry that may get the award named for it."""
    if not levels:
        raise Refused("Pilih paling sedikit satu proposal.")
    if strange := set(levels.values()) - set(round.edition.award_levels):
        raise Refused(f"Sebutan penghargaan tidak dikenal: {', '.join(sorted(strange))}.")
    passed = Advancement.objects.filter(round=round, advanced=True, entry__in=levels)
    passed = passed.filter(entry__state=EntryState.ACCEPTED)
    found = dict(passed.values_list("entry_id", "entry__innovation_id"))
    if len(found) < len(levels):
        raise Refused("Penghargaan hanya untuk proposal yang lolos tahap TPI.")
    if Award.objects.filter(entry__in=levels).exists():
        raise Refused("Ada proposal yang penghargaannya sudah ditetapkan.")
    return found
