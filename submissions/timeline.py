"""What has happened to a proposal, in words (components/timeline.html)."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from kipp.journal.models import JournalLine
from kipp.web import history
from submissions.models import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kipp.accounts.models import User
    from submissions.models import Entry

# Other lines of the journal are work behind the scenes.
WORDS = {
    "entry.start": "Draf dibuat",
    "entry.revise": "Identitas inovasi diubah",
    "entry.attach": "Berkas diunggah",
    "entry.detach": "Berkas dihapus",
    "entry.add_member": "Anggota tim ditambahkan",
    "entry.remove_member": "Anggota tim dikeluarkan",
    "entry.allow_member": "Hak anggota tim diubah",
    "entry.leave_team": "Anggota tim keluar",
    "entry.hand_over": "Penanggung jawab berganti",
    "entry.send": "Dikirim ke Admin Lokal",
    "entry.remark": "Admin Lokal menulis catatan",
    "entry.give_back": "Dikembalikan ke tim dengan catatan",
    "entry.lodge": "Diajukan ke KemenPANRB",
    "entry.return_once": "Dikembalikan untuk dilengkapi",
    "entry.relodge": "Diajukan kembali",
    "entry.accept": "Lolos seleksi administrasi",
    "entry.reject": "Tidak lolos seleksi administrasi",
    "entry.uphold": "Keberatan diterima: lolos seleksi administrasi",
    "entry.withdraw": "Ditarik dari kompetisi",
    "entry.lapse": "Gugur: tidak diajukan sampai pendaftaran ditutup",
    "entry.disqualify": "Didiskualifikasi",
}


def of(entry: Entry, user: User) -> list[history.Line]:
    """Newest first. Outside the secretariat its people are spoken of by their office."""
    decisions = Decision.objects.filter(entry=entry, line=OuterRef("pk")).order_by("pk")
    told = JournalLine.objects.of(entry).filter(verb__in=WORDS)
    lines = list(told.annotate(reason=Subquery(decisions.values("reason")[:1])))
    notes = {line.pk: line.reason for line in lines if line.reason}
    return _together(history.timeline(lines, WORDS, user, notes=notes))


def _together(lines: Iterable[history.Line]) -> list[history.Line]:
    """The same thing done several times in a row is said once, with its latest moment."""
    told = []
    for (sentence, _, _), same in groupby(lines, key=lambda one: (one.sentence, one.by, one.note)):
        first, *others = same
        times = f" ({len(others) + 1} kali)" if others else ""
        told.append(replace(first, sentence=f"{sentence}{times}"))
    return told
