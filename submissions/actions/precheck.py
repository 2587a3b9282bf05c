"""Is the form complete? What the program can check it checks; the rest it names for people."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone

from kipp.web import indonesian
from submissions import honours

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from submissions.models import Answer, Attachment, Entry, Section

TITLE_WORDS = 20
_LETTERS = re.compile(r"[^\W\d_]")
_FILLER = re.compile(
    r"\b(lorem|ipsum|asdf\w*|qwerty\w*|xxx+|tes|test|contoh judul)\b", re.IGNORECASE
)


class Outcome(models.TextChoices):
    PASS = "PASS", "Terpenuhi"
    FAIL = "FAIL", "Belum terpenuhi"
    PERSON = "PERSON", "Diperiksa orang"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check: `reason` says what is missing, `rule` on what it stands, `where` in
    which section it is mended, if in one."""

    code: str
    label: str
    outcome: Outcome
    reason: str
    rule: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Around:
    """What the entry itself does not show, of one moment: see `readiness.around`."""

    now: datetime
    has_twin: bool
    missing_documents: Sequence[str]
    places: int
    taken: int
    lodged_before: int
    won: Sequence[str] = ()

    @property
    def places_left(self) -> int:
        return self.places - self.taken


def check(entry: Entry, around: Around) -> list[Check]:
    """Every rule, without a query where the entry comes from `versions.read`."""
    return [*but_the_quota(entry, around), _quota(entry, around)]


def but_the_quota(entry: Entry, around: Around) -> list[Check]:
    """The rules that hold for an entry alone: several may be after the last place of a quota."""
    return [
        _age(entry, around.now),
        _category(entry),
        _title(entry),
        _source(entry),
        _answers(entry),
        _limits(entry),
        _repeated(entry),
        _evidence(entry),
        _documents(around),
        _video(entry),
        _namesake(around),
        _awarded(entry, around),
    ]


def gaps(checks: Sequence[Check]) -> list[Check]:
    """Those that keep an entry from being lodged."""
    return [found for found in checks if found.outcome == Outcome.FAIL]


def _age(entry: Entry, at: datetime) -> Check:
    months, until = entry.group.minimum_age_months, entry.edition.eligibility_reference_on
    rule = f"{entry.group}: berjalan sekurang-kurangnya {months} bulan pada {indonesian.day(until)}"
    started = entry.innovation.started_on
    fault = ""
    if started > timezone.localtime(at).date():
        fault = f"tanggal mulai {indonesian.day(started)} belum lewat"
    elif _months_after(started, months) > until:
        fault = (
            f"mulai {indonesian.day(started)}, belum {months} bulan pada {indonesian.day(until)}"
        )
    return _found("age", "Umur inovasi", fault, rule)


def _category(entry: Entry) -> Check:
    fits = entry.category.edition_id == entry.edition_id
    label, rule = "Tema dan kategori", "Sesuai tema dan satu kategori"
    if not fits:
        return Check("category", label, Outcome.FAIL, "kategori dari musim lain", rule)
    reason = f"kesesuaian dengan kategori “{entry.category}” dinilai Tim Sekretariat"
    return Check("category", label, Outcome.PERSON, reason, rule)


def _title(entry: Entry) -> Check:
    title, rule = entry.innovation.title, f"Jelas, pantas, paling banyak {TITLE_WORDS} kata"
    words, fault = len(title.split()), ""
    if len(_LETTERS.findall(title)) < 6:
        fault = "judul terlalu pendek untuk dipahami"
    elif words > TITLE_WORDS:
        fault = f"judul {words} kata, paling banyak {TITLE_WORDS} kata"
    elif _FILLER.search(title):
        fault = "judul masih berisi kata pengisi"
    if not fault and title.isupper() and words > 2:
        reason = "judul seluruhnya huruf besar"
        return Check("title", "Judul", Outcome.PERSON, reason, rule)
    return _found("title", "Judul", fault, rule)


def _namesake(around: Around) -> Check:
    fault = ""
    if around.has_twin:
        fault = "instansi Anda mempunyai proposal lain dengan judul yang sama"
    return _found("namesake", "Satu kali pada musim ini", fault, "Satu inovasi, satu proposal")


def _awarded(entry: Entry, around: Around) -> Check:
    """Found in the lists it is known; not found it is for people to say: the lists are not whole."""
    label, rule = "Penghargaan sebelumnya", "Belum pernah Terpuji dan belum dua kali masuk Top 99"
    if entry.group.requires_source:
        return Check("awarded", label, Outcome.PASS, "", "Tidak diminta pada kelompok ini")
    innovation = entry.innovation
    won = [*around.won, *honours.published(innovation.institution.code, innovation.title)]
    praised = [one for one in won if "terpuji" in one.lower()]
    topped = [one for one in won if "top 99" in one.lower()]
    if praised or len(topped) > 1:
        reason = f"pernah mendapat {', '.join(praised or topped)}"
        return Check("awarded", label, Outcome.FAIL, reason, rule)
    found = f"pernah mendapat {', '.join(won)}" if won else "tidak ditemukan dalam daftar portal"
    reason = f"{found}; daftarnya tidak lengkap, diperiksa Tim Sekretariat"
    return Check("awarded", label, Outcome.PERSON, reason, rule)


