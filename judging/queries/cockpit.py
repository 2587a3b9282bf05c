"""Where a round stands, and what is to be done next, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from judging.models import Advancement, Assignment, Round, RoundState, ScorecardState, Stage
from kipp.accounts.models import Role
from submissions.models import EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kipp.accounts.models import User
    from submissions.models import Entry

_S = RoundState
ORDER = list(RoundState)
EXPLAINED = {
    _S.PLANNED: "Kriteria, bobot, dan aturan hitung masih dapat diubah.",
    _S.OPEN: "Aturan dibekukan. Penilai menyatakan benturan, mengisi, lalu menandatangani lembar.",
    _S.CONSOLIDATION: "Penilai memeriksa ulang lembar yang berselisih jauh.",
    _S.PLENARY: "Nilai tidak berubah lagi. Sidang pleno melihat garis kelulusan dan memutuskan.",
    _S.CLOSED: "Hasil dan berita acara dibekukan, tetapi masih rahasia.",
    _S.ANNOUNCED: "Pemilik proposal menerima hasil dan umpan balik.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do: a button for whoever may press it, a sentence for the others."""

    words: str
    action: str = ""
    url_name: str = ""


def steps(round: Round) -> list[dict[str, Any]]:
    """The life of a round as a task list, the present state marked."""
    here = ORDER.index(RoundState(round.state))
    over = round.state == _S.ANNOUNCED
    return [
        {
            "title": state.label,
            "hint": EXPLAINED[state],
            "current": n == here and not over,
            **_mark(n - here, over=over),
        }
        for n, state in enumerate(ORDER)
    ]


def next_step(round: Round, user: User, total: int) -> Step:
    """`total`: sheets that are expected; without any, the work is not dealt yet."""
    step, role = _step(round, total)
    return step if user.role == role else Step(step.words)


def lacking(round: Round) -> list[Entry]:
    """Entries that advance and have no award yet: a TPI round is announced without any of them."""
    if round.stage != Stage.TPI:
        return []
    rows = Advancement.objects.filter(round=round, advanced=True, entry__award=None)
    rows = rows.filter(entry__state=EntryState.ACCEPTED).select_related("entry__innovation")
    return [row.entry for row in rows.order_by("entry__code", "pk")]


def counts(rounds: Iterable[Round]) -> dict[int, tuple[int, int]]:
    """Sheets signed and expected of each round, in one query."""
    seats = Assignment.objects.live().filter(round__in=rounds)
    seats = seats.exclude(scorecard__state=ScorecardState.VOID)
    signed = Count("pk", filter=Q(scorecard__state=ScorecardState.SIGNED))
    found = seats.values("round").annotate(total=Count("pk"), signed=signed).order_by("round")
    return {row["round"]: (row["signed"], row["total"]) for row in found}


def _step(round: Round, total: int) -> tuple[Step, Role]:
    secretariat = Role.SECRETARIAT
    if round.state == _S.PLENARY:
        words = "Ketua sidang pleno memeriksa garis kelulusan, memutuskan, lalu menutup tahap."
        return Step(words, "Buka sidang pleno", "judging:plenary"), Role.PLENARY_CHAIR
    if round.state == _S.CLOSED:
        return _after_closing(round), secretariat
    if round.state == _S.OPEN and not total:
        words = "Tugas belum dibagikan kepada penilai."
        return Step(words, "Bagikan tugas", "judging:assignment-plan"), secretariat
    return _STEPS[RoundState(round.state)], secretariat


def _after_closing(round: Round) -> Step:
    if lacking(round):
        words = "Tetapkan penghargaan dengan keputusan sebelum hasil diumumkan."
        return Step(words, "Tetapkan penghargaan", "judging:award-list")
    words = "Hasil sudah beku. Setelah diumumkan, pemilik proposal menerima surat."
    return Step(words, "Umumkan hasil", "judging:round-announce")


_STEPS = {
    _S.PLANNED: Step(
        "Tim Sekretariat membuka tahap. Sejak itu aturannya tidak dapat diubah.",
        "Buka tahap",
        "judging:round-open",
    ),
    _S.OPEN: Step(
        "Penilaian berlangsung. Tim Sekretariat membuka konsolidasi setelah lembar terkumpul.",
        "Mulai konsolidasi",
        "judging:round-consolidate",
    ),
    _S.CONSOLIDATION: Step(
        "Penilai memeriksa ulang. Tim Sekretariat membawa hasilnya ke sidang pleno.",
        "Bawa ke sidang pleno",
        "judging:round-convene",
    ),
    _S.ANNOUNCED: Step("Tahap ini selesai."),
}


def _mark(distance: int, *, over: bool) -> dict[str, str]:
    if distance < 0 or over:
        return {"state": "COMPLETE", "label": "Selesai"}
    if distance == 0:
        return {"state": "PARTIAL", "label": "Sekarang"}
    return {"state": "WAITING", "label": "Nanti"}
