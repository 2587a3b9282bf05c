"""The life of a round up to the plenary: load, open, admit, consolidate, convene."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from judging import mail, round_file
from judging.actions import consolidation, recount
from judging.models import Candidate, Criterion, PanelDuty, Round, RoundState, Stage
from judging.queries import admission
from kipp.accounts.models import Institution, Role, RoleHolding, User
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.actions.entries import enter_judging
from submissions.models import Entry, Group, Lodgement

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

    from submissions.models import Edition

Data = dict[str, Any]
NAMED = 10


@transaction.atomic
def load(data: Data, edition: Edition, *, season: Data, at: datetime | None = None) -> list[Round]:
    """The rounds of a data file (judging/data/kipp-2025.json). `season` is the data of the edition
    itself: it has the dates, and the numbers of the sections that criteria speak of.

    Loading again corrects rounds that are still planned and leaves the others as they are. A file
    with a key too many or too few is refused (round_file).
    """
    round_file.check(data)
    made = [_load_round(row, data, edition, season) for row in data["rounds"]]
    ids = [round.pk for round in made]
    record("round.load", edition, by=None, at=moment(at), ids=ids)
    return made


@transaction.atomic
def open(
    round: Round, *, by: User, despite_unscreened: bool = False, at: datetime | None = None
) -> Round:
    """Take in the entries to judge, in the version that was lodged. From here on the rules stay.

    What the screening has not decided yet is left out: only where somebody says that he knows.
    """
    round = recount.locked(round)
    _refuse_before_the_finalists(round)
    if not despite_unscreened:
        _refuse_unscreened(round)
    frozen = _frozen(round, admission.to_judge(round))
    at = moment(at)
    moves.move(round, "round.open", by=by, at=at, changes={"opened_at": at}, candidates=len(frozen))
    _take_in(round, frozen, at=at)
    return round


@transaction.atomic
def admit(
    round: Round, entries: Collection[Entry], *, by: User, at: datetime | None = None
) -> list[Candidate]:
    """Take entries that were accepted after the opening into the open round, all of these or none.
    Their judges are found by a top-up."""
    round = recount.locked(round)
    if by.role != Role.SECRETARIAT:
        raise Refused("Memasukkan proposal susulan adalah wewenang Tim Sekretariat.")
    if round.state != RoundState.OPEN:
        raise Refused("Proposal susulan dimasukkan hanya selama penilaian berlangsung.")
    wanted = {entry.pk for entry in entries}
    if not wanted:
        raise Refused("Pilih paling sedikit satu proposal.")
    frozen = _frozen(round, admission.waiting(round).filter(pk__in=wanted))
    if frozen.keys() != wanted:
        raise Refused("Ada proposal yang sudah masuk atau tidak lagi lolos. Periksa daftarnya.")
    at = moment(at)
    made = _take_in(round, frozen, at=at)
    record("round.admit", round, by=by, at=at, entries=sorted(wanted))
    return made


@transaction.atomic
def consolidate(round: Round, *, by: User, at: datetime | None = None) -> Round:
    """Scoring ends; judges of entries whose sheets lie far apart are asked to look again."""
    round = recount.locked(round)
    at = moment(at)
    entries = consolidation.flagged(round)
    moves.move(round, "round.consolidate", by=by, at=at, entries=sorted(entries))
    asked = consolidation.sheets_of(round, entries).values("assignment__holding")
    held = RoleHolding.objects.in_force().filter(pk__in=asked)
    users = User.objects.filter(pk__in=held.values("user")).order_by("pk")
    mail.consolidation_opened(round, users, at=at)
    return round


@transaction.atomic
def convene(round: Round, *, by: User, at: datetime | None = None) -> Round:
    """To the plenary. Nobody signs there any more, so no entry may lack a sheet by then."""
    round = recount.locked(round)
    if round.offers("convene", by):
        _refuse_short(round)
    moves.move(round, "round.convene", by=by, at=moment(at))
    return round


def _refuse_before_the_finalists(round: Round) -> None:
    """Whoever is on the panel would know them before everybody else."""
    announced = admission.source_of(round).filter(state=RoundState.ANNOUNCED)
    if round.stage == Stage.TPI and not announced.exists():
        raise Refused("Finalis tahap sebelumnya belum diumumkan. Umumkan hasilnya lebih dahulu.")


def _refuse_unscreened(round: Round) -> None:
    if found := admission.unscreened(round):
        number = sum(row.lodged + row.returned for row in found)
        raise Refused(
            f"{number} proposal belum diputuskan dalam seleksi administrasi. "
            "Putuskan dahulu, atau nyatakan bahwa tahap dibuka tanpa proposal itu."
        )


def _refuse_short(round: Round) -> None:
    if lacking := [row.entry for row in admission.short(round)]:
        named = ", ".join(map(str, lacking[:NAMED])) + (", …" if len(lacking) > NAMED else "")
        raise Refused(
            f"{len(lacking)} proposal belum mempunyai {round.minimum_judges} lembar yang "
            f"ditandatangani: {named}. Tunjuk penilai pengganti lebih dahulu."
        )


def _frozen(round: Round, entries: QuerySet[Entry]) -> dict[int, int]:
    """Entry -> lodgement to judge, the entries locked. Refused while something is amiss."""
    last = Lodgement.objects.filter(entry=OuterRef("pk")).order_by("-number").values("pk")[:1]
    rows = entries.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = dict(rows.values_list("pk", Subquery(last)))
    if not found:
        raise Refused("Belum ada proposal yang dapat dinilai pada tahap ini.")
    frozen = {pk: lodgement for pk, lodgement in found.items() if lodgement is not None}
    unfrozen = Entry.objects.filter(pk__in=found.keys() - frozen.keys()).order_by("code")
    if unfrozen:
        raise Refused(f"Proposal tanpa versi yang diajukan: {', '.join(map(str, unfrozen))}.")
    _refuse_without_criteria(round, frozen)
    return frozen


def _take_in(round: Round, frozen: Mapping[int, int], *, at: datetime) -> list[Candidate]:
    rows = (Candidate(round=round, entry_id=pk, lodgement_id=frozen[pk]) for pk in sorted(frozen))
    made = Candidate.objects.bulk_create(rows, batch_size=1000)
    enter_judging(list(Entry.objects.filter(pk__in=frozen).order_by("pk")), at=at)
    return made


def _refuse_without_criteria(round: Round, frozen: Mapping[int, int]) -> None:
    ruled = Criterion.objects.filter(round=round).values("group")
    bare = Group.objects.filter(entries__in=frozen).exclude(pk__in=ruled).order_by("pk").distinct()
    if bare:
        names = ", ".join(group.name for group in bare)
        raise Refused(f"Kriteria belum diisi untuk kelompok: {names}.")


def _load_round(row: Data, data: Data, edition: Edition, season: Data) -> Round:
    columns = _columns(row, season) | {"quorum_share": data["plenary"]["quorum"]["share"]}
    round, _ = Round.objects.select_for_update(no_key=True).get_or_create(
        edition=edition, number=row["position"], defaults=columns
    )
    if round.state != RoundState.PLANNED:
        return round
    Round.objects.filter(pk=round.pk).update(**columns)
    for group in edition.groups.filter(code__in=row["criteria"]).order_by("pk"):
        _load_criteria(round, group, row["criteria"][group.code], season)
    if row["stage"] == Stage.TPI:
        _load_duties(round, data["panel"])
    round.refresh_from_db()
    return round


def _columns(row: Data, season: Data) -> Data:
    grade, dates = row["passing_grade"], season["dates"]
    # The panel has no fixed number of judges per entry: its duties decide, above the minimum.
    wanted = row["judges_per_entry"] or row["minimum_judges"]
    return {
        "stage": row["stage"],
        "name": row["name"],
        "opens_at": datetime.fromisoformat(dates[row["dates"]["opens_at"]]),
        "due_at": datetime.fromisoformat(dates[row["dates"]["closes_at"]]),
        "judges_per_entry": wanted,
        "minimum_judges": row["minimum_judges"],
        "passing_grade": Decimal(grade) if grade else None,
        "disagreement_gap": Decimal(row["disagreement_gap"]),
        "public_weight": Decimal(row["public_weight"]),
        "tie_break": row["tie_break"],
    }


def _load_criteria(round: Round, group: Group, rows: list[Data], season: Data) -> None:
    numbers = {one["code"]: one["number"] for one in season["forms"][group.code]["sections"]}
    Criterion.objects.filter(round=round, group=group).exclude(
        code__in=[row["code"] for row in rows]
    ).delete()
    for row in rows:
        Criterion.objects.update_or_create(
            round=round,
            group=group,
            code=row["code"],
            defaults={
                "position": row["position"],
                "name": row["name"],
                "description": row["question"],
                "weight": Decimal(row["weight"]),
                "sections": [numbers[code] for code in row["sections"]],
                "anchors": [_anchor(one) for one in row["anchors"]],
            },
        )


def _anchor(row: Data) -> Data:
    return {"low": row["from"], "high": row["to"], "label": row["label"], "text": row["text"]}


def _load_duties(round: Round, panel: Data) -> None:
    """Which categories each ministry of the panel scores; cross-cutting ones score all."""
    categories = {one.number: one for one in round.edition.categories.all()}
    matching: dict[str, list[int]] = {code: [] for code in panel["cross_cutting"]}
    for duty in panel["duties"]:
        for code in duty["institutions"]:
            matching.setdefault(code, []).append(duty["category"])
    PanelDuty.objects.filter(round=round).exclude(institution__code__in=matching).delete()
    for institution in Institution.objects.filter(code__in=matching).order_by("pk"):
        everything = institution.code in panel["cross_cutting"]
        duty, _ = PanelDuty.objects.update_or_create(
            round=round, institution=institution, defaults={"all_categories": everything}
        )
        numbers = matching[institution.code]
        duty.categories.set([categories[n] for n in numbers if n in categories])