def _source(entry: Entry) -> Check:
    label, rule = "Inovasi asal", "Replikasi menyebut inovasi asal milik instansi lain"
    if not entry.group.requires_source:
        return Check("source", label, Outcome.PASS, "", "Tidak diminta pada kelompok ini")
    if entry.source is None and not entry.source_note:
        return Check("source", label, Outcome.FAIL, "inovasi asal belum disebutkan", rule)
    if entry.source is None:
        reason = "tidak ada di daftar; diperiksa Tim Sekretariat"
        return Check("source", label, Outcome.PERSON, reason, rule)
    own = entry.source.institution_id == entry.innovation.institution_id
    return _found("source", label, "milik instansi sendiri" if own else "", rule)


def _answers(entry: Entry) -> Check:
    answers = _by_section(entry)
    empty = [one for one in _sections(entry) if not (one.pk in answers and answers[one.pk].words)]
    fault = f"belum diisi: {_names(empty)}" if empty else ""
    return _found("answers", "Isian setiap bagian", fault, "Semua bagian dijawab", empty)


def _limits(entry: Entry) -> Check:
    answers = _by_section(entry)
    over = [
        one
        for one in _sections(entry)
        if one.pk in answers and answers[one.pk].words > one.word_limit
    ]
    told = [
        f"bagian {one.code} ({answers[one.pk].words} kata, batas {one.word_limit})" for one in over
    ]
    label, rule = "Batas kata", "Setiap bagian dalam batas katanya"
    thin = _thin(entry)
    if thin and not over:
        reason = f"jauh lebih pendek daripada lazimnya: {_names(thin)}"
        return Check("limits", label, Outcome.PERSON, reason, rule, thin[0].code)
    fault = f"melebihi batas: {', '.join(told)}" if over else ""
    return _found("limits", label, fault, rule, over)


def _thin(entry: Entry) -> list[Section]:
    """Answered, but in fewer words than an answer takes as a rule."""
    answers = _by_section(entry)
    return [
        one
        for one in _sections(entry)
        if one.pk in answers and 0 < answers[one.pk].words < one.minimum_words
    ]


def _repeated(entry: Entry) -> Check:
    """The same words in two sections are seldom two answers; whether they are, people say."""
    sections, said = {one.pk: one for one in _sections(entry)}, defaultdict(list)
    for pk, answer in _by_section(entry).items():
        if answer.words and pk in sections:
            said[" ".join(answer.text.lower().split())].append(sections[pk])
    twins = [same for same in said.values() if len(same) > 1]
    label, rule = "Isi yang bermakna", "Tidak berisi salinan berulang atau teks pengisi"
    if not twins:
        return Check("repeated", label, Outcome.PASS, "", rule)
    reason = f"isi yang sama di {_names(twins[0])}"
    return Check("repeated", label, Outcome.PERSON, reason, rule, twins[0][0].code)


def _evidence(entry: Entry) -> Check:
    proved = {one.section_id for one in _files(entry)}
    bare = [one for one in _sections(entry) if one.evidence_required and one.pk not in proved]
    fault = f"belum ada bukti dukung di {_names(bare)}" if bare else ""
    rule = "Bagian yang meminta bukti dilampiri berkas"
    return _found("evidence", "Bukti dukung", fault, rule, bare)


def _documents(around: Around) -> Check:
    missing = around.missing_documents
    fault = f"belum diunggah: {', '.join(missing)}" if missing else ""
    return _found("documents", "Dokumen wajib", fault, "Surat pernyataan lengkap")


def _video(entry: Entry) -> Check:
    hosts = entry.edition.video_hosts
    reason = "isi dan akses tautan diperiksa Tim Sekretariat"
    if not entry.video_url:
        reason = "tautan video belum diisi"
    elif hosts and urlsplit(entry.video_url).hostname not in hosts:
        reason = f"tautan bukan ke {', '.join(hosts)}; diperiksa Tim Sekretariat"
    rule = "Video dapat diakses publik dan memenuhi ketentuan"
    return Check("video", "Video", Outcome.PERSON, reason, rule)


def _quota(entry: Entry, around: Around) -> Check:
    """An entry that already has a place is not refused: it is not counted itself."""
    fault = ""
    if around.places_left < 1:
        fault = f"{around.taken} dari {around.places} tempat sudah terpakai"
    rule = f"Paling banyak {around.places} proposal {entry.group} dari satu instansi"
    return _found("quota", "Kuota instansi", fault, rule)


def _found(code: str, label: str, fault: str, rule: str, sections: Sequence[Section] = ()) -> Check:
    where = sections[0].code if sections else ""
    return Check(code, label, Outcome.FAIL if fault else Outcome.PASS, fault, rule, where)


def _sections(entry: Entry) -> list[Section]:
    return sorted(entry.form.sections.all(), key=lambda section: section.position)


def _by_section(entry: Entry) -> dict[int, Answer]:
    return {answer.section_id: answer for answer in entry.answers.all()}


def _files(entry: Entry) -> list[Attachment]:
    return [file for file in entry.attachments.all() if file.removed_at is None]


def _names(sections: Sequence[Section]) -> str:
    return f"bagian {', '.join(section.code for section in sections)}"


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
