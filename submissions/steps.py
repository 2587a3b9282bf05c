"""The one right thing to do next with a proposal, for whoever is looking at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from kipp.accounts.models import Role
from kipp.web import indonesian
from submissions import queries, stages
from submissions.models import Disqualification, EntryState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import Entry, Remark, Section

_REMARKED = queries.Readiness.REMARKED
ENDED = {
    EntryState.REJECTED: "Proposal tidak lolos seleksi administrasi. Alasannya ada di riwayat.",
    EntryState.WITHDRAWN: "Proposal ditarik dari kompetisi.",
    EntryState.LAPSED: "Pendaftaran ditutup sebelum proposal ini diajukan.",
    EntryState.DISQUALIFIED: "Proposal didiskualifikasi. Alasannya ada di riwayat.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, in a sentence; the button, if there is something to press."""

    text: str
    action: str = ""
    url: str = ""


def next_of(
    entry: Entry,
    user: User,
    tasks: Sequence[queries.Task],
    remarks: Sequence[Remark],
    at: datetime,
) -> Step:
    if entry.state in ENDED:
        return Step(ENDED[EntryState(entry.state)])
    if entry.state == EntryState.DRAFT:
        return _of_a_draft(entry, user, tasks, remarks, at)
    if entry.state == EntryState.RETURNED:
        return _of_a_return(entry, user, tasks, remarks)
    if entry.state == EntryState.WITH_AGENCY:
        return _of_the_agency(entry, user)
    if entry.state == EntryState.LODGED:
        return _of_the_secretariat(entry, user)
    return _after_the_screening(entry, user)


def also_for(entry: Entry, user: User) -> list[Step]:
    """What else this person may do with the entry now, less often than the one next thing."""
    admin = user.role == Role.INSTITUTION_ADMIN
    offered = (
        (entry.lodged_at is not None, "Tanda terima", "receipt"),
        (
            admin and entry.offers("give_back", user),
            "Kembalikan dengan catatan",
            "agency-give-back",
        ),
        (admin and entry.offers("relodge", user), "Ajukan kembali", "agency-relodge"),
        (admin and entry.offers("withdraw", user), "Tarik proposal", "agency-withdraw"),
        (admin and _may_object(entry), "Keberatan atas hasil seleksi", "objection-file"),
        (entry.offers("disqualify", user), "Usulkan diskualifikasi", "screening-disqualify"),
    )
    return [Step("", action, _url(name, entry)) for open_now, action, name in offered if open_now]


def deadline_of(entry: Entry) -> tuple[str, datetime] | None:
    """The deadline that counts now, and what it is called."""
    if entry.state in (EntryState.DRAFT, EntryState.WITH_AGENCY):
        return "Pendaftaran ditutup", entry.group.closes_at
    if entry.state == EntryState.RETURNED and entry.return_due_at:
        return "Batas melengkapi", entry.return_due_at
    return None


def waiting_for(remarks: int) -> str:
    """What a team should look at before it sends: remarks that nobody has ticked off."""
    if not remarks:
        return ""
    return f"{remarks} catatan masih terbuka: pastikan semuanya sudah ditindaklanjuti."


def _of_a_draft(
    entry: Entry,
    user: User,
    tasks: Sequence[queries.Task],
    remarks: Sequence[Remark],
    at: datetime,
) -> Step:
    if not entry.is_open(at):
        return Step("Pendaftaran tidak sedang dibuka. Draf ini tersimpan dan tetap dapat dibaca.")
    if user.role != Role.INNOVATOR:
        return Step("Tim masih menulis draf ini. Anda dapat membacanya.")
    if not may_write(entry):
        more = " dan memberi catatan" if entry.commentable else ""  # type: ignore[attr-defined]
        return Step(f"Rekan Anda masih menulis draf ini. Anda dapat membacanya{more}.")
    done, whole = queries.done_of(tasks), len(tasks)
    unready = [one for one in tasks if one.state != queries.Readiness.COMPLETE]
    if unready:
        asked = [one for one in unready if one.state == _REMARKED]
        first = (asked or unready)[0]
        text = f"{done} dari {whole} bagian siap. Lanjutkan dengan “{first.title}”"
        text += f": {first.label.lower()}." if asked else "."
        return Step(text, "Lanjutkan menulis", first.url)
    told = f"terisi. {waiting_for(len(remarks))}" if remarks else "siap."
    text = f"Semua bagian {told} Kirim proposal agar Admin Lokal memeriksa dan mengajukannya."
    return Step(text, "Kirim ke Admin Lokal", _url("entry-send", entry))


