"""What is near to a proposal: by its title (trigrams) and by its words (submissions.likeness), over
all seasons. It is shown to compare, and refuses nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Exists, F, OuterRef
from django.urls import reverse

from submissions import likeness
from submissions.models import Entry, TextBand, TextPrint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from kipp.accounts.models import User
    from submissions.models import Edition

    Rows = QuerySet[Any, Any]

SHOWN = 5
# How many that share a band are compared in full, those that share most first.
COMPARED = 200
SHORTEST = 4  # letters of a title before anything is near to it
_TOLD = {
    "entry_id": F("pk"),
    "of": F("innovation_id"),
    "title": F("innovation__title"),
    "institution": F("innovation__institution__name"),
    "season": F("edition__name"),
    "signature": F("textprint__signature"),
}


@dataclass(frozen=True, slots=True)
class Near:
    """`url` only where the reader may read it; a percentage only from where the season shows it."""

    title: str
    institution: str
    season: str
    title_percent: int | None
    text_percent: int | None
    url: str = ""

    @property
    def nearest(self) -> int:
        return max(self.title_percent or 0, self.text_percent or 0)


def of_title(title: str, user: User, edition: Edition, *, but: int | None = None) -> list[Near]:
    """For a title while it is typed; `but` is the innovation that it belongs to."""
    if len(title.strip()) < SHORTEST:
        return []
    return _shown(_by_title(title, user, edition, but), edition, b"")


def of_entry(entry: Entry, user: User) -> list[Near]:
    """By its title and its words as they stand. The answers are read unless they are at hand."""
    title, own = entry.innovation.title, entry.innovation_id
    words = likeness.words("\n".join(answer.text for answer in entry.answers.all()))
    signed = likeness.signature(words) if len(words) >= likeness.FEWEST else b""
    rows = list(_by_title(title, user, entry.edition, own))
    if signed:
        rows += _by_text(signed, title, user, own)
    return _shown(rows, entry.edition, signed)


def candidates(numbers: Sequence[int], entries: QuerySet[Entry]) -> QuerySet[TextBand, Any]:
    """Keys of the prints that share most of these bands, among those of the entries."""
    sharing = TextBand.objects.filter(number__in=numbers, text__entry__in=entries)
    counted = sharing.order_by().values("text").annotate(shared=Count("pk"))
    return counted.order_by("-shared", "-text").values("text")[:COMPARED]


def _by_title(title: str, user: User, edition: Edition, but: int | None) -> Rows:
    rows = Entry.objects.nameable_by(user).exclude(innovation=but)
    rows = rows.filter(innovation__title__trigram_similar=title)
    found = _told(rows, title, user).filter(likeness__gte=edition.near_title_percent / 100)
    return found.order_by("-likeness", "-pk")[: SHOWN * 2]


def _by_text(signed: bytes, title: str, user: User, but: int) -> Rows:
    others = Entry.objects.nameable_by(user).exclude(innovation=but)
    near = candidates(likeness.bands(signed), others)
    rows = Entry.objects.filter(textprint__in=TextPrint.objects.filter(pk__in=near))
    return _told(rows, title, user).order_by("-pk")


def _told(rows: QuerySet[Entry], title: str, user: User) -> Rows:
    readable = Entry.objects.viewable_by(user).filter(pk=OuterRef("pk")).order_by()
    similar = TrigramSimilarity("innovation__title", title)
    found: Rows = rows.values(**_TOLD, readable=Exists(readable), likeness=similar)
    return found


def _shown(rows: Iterable[dict[str, Any]], edition: Edition, signed: bytes) -> list[Near]:
    """The nearest of these, each innovation once."""
    rows = list({row["entry_id"]: row for row in rows}.values())
    compared = [row for row in rows if signed and row["signature"]]
    shares = likeness.alike(signed, [bytes(row["signature"]) for row in compared])
    alike = {row["entry_id"]: share for row, share in zip(compared, shares, strict=True)}
    found: dict[int, Near] = {}
    for row in rows:
        near = _near(row, edition, alike.get(row["entry_id"], 0.0))
        before = found.get(row["of"])
        if near.nearest and (before is None or near.nearest > before.nearest):
            found[row["of"]] = near
    return sorted(found.values(), key=lambda near: (-near.nearest, near.title))[:SHOWN]


def _near(row: dict[str, Any], edition: Edition, alike: float) -> Near:
    title, text = round(row["likeness"] * 100), round(alike * 100)
    return Near(
        title=row["title"],
        institution=row["institution"],
        season=row["season"],
        title_percent=title if title >= edition.near_title_percent else None,
        text_percent=text if text >= edition.near_text_percent else None,
        url=reverse("submissions:entry-read", args=[row["entry_id"]]) if row["readable"] else "",
    )
