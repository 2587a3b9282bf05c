"""The end of a round: what the plenary decides, the closing, the announcement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from judging import mail, tasks
from judging.actions import recount, results, runs
from judging.models import (
    Advancement,
    Assignment,
    Award,
    Candidate,
    Minutes,
    PlenaryMove,
    Round,
    RoundState,
    Scorecard,
    ScoreRun,
    Stage,
)
from judging.queries import cockpit, outcome, sheets
from kipp.accounts.models import RoleHolding, User
from kipp.clock import moment
from kipp.journal import moves, seals
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.models import EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from submissions.models import Entry

NAMED = 10  # entries that a refusal names


@dataclass(frozen=True, slots=True)
class Protocol:
    """What the chair writes down of the plenary: the berita acara."""

    number: str
    held_on: date
    members_present: int
    members_total: int
    text: str = ""


@transaction.atomic
def move_entry(
    round: Round,
    entry: Entry,
    advances: bool,
    *,
    mover: str,
    reason: str,
    votes_for: int,
    votes_against: int,
    by: User,
    at: datetime | None = None,
) -> PlenaryMove:
    """The plenary takes an entry in or out against the arithmetic, or settles a tie at the line."""
    round = recount.locked(round)
    _refuse_outside_plenary(round, by)
    if not mover.strip() or not reason.strip():
        raise Refused("Tuliskan pengusul dan alasan putusan.")
    if votes_for <= votes_against:
        raise Refused("Putusan memerlukan suara setuju yang lebih banyak daripada yang tidak.")
    _refuse_no_change(round, entry, advances)
    at = moment(at)
    made = PlenaryMove.objects.create(
        **{"round": round, "entry": entry, "advances": advances, "mover": mover, "reason": reason},
        **{"votes_for": votes_for, "votes_against": votes_against, "by": by, "at": at},
    )
    record("round.move_entry", round, by=by, at=at, entry=entry.pk, advances=advances)
    return made


@transaction.atomic
def close(round: Round, protocol: Protocol, *, by: User, at: datetime | None = None) -> Minutes:
    """Count a last time, void by name what is unsigned, freeze who advances, file the minutes.

    Refused while an entry lacks signed sheets, the quorum is missing, or a tie stands at the line.
    """
    runs.hold(round.pk)
    round = recount.locked(round)
    _refuse_outside_plenary(round, by)
    _refuse_without_quorum(round, protocol)
    at = moment(at)
    _refuse_to_come(protocol, at)
    run = runs.compute(round, at)
    found = outcome.outcomes(round)
    _refuse_unfinished(round, found)
    void = _void_unsigned(round, by, at)
    moves.move(
        round, "round.close", by=by, at=at, changes={"closed_at": at}, run=run.pk, void=len(void)
    )
    _freeze(run, found)
    mail.round_closed(round, _judges(round), at=at)
    return _file(round, protocol, by, at)


@transaction.atomic
def announce(round: Round, *, by: User, at: datetime | None = None) -> Round:
    """Everybody may know. Awards are published with it; the letters go out behind it."""
    round = recount.locked(round)
    _refuse_unprepared(round)
    at = moment(at)
    moves.move(round, "round.announce", by=by, at=at, changes={"announced_at": at})
    _publish_awards(round, by, at)
    job = results.ask(round, by=by, at=at)
    tasks.send_results.delay_on_commit(job_id=job.pk, round_id=round.pk)
    return round


def codes(entries: Sequence[Entry]) -> str:
    """ "KIPP-2025-00042, KIPP-2025-00043, dan 3 lainnya"."""
    named = ", ".join(str(entry) for entry in entries[:NAMED])
    rest = len(entries) - NAMED
    return f"{named}, dan {rest} lainnya" if rest > 0 else named


def _refuse_outside_plenary(round: Round, by: User) -> None:
    if not round.offers("close", by):
        raise Refused("Ini hanya dapat dilakukan ketua sidang pleno selama sidang berlangsung.")


def _refuse_no_change(round: Round, entry: Entry, advances: bool) -> None:
    now = {one.entry.pk: one for one in outcome.outcomes(round)}.get(entry.pk)
    if now is None or now.standing.rank is None:
        raise Refused(f"{entry} belum mempunyai nilai pada tahap ini.")
    if now.advances is advances:
        raise Refused(f"{entry} sudah {'lolos' if advances else 'tidak lolos'}.")


def _refuse_without_quorum(round: Round, protocol: Protocol) -> None:
    if protocol.members_present > protocol.members_total:
        raise Refused("Anggota yang hadir tidak mungkin lebih banyak daripada seluruh anggota.")
    needed = round.quorum_of(protocol.members_total)
    if protocol.members_present < needed:
        raise Refused(
            f"Kuorum belum tercapai: hadir {protocol.members_present}, diperlukan {needed}."
        )


def _refuse_to_come(protocol: Protocol, at: datetime) -> None:
    if protocol.held_on > timezone.localdate(at):
        raise Refused("Tanggal sidang belum lewat. Isi tanggal sidang pleno diadakan.")


def _refuse_unfinished(round: Round, found: Iterable[outcome.Outcome]) -> None:
    found = list(found)
    if short := [one.entry for one in found if one.standing.rank is None]:
        raise Refused(
            f"{len(short)} proposal belum mempunyai {round.minimum_judges} lembar yang "
            f"ditandatangani: {codes(short)}. Dalam sidang pleno lembar tidak dapat ditambah lagi."
        )
    if tied := [one.entry for one in outcome.undecided(found)]:
        raise Refused(
            f"{len(tied)} proposal bernilai sama di batas kelulusan: {codes(tied)}. "
            "Sidang pleno perlu memutuskan masing-masing."
        )


def _refuse_unprepared(round: Round) -> None:
    if round.state == RoundState.CLOSED and not Minutes.objects.filter(round=round).exists():
        raise Refused("Berita acara sidang pleno belum ada.")
    if without := cockpit.lacking(round):
        raise Refused(f"Penghargaan belum ditetapkan dengan keputusan untuk: {codes(without)}.")


def _void_unsigned(round: Round, by: User, at: datetime) -> list[Scorecard]:
    """Seats whose judge never opened the sheet get one, so that each is void by name."""
    bare = sheets.unsigned(round).filter(scorecard=None)
    Scorecard.objects.bulk_create(Scorecard(assignment=seat) for seat in bare)
    cards = Scorecard.objects.filter(assignment__in=sheets.unsigned(round).order_by().values("pk"))
    found = list(cards.select_for_update(of=("self",)).order_by("pk"))
    changes = {"void_reason": sheets.VOID_REASON}
    moves.move_many(found, "scorecard.void", by=by, at=at, about=round, changes=changes)
    return found


def _freeze(run: ScoreRun, found: Iterable[outcome.Outcome]) -> None:
    """One row for every candidate; one disqualified meanwhile has neither score nor rank."""
    by_entry = {one.entry.pk: one for one in found}
    candidates = Candidate.objects.filter(round=run.round_id).order_by("entry_id")
    rows = [_advancement(run, row.entry_id, by_entry.get(row.entry_id)) for row in candidates]
    Advancement.objects.bulk_create(rows, batch_size=runs.BATCH)


def _advancement(run: ScoreRun, entry_id: int, one: outcome.Outcome | None) -> Advancement:
    return Advancement(
        round_id=run.round_id,
        entry_id=entry_id,
        run=run,
        advanced=bool(one and one.advances),
        by_plenary=bool(one and one.move),
        official=one.standing.official if one else None,
        rank=one.standing.rank if one else None,
    )


def _judges(round: Round) -> Iterable[User]:
    held = RoleHolding.objects.in_force().filter(
        pk__in=Assignment.objects.live().filter(round=round).values("holding")
    )
    return User.objects.filter(pk__in=held.values("user")).order_by("pk")


def _file(round: Round, protocol: Protocol, by: User, at: datetime) -> Minutes:
    return Minutes.objects.create(
        round=round,
        number=protocol.number,
        held_on=protocol.held_on,
        members_present=protocol.members_present,
        members_total=protocol.members_total,
        text=protocol.text,
        journal_head=seals.head(),
        by=by,
        at=at,
    )


def _publish_awards(round: Round, by: User, at: datetime) -> None:
    """Of whoever is still in: what was disqualified after the decree stays unpublished."""
    awards = Award.objects.filter(
        entry__in=Advancement.objects.filter(round=round, advanced=True).values("entry"),
        entry__state=EntryState.ACCEPTED,
        published_at=None,
        revoked_at=None,
    )
    ids = list(awards.order_by("pk").values_list("pk", flat=True))
    if round.stage == Stage.TPI and ids:
        Award.objects.filter(pk__in=ids).update(published_at=at)
        record("award.publish", round, by=by, at=at, ids=ids)
