"""May it be lodged, by the rules of its season? What the program can check it checks; the rest it
names for people."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone

from kipp.web import indonesian
from submissions.actions import contents
from submissions.actions.checks import Around as Around
from submissions.actions.checks import Check as Check
from submissions.actions.checks import Outcome as Outcome
from submissions.actions.checks import found

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from submissions.models import ChecklistItem, Edition, Entry

# Every line there is; what a season says of one, it says by this name (submissions/data).
CODES = (
    "age",
    "category",
    "theme",
    "title",
    "source",
    "answers",
    "limits",
    "repeated",
    "changes",
    "evidence",
    "documents",
    "safety",
    "signatures",
    "video",
    "namesake",
    "awarded",
    "quota",
)
ORDER = (Outcome.FAIL, Outcome.PERSON, Outcome.PASS)
_LETTERS = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W_]+")


def check(entry: Entry, around: Around) -> list[Check]:
    """Every rule, without a query where the entry comes from `versions.read`."""
    return [*but_the_quota(entry, around), _quota(entry, around)]


def but_the_quota(entry: Entry, around: Around) -> list[Check]:
    """The rules that hold for an entry alone: several may be after the last place of a quota."""
    return [
        _age(entry, around.now),
        _category(entry),
        _theme(entry),
        _title(entry),
        _source(entry, around),
        contents.answers(entry),
        contents.limits(entry),
        contents.repeated(entry),
        contents.changes(entry, around),
        contents.evidence(entry),
        contents.documents(around),
        contents.safety(entry),
        contents.signatures(entry),
        contents.video(entry),
        _namesake(around),
        _awarded(entry, around),
    ]


def bars(entry: Entry, around: Around) -> list[Check]:
    """Those of `but_the_quota` that can keep an entry back. Asked of a whole desk at once: what
    people say they leave out, and with it every text (`versions.measure` reads enough)."""
    return [
        _age(entry, around.now),
        _category(entry),
        _title(entry),
        _source(entry, around),
        contents.answers(entry),
        contents.limits(entry),
        contents.changes(entry, around),
        contents.evidence(entry),
        contents.documents(around),
        contents.safety(entry),
        _namesake(around),
        _awarded(entry, around),
    ]


def gaps(checks: Sequence[Check]) -> list[Check]:
    """Those that keep an entry from being lodged."""
    return [one for one in checks if one.outcome == Outcome.FAIL]


def beside(items: Iterable[ChecklistItem], checks: Iterable[Check]) -> dict[int, list[Check]]:
    """What the portal found for each item of the screening's checklist, by the item's key."""
    named = {one.code: one for one in checks}
    return {item.pk: [named[code] for code in item.checks if code in named] for item in items}


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of a month that has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_old_enough(started_on: date, months: int, reference: date) -> bool:
    return months_after(started_on, months) <= reference


def _age(entry: Entry, at: datetime) -> Check:
    months, until = entry.group.minimum_age_months, entry.edition.eligibility_reference_on
    rule = f"{entry.group}: berjalan sekurang-kurangnya {months} bulan pada {indonesian.day(until)}"
    started = entry.innovation.started_on
    fault = ""
    if started > timezone.localtime(at).date():
        fault = f"tanggal mulai {indonesian.day(started)} belum lewat"
    elif not is_old_enough(started, months, until):
        fault = (
            f"mulai {indonesian.day(started)}, belum {months} bulan pada {indonesian.day(until)}"
        )
    return found("age", "Umur inovasi", fault, rule)


def _category(entry: Entry) -> Check:
    fits = entry.category.edition_id == entry.edition_id
    fault = "" if fits else "kategori dari musim lain"
    return found("category", "Satu kategori", fault, "Satu kategori dari musim ini")


def _theme(entry: Entry) -> Check:
    reason = f"kesesuaian dengan kategori “{entry.category}” dinilai Tim Sekretariat"
    theme = entry.edition.theme
    rule = f"Sesuai tema “{theme}” dan kategorinya" if theme else "Sesuai tema dan kategorinya"
    return Check("theme", "Kesesuaian tema", Outcome.PERSON, reason, rule)


def _title(entry: Entry) -> Check:
    title, edition = entry.innovation.title, entry.edition
    rule = f"Jelas, pantas, paling banyak {edition.title_words} kata"
    fault = fault_of_title(title, edition)
    if not fault and title.isupper() and len(title.split()) > 2:
        reason = "judul seluruhnya huruf besar"
        return Check("title", "Judul", Outcome.PERSON, reason, rule)
    return found("title", "Judul", fault, rule)


def fault_of_title(title: str, edition: Edition) -> str:
    words = len(title.split())
    if len(_LETTERS.findall(title)) < edition.title_letters:
        return "judul terlalu pendek untuk dipahami"
    if words > edition.title_words:
        return f"judul {words} kata, paling banyak {edition.title_words} kata"
    if filler := _first_of(edition.title_filler, title):
        return f"judul masih berisi kata pengisi: “{filler}”"
    if unfit := _first_of(edition.title_unfit, title):
        return f"judul memuat kata yang tidak pantas: “{unfit}”"
    return ""


def _first_of(listed: Sequence[str], title: str) -> str:
    """A word of a list that stands in a title as a whole word; "asdf*" is any that begins so."""
    words = " ".join(_WORDS.findall(title.casefold()))
    match = _any_of(tuple(listed)).search(words) if listed else None
    return match.group() if match else ""


@lru_cache(maxsize=64)
def _any_of(listed: tuple[str, ...]) -> re.Pattern[str]:
    told = [re.escape(one.casefold().rstrip("*")) + r"\w*" * one.endswith("*") for one in listed]
    return re.compile(rf"\b(?:{'|'.join(told)})\b")


def _namesake(around: Around) -> Check:
    fault = ""
    if around.has_twin:
        fault = "instansi Anda mempunyai proposal lain dengan judul yang sama"
    return found("namesake", "Satu kali pada musim ini", fault, "Satu inovasi, satu proposal")


def _awarded(entry: Entry, around: Around) -> Check:
    """Found in the lists it is known; not found it is for people to say: the lists are not whole."""
    label, allowed = "Penghargaan sebelumnya", entry.group.earlier_awards
    if not allowed:
        return Check("awarded", label, Outcome.PASS, "", "Tidak diminta pada kelompok ini")
    rule = _rule_of_awards(allowed)
    won = list(around.won)
    if barred := _barred(won, allowed):
        reason = f"pernah mendapat {', '.join(barred)}"
        return Check("awarded", label, Outcome.FAIL, reason, rule)
    known = f"pernah mendapat {', '.join(won)}" if won else "tidak ditemukan dalam daftar portal"
    reason = f"{known}; daftarnya tidak lengkap, diperiksa Tim Sekretariat"
    return Check("awarded", label, Outcome.PERSON, reason, rule)


def _rule_of_awards(allowed: dict[str, int]) -> str:
    """{"Terpuji": 0, "Top 99": 1}: "Belum pernah Terpuji; Top 99 paling banyak 1 kali"."""
    told = [
        f"{level} paling banyak {times} kali" if times else f"belum pernah {level}"
        for level, times in sorted(allowed.items(), key=lambda one: (one[1], one[0]))
    ]
    words = "; ".join(told)
    return f"{words[:1].upper()}{words[1:]}"


def _barred(won: Sequence[str], allowed: dict[str, int]) -> list[str]:
    """The awards of the first level won more often than the group allows."""
    of_level = defaultdict(list)
    for one in dict.fromkeys(won):
        for level in allowed:
            if level.casefold() in one.casefold():
                of_level[level].append(one)
    return next((of_level[one] for one in allowed if len(of_level[one]) > allowed[one]), [])


def _source(entry: Entry, around: Around) -> Check:
    """That it has won something is known when it is found in the lists; they are not whole."""
    label, rule = (
        "Inovasi asal",
        "Inovasi asal yang pernah mendapat penghargaan, milik instansi lain",
    )
    if not entry.group.requires_source:
        return Check("source", label, Outcome.PASS, "", "Tidak diminta pada kelompok ini")
    source = entry.source
    if source is None and not entry.source_note:
        return Check("source", label, Outcome.FAIL, "inovasi asal belum disebutkan", rule)
    if source is None:
        reason = "tidak ada di daftar; diperiksa Tim Sekretariat"
        return Check("source", label, Outcome.PERSON, reason, rule)
    if source.institution_id == entry.innovation.institution_id:
        return Check("source", label, Outcome.FAIL, "milik instansi sendiri", rule)
    if not around.source_won:
        reason = "penghargaannya tidak ditemukan dalam daftar portal; diperiksa Tim Sekretariat"
        return Check("source", label, Outcome.PERSON, reason, rule)
    return Check("source", label, Outcome.PASS, "", rule)


def _quota(entry: Entry, around: Around) -> Check:
    """An entry that already has a place is not refused: it is not counted itself."""
    fault = ""
    if around.places_left < 1:
        fault = f"{around.taken} dari {around.places} tempat sudah terpakai"
    rule = f"Paling banyak {around.places} proposal {entry.group} dari satu instansi"
    return found("quota", "Kuota instansi", fault, rule)
