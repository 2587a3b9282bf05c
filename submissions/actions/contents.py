"""Pre-check of what was written and uploaded: one function a rule, none asks the database."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from submissions import videos
from submissions.actions.checks import Check, Outcome, found
from submissions.models import Scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from submissions.actions.checks import Around
    from submissions.models import Attachment, Entry, Section


def answers(entry: Entry) -> Check:
    words = _words(entry)
    empty = [one for one in _sections(entry) if not words.get(one.pk)]
    fault = f"belum diisi: {_names(empty)}" if empty else ""
    return found("answers", "Isian setiap bagian", fault, "Semua bagian dijawab", empty)


def limits(entry: Entry) -> Check:
    words = _words(entry)
    over = [one for one in _sections(entry) if words.get(one.pk, 0) > one.word_limit]
    told = [f"bagian {one.code} ({words[one.pk]} kata, batas {one.word_limit})" for one in over]
    label, rule = "Batas kata", "Setiap bagian dalam batas katanya"
    thin = _thin(entry)
    if thin and not over:
        reason = f"jauh lebih pendek daripada lazimnya: {_names(thin)}"
        return Check("limits", label, Outcome.PERSON, reason, rule, thin[0].code)
    fault = f"melebihi batas: {', '.join(told)}" if over else ""
    return found("limits", label, fault, rule, over)


def repeated(entry: Entry) -> Check:
    """The same words in two sections are seldom two answers; whether they are, people say."""
    sections, said = {one.pk: one for one in _sections(entry)}, defaultdict(list)
    for answer in entry.answers.all():
        if answer.words and answer.section_id in sections:
            said[" ".join(answer.text.lower().split())].append(sections[answer.section_id])
    twins = [same for same in said.values() if len(same) > 1]
    label, rule = "Isi yang bermakna", "Tidak berisi salinan berulang atau teks pengisi"
    if not twins:
        return Check("repeated", label, Outcome.PASS, "", rule)
    reason = f"isi yang sama di {_names(twins[0])}"
    return Check("repeated", label, Outcome.PERSON, reason, rule, twins[0][0].code)


def changes(entry: Entry, around: Around) -> Check:
    """Asked of who continues an earlier proposal: it is not judged a second time as it was."""
    label, words, most = "Perubahan", around.changes_words, entry.edition.changes_words
    if words is None:
        reason = "Tidak diminta: bukan lanjutan proposal terdahulu"
        return Check("changes", label, Outcome.PASS, "", reason)
    fault = "" if words else "belum ditulis apa yang berubah sejak proposal terdahulu"
    if words > most:
        fault = f"{words} kata, paling banyak {most} kata"
    rule = f"Lanjutan proposal terdahulu menulis apa yang berubah, paling banyak {most} kata"
    return found("changes", label, fault, rule)


def evidence(entry: Entry) -> Check:
    proved = {one.section_id for one in _files(entry)}
    bare = [one for one in _sections(entry) if one.evidence_required and one.pk not in proved]
    fault = f"belum ada bukti dukung di {_names(bare)}" if bare else ""
    rule = "Bagian yang meminta bukti dilampiri berkas"
    return found("evidence", "Bukti dukung", fault, rule, bare)


def documents(around: Around) -> Check:
    missing = around.missing_documents
    fault = f"belum diunggah: {', '.join(missing)}" if missing else ""
    return found("documents", "Dokumen wajib", fault, "Surat pernyataan lengkap")


def safety(entry: Entry) -> Check:
    """A file with a virus keeps an entry back. One that the scanner has not reached does not: nobody
    misses a deadline because the portal is slow, and nobody else opens it before it is clean."""
    sick = [one for one in _files(entry) if one.scan == Scan.INFECTED]
    waiting = [one for one in _files(entry) if one.scan == Scan.PENDING]
    label, rule = "Berkas bebas virus", "Berkas yang mengandung virus tidak dapat diajukan"
    if waiting and not sick:
        reason = f"sedang diperiksa: {', '.join(map(str, waiting))}"
        return Check("safety", label, Outcome.PERSON, reason, rule)
    fault = f"mengandung virus, hapus dari formulir: {', '.join(map(str, sick))}" if sick else ""
    codes = {one.pk: one for one in _sections(entry)}
    return found(
        "safety", label, fault, rule, [codes[one.section_id] for one in sick if one.section_id]
    )


def signatures(entry: Entry) -> Check:
    """A signature made by a certificate is seen in the file; one of ink is for eyes."""
    signed = [one for one in _files(entry) if one.kind.signed]
    unseen = [one.kind.name for one in signed if not one.signatures]
    label, rule = "Tanda tangan dokumen", "Surat pernyataan ditandatangani"
    seen = "tanda tangan elektronik ada, keabsahannya tidak diperiksa portal"
    if signed and not unseen:
        return Check("signatures", label, Outcome.PASS, "", f"{rule}; {seen}")
    names = ", ".join(dict.fromkeys(unseen))
    reason = f"tidak ada tanda tangan elektronik dalam berkas {names}; diperiksa Tim Sekretariat"
    if not signed:
        reason = "belum ada surat yang dapat diperiksa"
    return Check("signatures", label, Outcome.PERSON, reason, rule)


def video(entry: Entry) -> Check:
    hosts = entry.edition.video_hosts
    reason = "isi dan akses tautan diperiksa Tim Sekretariat"
    if not entry.video_url:
        reason = "tautan video belum diisi"
    elif fault := videos.fault_of(entry.video_url):
        reason = f"{fault[0].lower()}{fault[1:].rstrip('.')}; diperiksa Tim Sekretariat"
    elif hosts and urlsplit(entry.video_url).hostname not in hosts:
        reason = f"tautan bukan ke {', '.join(hosts)}; diperiksa Tim Sekretariat"
    rule = "Video dapat diakses publik dan memenuhi ketentuan"
    return Check("video", "Video", Outcome.PERSON, reason, rule)


def _thin(entry: Entry) -> list[Section]:
    """Answered, but in fewer words than an answer takes as a rule."""
    words = _words(entry)
    return [one for one in _sections(entry) if 0 < words.get(one.pk, 0) < one.minimum_words]


def _sections(entry: Entry) -> list[Section]:
    return sorted(entry.form.sections.all(), key=lambda section: section.position)


def _words(entry: Entry) -> dict[int, int]:
    """How many words each section has; `versions.measure` has asked for many entries at once."""
    if entry.word_counts is not None:
        return entry.word_counts
    return {answer.section_id: answer.words for answer in entry.answers.all()}


def _files(entry: Entry) -> list[Attachment]:
    return [file for file in entry.attachments.all() if file.removed_at is None]


def _names(sections: Sequence[Section]) -> str:
    return f"bagian {', '.join(section.code for section in sections)}"
