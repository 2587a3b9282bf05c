"""How far a proposal is after the screening, as its owners may know it.

What happens then lies in the apps above; they say it here through `tells`, so that lists and pages
of proposals need not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kipp.web import indonesian
from submissions.models import EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from submissions.models import Entry


@dataclass(frozen=True, slots=True)
class Stage:
    """`label` stands beside the state in a list, `text` is the sentence of the entry's page, `url`
    leads its owners to the result, where there is one."""

    label: str
    text: str
    url: str = ""


Teller = Callable[[Collection["Entry"]], dict[int, Stage]]
# Asked for many entries at once: each answers for those it knows something of, by their key.
_tellers: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """For `<app>/entry_stages.py`, which is read when the portal starts."""
    _tellers.append(teller)
    return teller


def of(entries: Iterable[Entry]) -> dict[int, Stage]:
    """The stage of each entry that has passed the screening; one query for each app that tells."""
    passed = [entry for entry in entries if entry.state == EntryState.ACCEPTED]
    found = {entry.pk: _before_any_result(entry) for entry in passed}
    for teller in _tellers if passed else ():
        found |= teller(passed)
    return found


def _before_any_result(entry: Entry) -> Stage:
    if entry.judging_since:
        since = indonesian.day(entry.judging_since)
        text = f"Proposal dinilai sejak {since}. Hasilnya kami kabarkan setelah diumumkan."
        return Stage("Sedang dinilai", text)
    opens = indonesian.moment(entry.edition.judging_opens_at)
    text = (
        "Proposal lolos seleksi administrasi dan menunggu penilaian, yang menurut jadwal dimulai "
        f"{opens}."
    )
    return Stage("Menunggu penilaian", text)
