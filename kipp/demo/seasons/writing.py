"""How a team writes its proposal, flaws and all, until it is with the Admin Lokal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kipp.demo.seasons.filenames import file_name, scan_name
from kipp.demo.seasons.flaws import Flaw
from kipp.demo.seasons.papers import paper
from submissions.actions import batches, entries, teams
from submissions.actions.batches import Upload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files.base import ContentFile

    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.season import Season
    from submissions.models import Section

LETTERS = {
    "identity_statement": "Surat Pernyataan Identitas Inovator",
    "replication_willingness": "Surat Pernyataan Kesediaan Replikasi",
    "replication_statement": "Surat Pernyataan Replikasi",
}
UNSIGNED = {
    Flaw.IDENTITY: "identity_statement",
    Flaw.WILLINGNESS: "replication_willingness",
}
# Where the same words stand twice: (copied from, copied to).
TWINS = {"umum": ("background", "significance"), "replikasi": ("process", "difference")}
PROOF = {
    "implementation": "laporan pelaksanaan",
    "process": "laporan pelaksanaan",
    "significance": "data sebelum dan sesudah",
    "sustainability": "peraturan dan anggaran",
}


def begin(season: Season, proposal: Proposal, at: datetime) -> None:
    text = proposal.text
    proposal.entry = entries.start(
        by=proposal.pic,
        group=season.groups[proposal.group],
        category=season.categories[proposal.category],
        title=text.title,
        started_on=text.started_on,
        location=f"Wilayah kerja {text.unit}",
        source=proposal.source,
        source_note=proposal.source_note,
        video_url="" if proposal.flaw == Flaw.VIDEO else text.video_url,
        at=at,
    )
    for colleague in proposal.team[1:]:
        teams.add_member(proposal.entry, colleague, by=proposal.pic, at=at)


def fill(season: Season, proposal: Proposal, at: datetime, *, share: float = 1.0) -> None:
    """The first `share` of the sections, and the files once all of them are there."""
    texts = texts_of(season, proposal)
    kept = dict(list(texts.items())[: round(len(texts) * share)])
    batches.answer_many(proposal.written, kept, by=proposal.pic, at=at)
    if share >= 1:
        files = uploads_of(season, proposal, at)
        batches.attach_many(proposal.written, files, by=proposal.pic, at=at)


def mend(season: Season, proposal: Proposal, at: datetime) -> None:
    """What was copied is written anew."""
    _, copied = TWINS[proposal.group]
    section = season.sections[proposal.group][copied]
    text = proposal.text.answers[copied]
    entries.answer(proposal.written, section, text, by=proposal.pic, at=at)


def send(proposal: Proposal, at: datetime) -> None:
    proposal.entry = entries.send(proposal.written, by=proposal.pic, at=at)


def texts_of(season: Season, proposal: Proposal) -> Mapping[Section, str]:
    sections = season.sections[proposal.group]
    said = dict(proposal.text.answers)
    origin, copied = TWINS[proposal.group]
    if proposal.flaw in (Flaw.ANSWERS, Flaw.MENDED, Flaw.NEGLECTED):
        said[copied] = said[origin]
    if proposal.flaw == Flaw.TOO_LONG:
        said[origin] = f"{said[origin]} {said[copied]}"
    return {section: said[code] for code, section in sections.items()}


def uploads_of(season: Season, proposal: Proposal, at: datetime) -> list[Upload]:
    kinds, sections = season.kinds[proposal.group], season.sections[proposal.group]
    letters = [
        Upload(kind, None, _letter(season, proposal, code, at))
        for code, kind in kinds.items()
        if not kind.of_section and not (proposal.flaw == Flaw.NO_LETTER and code in LETTERS)
    ]
    proofs = [
        Upload(kinds["evidence"], section, _proof(season, proposal, code, at))
        for code, section in sections.items()
        if section.evidence_required
    ]
    if proposal.flaw == Flaw.NO_EVIDENCE:
        proofs = proofs[:1]
    return [*letters, *proofs]


def _letter(season: Season, proposal: Proposal, code: str, at: datetime) -> ContentFile[bytes]:
    signed = UNSIGNED.get(proposal.flaw) != code if proposal.flaw else True
    name = proposal.pic.name
    closing = f"Ditandatangani oleh pimpinan {proposal.text.unit}." if signed else "Tanda tangan:"
    return paper(
        _name(season, proposal, code, at),
        LETTERS[code],
        [
            f"Yang bertanda tangan di bawah ini, pimpinan {proposal.text.unit}, "
            f"{proposal.place}, menerangkan hal berikut.",
            f"Inovasi “{proposal.text.title}” dikerjakan oleh tim dengan penanggung jawab {name}.",
            _promise(proposal, code),
            f"{at:%d-%m-%Y}. {closing}",
        ],
    )


def _promise(proposal: Proposal, code: str) -> str:
    if code == "replication_willingness":
        return "Kami bersedia berbagi pengetahuan dan mendampingi instansi lain yang mereplikasi."
    if code == "replication_statement":
        return f"Inovasi ini mereplikasi {proposal.source or proposal.source_note}."
    return "Isi proposal dan bukti dukungnya benar."


def _proof(season: Season, proposal: Proposal, code: str, at: datetime) -> ContentFile[bytes]:
    if proposal.flaw == Flaw.EVIDENCE:
        return paper(scan_name(_seed(season, proposal, code), at), proposal.text.title, [])
    facts = [
        f"{measure.sentence[:1].upper()}{measure.sentence[1:]}."
        for measure in proposal.text.measures
    ]
    if proposal.flaw == Flaw.AGE:
        facts.append("Uji coba pertama baru dilaksanakan tahun ini di satu lokasi.")
    heading = f"{proposal.text.name}: {PROOF.get(code, 'bukti dukung')}"
    name = _name(season, proposal, code, at)
    return paper(name, heading, [f"{proposal.text.unit}, {proposal.place}.", *facts])


def _name(season: Season, proposal: Proposal, code: str, at: datetime) -> str:
    seed = _seed(season, proposal)
    return file_name(seed, code, innovation=proposal.text.name, year=at.year)


def _seed(season: Season, proposal: Proposal, *about: str) -> str:
    return ":".join(
        (season.stage.seed, str(season.edition.year), "files", str(proposal.number), *about)
    )
