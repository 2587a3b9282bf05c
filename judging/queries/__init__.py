"""What the apps above may ask of judging: awards, interest, results. Nothing secret leaves here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from judging.models import Advancement, Award, Relevance, RoundState, Scorecard, Stage
from kipp.accounts.models import Role
from submissions.models import Entry, EntryState, Innovation

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from judging.models import Round
    from kipp.accounts.models import User

OWNERS = (Role.INNOVATOR, Role.INSTITUTION_ADMIN)
# Share of the ranked entries of a group, and how the owner reads it.
BANDS = ((10, "sepuluh persen teratas"), (25, "seperempat teratas"), (50, "separuh teratas"))
LAST_BAND = "separuh terbawah"


@dataclass(frozen=True, slots=True)
class RelevanceRow:
    """A ministry or agency finds an entry relevant: where a scaling case may begin."""

    id: int
    entry_id: int
    innovation_id: int
    institution_id: int
    reason: str
    wished_start_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """What an owner may know of one announced round: never a judge, never another entry."""

    advancement: Advancement
    band: str
    feedback: tuple[str, ...]

    @property
    def words(self) -> str:
        for_award = self.advancement.round.stage == Stage.TPI
        if self.advancement.advanced:
            return "Terpilih menerima penghargaan" if for_award else "Menjadi finalis"
        return "Belum terpilih" if for_award else "Belum menjadi finalis"


def awards_published() -> QuerySet[Award]:
    return Award.objects.published().for_table()


def awards_announced() -> QuerySet[Award]:
    """Those revoked since among them: their pages say so."""
    return Award.objects.announced().for_table()


def awarded_innovations() -> QuerySet[Innovation]:
    """Innovations with an award that stands, of any year."""
    awarded = Award.objects.published().values("innovation")
    return Innovation.objects.filter(pk__in=awarded)


def lost_innovations() -> dict[int, datetime]:
    """Innovations without an award that stands, one of whose awards was revoked or entries
    disqualified, each with the moment of the last such fall."""
    revoked = Award.objects.filter(revoked_at__isnull=False).values_list("innovation", "revoked_at")
    out = Entry.objects.filter(state=EntryState.DISQUALIFIED)
    falls = {*revoked, *out.values_list("innovation", "last_line__at")}
    standing = set(Award.objects.published().values_list("innovation", flat=True))
    lost = [(innovation, at) for innovation, at in falls if at and innovation not in standing]
    return dict(sorted(lost, key=lambda fall: fall[1]))


def award_of(innovation: Innovation) -> Award | None:
    """The latest award that stands."""
    return awards_published().filter(innovation=innovation).first()


def relevances_after(pk: int = 0) -> list[RelevanceRow]:
    """Ticks of the panel with a key above `pk`, oldest first: a case may open before any award."""
    rows = Relevance.objects.filter(pk__gt=pk).exclude(entry__state=EntryState.DISQUALIFIED)
    rows = rows.order_by("pk")
    columns = ("pk", "entry_id", "entry__innovation_id", "institution_id")
    return [
        RelevanceRow(*row) for row in rows.values_list(*columns, "reason", "wished_start_on", "at")
    ]


def announced_relevances() -> QuerySet[Relevance]:
    """Ticks whose own entry has its result, an award that stands or the end of the round in which the
    tick was made: an award of an earlier year opens nothing."""
    awarded = Q(entry__in=Award.objects.published().values("entry"))
    over = Q(round__state=RoundState.ANNOUNCED, entry__state=EntryState.ACCEPTED)
    return Relevance.objects.filter(awarded | over)


def entry_behind(relevance: int | None, innovation: Innovation) -> Entry | None:
    """What a case stands on: the entry that the panel's tick was about, or that of the latest award
    that stands."""
    if relevance is not None:
        return Entry.objects.filter(relevances=relevance).first()
    award = award_of(innovation)
    return award.entry if award else None


def finalists(round: Round) -> QuerySet[Entry]:
    """Who advanced out of a round, once it is announced."""
    announced = Advancement.objects.filter(
        round=round, round__state=RoundState.ANNOUNCED, advanced=True
    )
    rows = Entry.objects.filter(pk__in=announced.values("entry"))
    return rows.for_table()


def results_of(entry: Entry, user: User) -> list[Result]:
    """The announced results of an entry for those who own it, the first round first."""
    if user.role not in OWNERS or not Entry.objects.viewable_by(user).filter(pk=entry.pk).exists():
        return []
    rows = Advancement.objects.filter(entry=entry, round__state=RoundState.ANNOUNCED)
    rows = rows.select_related("round__edition", "entry").order_by("round__number", "pk")
    return [Result(row, band_of(row), feedback_of(row)) for row in rows]


def band_of(result: Advancement) -> str:
    """The rank in a few words: with two or three judges a single place says too much."""
    if result.rank is None:
        return ""
    field = Advancement.objects.filter(round_id=result.round_id, rank__isnull=False)
    return band(result.rank, field.filter(entry__group_id=result.entry.group_id).count())


def band(rank: int, ranked: int) -> str:
    return next((words for share, words in BANDS if rank * 100 <= share * ranked), LAST_BAND)


def feedback_of(result: Advancement) -> tuple[str, ...]:
    """What judges wrote for the innovator, in an order that says nothing of who wrote it."""
    cards = Scorecard.objects.signed().filter(
        assignment__round_id=result.round_id, assignment__entry_id=result.entry_id
    )
    return tuple(sorted(cards.exclude(feedback="").values_list("feedback", flat=True)))
