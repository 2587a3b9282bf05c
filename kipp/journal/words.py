"""Lines of the journal in words, for who reads all of them; the stored code stands beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

VERBS = {
    "assignment.add": "Penilai ditugaskan",
    "assignment.declare": "Pernyataan bebas benturan kepentingan",
    "assignment.recuse": "Penugasan dilepas",
    "assignment.release": "Tempat penilai yang perannya berakhir dikosongkan",
    "award.decline_revocation": "Usul pencabutan penghargaan ditolak",
    "award.grant": "Penghargaan ditetapkan",
    "award.propose_revocation": "Pencabutan penghargaan diusulkan",
    "award.publish": "Penghargaan diterbitkan",
    "award.revoke": "Penghargaan dicabut",
    "case.advance": "Tahap perluasan dikonfirmasi",
    "case.disclose": "Perluasan diperlihatkan kepada pemilik inovasi",
    "case.fill_gate": "Bukti tahap perluasan diisi",
    "case.open": "Perluasan dibuka",
    "case.pause": "Perluasan ditunda",
    "case.resume": "Perluasan dilanjutkan",
    "case.stop": "Perluasan dihentikan",
    "decree.issue": "Keputusan penghargaan dicatat",
    "demo.build": "Data demo dibangun",
    "entry.accept": "Lolos seleksi administrasi",
    "entry.add_member": "Anggota tim ditambahkan",
    "entry.allow_member": "Hak anggota tim diubah",
    "entry.attach": "Berkas diunggah",
    "entry.check": "Daftar periksa diisi",
    "entry.claim": "Diambil untuk diperiksa",
    "entry.release": "Dilepas ke antrean seleksi",
    "entry.object": "Keberatan diajukan Admin Lokal",
    "entry.decline_objection": "Keberatan tidak diterima",
    "entry.propose_rejection": "Penolakan diusulkan kepada pembaca kedua",
    "entry.decline_rejection": "Usul penolakan tidak disetujui pembaca kedua",
    "entry.decline_disqualification": "Usul diskualifikasi ditolak orang kedua",
    "entry.detach": "Berkas dihapus",
    "entry.disqualify": "Didiskualifikasi",
    "entry.give_back": "Dikembalikan Admin Lokal kepada tim",
    "entry.hand_over": "Penanggung jawab berganti",
    "entry.lapse": "Gugur: tidak diajukan sampai pendaftaran ditutup",
    "entry.leave_team": "Anggota tim keluar",
    "entry.lodge": "Diajukan ke KemenPANRB",
    "entry.propose_disqualification": "Diskualifikasi diusulkan",
    "entry.reject": "Tidak lolos seleksi administrasi",
    "entry.relodge": "Diajukan kembali",
    "entry.remark": "Admin Lokal menulis catatan",
    "entry.continue": "Draf dimulai dari proposal terdahulu",
    "entry.discuss": "Anggota tim menulis catatan",
    "entry.answer_remark": "Catatan dijawab",
    "entry.close_remark": "Catatan ditutup",
    "entry.reopen_remark": "Catatan dibuka kembali",
    "entry.remove_member": "Anggota tim dikeluarkan",
    "entry.return_once": "Dikembalikan untuk dilengkapi",
    "entry.revise": "Identitas inovasi diubah",
    "entry.scan": "Berkas dipindai",
    "entry.send": "Dikirim ke Admin Lokal",
    "entry.start": "Draf dibuat",
    "entry.uphold": "Keberatan diterima: lolos seleksi administrasi",
    "entry.withdraw": "Ditarik dari kompetisi",
    "form.carry": "Proposal dipindahkan ke versi formulir yang baru",
    "form.tell": "Tim diberi tahu tentang versi formulir yang baru",
    "group.extend": "Pendaftaran diperpanjang",
    "holding.confirm": "Peran dikonfirmasi orang kedua",
    "holding.end": "Peran diakhiri",
    "holding.load": "Peran dimuat dari berkas",
    "holding.switch": "Berganti peran",
    "invitation.accept": "Undangan diterima",
    "invitation.send": "Undangan dikirim",
    "invitation.withdraw": "Undangan dibatalkan",
    "job.cancel": "Pekerjaan latar dihentikan",
    "job.retry": "Pekerjaan latar dicoba lagi",
    "notice.resend": "Surat dikirim ulang",
    "profile.fill": "Profil inovasi diisi",
    "profile.release": "Profil inovasi diterbitkan",
    "relevance.tick": "Minat kementerian atau lembaga ditandai",
    "replication.agree": "Pemilik inovasi menyepakati replikasi",
    "replication.approve": "Replikasi disetujui",
    "replication.decline": "Replikasi tidak dilanjutkan",
    "replication.finish": "Hasil replikasi dikonfirmasi",
    "replication.gather": "Replikasi menjadi bagian dari perluasan",
    "replication.propose": "Minat replikasi dinyatakan",
    "replication.start": "Replikasi mulai berjalan",
    "replication.stop": "Replikasi dihentikan",
    "round.admit": "Proposal susulan dimasukkan",
    "round.announce": "Hasil tahap diumumkan",
    "round.assignments_exported": "Beban penilai diunduh",
    "round.close": "Tahap ditutup sidang pleno",
    "round.consolidate": "Konsolidasi dimulai",
    "round.convene": "Sidang pleno dimulai",
    "round.load": "Nilai tahap dimuat dari berkas",
    "round.move_entry": "Sidang pleno memindahkan proposal",
    "round.open": "Penilaian dibuka",
    "round.minutes_viewed": "Berita acara dibaca sebelum diumumkan",
    "round.plenary_viewed": "Meja sidang pleno dibaca",
    "round.ranking_exported": "Peringkat diunduh",
    "round.ranking_viewed": "Peringkat dibaca",
    "round.scores_viewed": "Sebaran nilai dibaca",
    "round.sheets_viewed": "Lembar penilaian dibaca",
    "scorecard.confirm": "Nilai dikonfirmasi pada konsolidasi",
    "scorecard.revise": "Nilai diubah pada konsolidasi",
    "scorecard.sign": "Lembar penilaian ditandatangani",
    "scorecard.void": "Lembar penilaian dibatalkan",
    "scorecard.withdraw": "Tanda tangan lembar penilaian ditarik",
    "status.mark_unconfirmed": "Tidak ada pembaruan: ditandai tidak terkonfirmasi",
    "status.report": "Pembaruan semester dikirim",
    "user.revise": "Data diri diubah",
}

KEYS = {
    "changes": "perubahan",
    "count": "jumlah",
    "disqualification": "usul diskualifikasi nomor",
    "entry": "proposal",
    "entries": "proposal",
    "fields": "isian",
    "from": "dari",
    "holding": "peran nomor",
    "proposed_by": "diusulkan orang nomor",
    "reason": "alasan",
    "revocation": "usul pencabutan nomor",
    "role": "peran",
    "run": "hitungan",
    "to": "menjadi",
}


def told(verb: str) -> str:
    return VERBS.get(verb, verb)


def named(subject: str) -> str:
    """ "submissions.Entry:7" as "Proposal 7"."""
    label, _, key = subject.partition(":")
    model = _model(label)
    if model is None:
        return subject
    name = str(model._meta.verbose_name)
    return f"{name[:1].upper()}{name[1:]} {key}".rstrip()


def details(verb: str, subject: str, detail: Mapping[str, object]) -> list[tuple[str, str]]:
    states = _states(verb, subject)
    return [(KEYS.get(key, key), _value(value, states)) for key, value in detail.items()]


def _value(value: object, states: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return states.get(str(value), str(value))


def _states(verb: str, subject: str) -> dict[str, str]:
    """The words of the states of what moved: in bulk the verb names it, not the subject."""
    noun = verb.partition(".")[0]
    kinds = [_model(subject.partition(":")[0])]
    kinds += [model for model in apps.get_models() if model._meta.model_name == noun]
    for model in reversed(kinds):
        try:
            choices = model._meta.get_field("state").choices if model else None  # type: ignore[union-attr]
        except FieldDoesNotExist:
            continue
        if choices:
            return {str(value): str(label) for value, label in choices}
    return {}


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None