def may_write(entry: Entry) -> bool:
    """Of an entry as the page of a proposal reads it."""
    return bool(entry.writable)  # type: ignore[attr-defined]


def _of_a_return(
    entry: Entry, user: User, tasks: Sequence[queries.Task], remarks: Sequence[Remark]
) -> Step:
    due = indonesian.moment(entry.return_due_at)
    unmended = {one.url for one in tasks if one.state != queries.Readiness.COMPLETE}
    asked = [one.section for one in remarks if one.section and not one.is_of_the_team]
    left = [one for one in asked if queries.section_url(entry, one) in unmended]
    if user.role == Role.INSTITUTION_ADMIN:
        return _of_a_return_at_the_desk(entry, due, left)
    if user.role != Role.INNOVATOR or not may_write(entry):
        return Step(f"Menunggu dilengkapi sampai {due}.")
    if asked and not left:
        text = (
            f"Bagian yang diberi catatan sudah diubah. Minta Admin Lokal mengajukannya kembali "
            f"sebelum {due}."
        )
        return Step(text, "Periksa kelengkapan", _url("entry-check", entry))
    text = (
        f"Lengkapi yang diminta Tim Sekretariat sebelum {due}; Admin Lokal mengajukannya kembali."
    )
    if not left:
        return Step(text, "Lengkapi dokumen", _url("attachment-list", entry))
    return Step(text, f"Lengkapi bagian {left[0].code}", queries.section_url(entry, left[0]))


def _of_a_return_at_the_desk(entry: Entry, due: str, left: Sequence[Section]) -> Step:
    relodge = "Ajukan kembali", _url("agency-relodge", entry)
    if left:
        codes = ", ".join(one.code for one in left)
        text = f"Tim belum mengubah bagian {codes}. Ajukan kembali sesudah lengkap, sebelum {due}."
        return Step(text, "Lihat dan ajukan kembali", relodge[1])
    return Step(f"Periksa perbaikan tim, lalu ajukan kembali sebelum {due}.", *relodge)


def _of_the_agency(entry: Entry, user: User) -> Step:
    if user.role == Role.INSTITUTION_ADMIN:
        text = "Periksa kelengkapannya, lalu ajukan ke KemenPANRB atau kembalikan dengan catatan."
        return Step(text, "Buka meja Admin Lokal", reverse("submissions:agency-desk"))
    since = indonesian.moment(entry.sent_at)
    return Step(
        f"Proposal ada di Admin Lokal sejak {since}. "
        "Anda mendapat surel bila proposal dikembalikan atau diajukan."
    )


def _of_the_secretariat(entry: Entry, user: User) -> Step:
    if user.role == Role.SECRETARIAT:
        text = "Proposal menunggu seleksi administrasi."
        return Step(text, "Buka seleksi administrasi", reverse("submissions:screening-queue"))
    since = indonesian.moment(entry.lodged_at)
    if entry.relodged_late:
        return Step(
            f"Diajukan {since}. Batas melengkapi lewat: Tim Sekretariat memeriksa versi semula, "
            "tanpa perubahan yang belum diajukan kembali."
        )
    return Step(f"Diajukan {since}. Tim Sekretariat sedang memeriksa kelengkapannya.")


def _after_the_screening(entry: Entry, user: User) -> Step:
    pending: int | None = entry.disqualification  # type: ignore[attr-defined]
    if pending:
        text = "Diskualifikasi diusulkan. Belum ada yang berubah sampai orang kedua memutuskan."
        url = Disqualification(pk=pending).get_absolute_url()
        return Step(text, "Buka usul diskualifikasi", url)
    stage = stages.of([entry])[entry.pk]
    if stage.url and user.role in (Role.INNOVATOR, Role.INSTITUTION_ADMIN):
        return Step(stage.text, "Lihat hasil penilaian", stage.url)
    return Step(stage.text)


def _url(name: str, entry: Entry) -> str:
    return reverse(f"submissions:{name}", kwargs={"pk": entry.pk})


def _may_object(entry: Entry) -> bool:
    return entry.state == EntryState.REJECTED and entry.edition.objections_can_be_upheld
