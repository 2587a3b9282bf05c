"""The life of a round up to the plenary: load, open, consolidate, convene."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from judging import mail
from judging.actions import consolidation, recount
from judging.models import Advancement, Candidate, Criterion, PanelDuty, Round, RoundState, Stage
from judging.models.round import OVER
from kipp.accounts.models import Institution, User
from kipp.clock import moment
from kipp.journal import moves
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.models import Entry, Group, Lodgement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from submissions.models import Edition

Data = dict[str, Any]


@transaction.atomic
def load(data: Data, edition: Edition, *, season: Data, at: datetime | None = None) -> list[Round]:
    """The rounds of a data file (judging/data/kipp-2025.json). `season` is the data of the edition
    itself: it has the dates, and the numbers of the sections that criteria speak of.

    Loading again corrects rounds that are still planned and leaves the others as they are.
    """
    made = [_load_round(row, data, edition, season) for row in data["rounds"]]
    ids = [round.pk for round in made]
    record("round.load", edition, by=None, at=moment(at), ids=ids)
    return made


@transaction.atomic
def open(round: Round, *, by: User, at: datetime | None = None) -> Round:
    """Take in the entries to judge, in the version that was lodged. From here on the rules stay."""
    round = recount.locked(round)
    _refuse_unfinished(round)
    frozen = _frozen(round)
    at = moment(at)
    moves.move(round, "round.open", by=by, at=at, changes={"opened_at": at}, candidates=len(frozen))
    rows = (Candidate(round=round, entry_id=pk, lodgement_id=frozen[pk]) for pk in sorted(frozen))
    Candidate.objects.bulk_create(rows, batch_size=1000)
    return round


@transaction.atomic
def consolidate(round: Round, *, by: User, at: datetime | None = None) -> Round:
    """Scoring ends; judges of entries whose sheets lie far apart are asked to look again."""
    round = recount.locked(round)
    at = moment(at)
    entries = consolidation.flagged(round)
    moves.move(round, "round.consolidate", by=by, at=at, entries=sorted(entries))
    asked = consolidation.sheets_of(round, entries).values("assignment__holding__user")
    users = User.objects.filter(pk__in=asked).order_by("pk")
    mail.consolidation_opened(round, users, at=at)
    return round


@transaction.atomic
def convene(round: Round, *, by: User, at: datetime | None = None) -> Round:
    """To the plenary."""
    round = recount.locked(round)
    moves.move(round, "round.convene", by=by, at=moment(at))
    return round


def _refuse_unfinished(round: Round) -> None:
    if round.stage == Stage.TPI and not _previous(round).filter(state__in=OVER).exists():
        raise Refused("Tahap sebelumnya belum ditutup: finalisnya belum diketahui.")


def _previous(round: Round) -> QuerySet[Round]:
    return Round.objects.filter(edition_id=round.edition_id, number=round.number - 1)


def _to_judge(round: Round) -> dict[int, int | None]:
    """Entry -> the lodgement that is judged; None where an entry has none. An entry is judged once at
    each stage: a later round of the stage takes in what was accepted since."""
    before = Candidate.objects.exclude(round=round).filter(round__edition=round.edition_id)
    before = before.filter(round__stage=round.stage)
    entries = Entry.objects.filter(edition_id=round.edition_id).accepted()
    entries = entries.exclude(pk__in=before.values("entry"))
    if round.stage == Stage.TPI:
        passed = Advancement.objects.filter(round__in=_previous(round), advanced=True)
        entries = entries.filter(pk__in=passed.values("entry"))
    last = Lodgement.objects.filter(entry=OuterRef("pk")).order_by("-number").values("pk")[:1]
    return dict(entries.values_list("pk", Subquery(last)))


def _frozen(round: Round) -> dict[int, int]:
    """Entry -> lodgement of everything this round judges. Refused while something is amiss."""
    found = _to_judge(round)
    if not found:
        raise Refused("Belum ada proposal yang dapat dinilai pada tahap ini.")
    frozen = {pk: lodgement for pk, lodgement in found.items() if lodgement is not None}
    unfrozen = Entry.objects.filter(pk__in=found.keys() - frozen.keys()).order_by("code")
    if unfrozen:
        raise Refused(f"Proposal tanpa versi yang diajukan: {', '.join(map(str, unfrozen))}.")
    _refuse_without_criteria(round, frozen)
    return frozen


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
