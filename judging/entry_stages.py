"""What owners of a proposal read about judging on its own pages: only what has been announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from judging.models import Advancement, Award, RoundState, Stage
from submissions import honours, stages

if TYPE_CHECKING:
    from collections.abc import Collection

    from submissions.models import Entry


@stages.tells
def told(entries: Collection[Entry]) -> dict[int, stages.Stage]:
    """The latest announced result of each entry, in one query."""
    rows = Advancement.objects.filter(entry__in=entries, round__state=RoundState.ANNOUNCED)
    rows = rows.select_related("round", "entry__award").order_by("round__number", "pk")
    return {row.entry_id: _stage(row) for row in rows}


@honours.tells
def won(field: str) -> ArraySubquery:
    """Awards of earlier seasons that stand, of the innovation of an entry or of its source."""
    rows = Award.objects.published().filter(innovation=OuterRef(field))
    year = Cast(F("entry__edition__year"), CharField())
    words = Concat(F("level"), Value(" "), year, output_field=CharField())
    return ArraySubquery(rows.order_by("pk").values_list(words))


def _stage(row: Advancement) -> stages.Stage:
    label, text = _of_the_award(row) if row.round.stage == Stage.TPI else _of_finalists(row)
    return stages.Stage(label, text, reverse("judging:result", kwargs={"pk": row.entry_id}))


def _of_finalists(row: Advancement) -> tuple[str, str]:
    if row.advanced:
        text = (
            "Proposal menjadi finalis dan dinilai Tim Panel Independen. "
            "Hasilnya kami kabarkan setelah diumumkan."
        )
        return "Finalis", text
    return "Belum menjadi finalis", "Proposal belum menjadi finalis pada musim ini."


def _of_the_award(row: Advancement) -> tuple[str, str]:
    award = getattr(row.entry, "award", None)
    if award is None or award.published_at is None:
        return "Belum terpilih", "Penjurian selesai. Proposal belum terpilih menerima penghargaan."
    if award.revoked_at:
        return "Penghargaan dicabut", f"Penghargaan {award.level} untuk proposal ini dicabut."
    return str(award.level), f"Proposal menerima penghargaan {award.level}."
