"""Who writes an entry, with which right, and who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kipp.accounts.models import Role, RoleHolding
from kipp.clock import moment
from kipp.journal.moves import Refused
from kipp.journal.record import record
from submissions.actions import writing
from submissions.mail import team as mail
from submissions.models import Decision, Right, TeamMember

if TYPE_CHECKING:
    from datetime import datetime

    from kipp.accounts.models import User
    from submissions.models import Entry


@transaction.atomic
def add_member(
    entry: Entry, user: User, *, by: User, right: Right = Right.EDIT, at: datetime | None = None
) -> TeamMember:
    """Let a colleague of the innovation's own unit write, comment or only read this entry."""
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at)
    if not _of_the_unit(entry, user, at):
        raise Refused("Anggota tim haruslah inovator dari unit yang sama.")
    if entry.team.filter(user=user).exists():
        raise Refused(f"{user} sudah menjadi anggota tim.")
    member = TeamMember.objects.create(entry=entry, user=user, **_columns(right))
    record("entry.add_member", entry, by=by, at=at, user=user.pk, right=str(right))
    return member


@transaction.atomic
def allow(
    entry: Entry, user: User, right: Right, *, by: User, at: datetime | None = None
) -> TeamMember:
    """Change what a member may do. The person in charge always edits."""
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at)
    member = _member(entry, user)
    if member.is_pic and right != Right.EDIT:
        raise Refused("Penanggung jawab selalu boleh menulis. Serahkan dahulu tugasnya.")
    if member.right == right:
        return member
    for name, value in _columns(right).items():
        setattr(member, name, value)
    member.save(update_fields=["can_edit", "can_comment"])
    record("entry.allow_member", entry, by=by, at=at, user=user.pk, right=str(right))
    return member


@transaction.atomic
def remove_member(entry: Entry, user: User, *, by: User, at: datetime | None = None) -> None:
    entry = writing.locked(entry)
    at = writing.check(entry, by=by, at=at)
    member = _member(entry, user)
    if member.is_pic:
        raise Refused("Penanggung jawab tidak dapat dikeluarkan dari tim.")
    member.delete()
    record("entry.remove_member", entry, by=by, at=at, user=user.pk)


@transaction.atomic
def leave(entry: Entry, *, by: User, at: datetime | None = None) -> None:
    """Go of one's own accord, whatever the state of the entry and one's right in it."""
    entry = writing.locked(entry)
    member = _member(entry, by)
    if member.is_pic:
        raise Refused("Serahkan dahulu tugas penanggung jawab kepada rekan, lalu keluarlah.")
    member.delete()
    record("entry.leave_team", entry, by=by, at=moment(at))


@transaction.atomic
def hand_over(
    entry: Entry, to: User, *, by: User, reason: str = "", at: datetime | None = None
) -> TeamMember:
    """Make another colleague of the unit answer for the entry, in any state of it.

    The person in charge does so himself; once his role has ended, the Admin Lokal does, with a
    reason. Who hands over stays in the team and goes on writing.
    """
    entry = writing.locked(entry)
    at = moment(at)
    pic = entry.team.select_related("user").get(is_pic=True)
    _check_who_hands_over(entry, pic, reason.strip(), by=by, at=at)
    if to.pk == pic.user_id:
        raise Refused(f"{to} sudah menjadi penanggung jawab proposal ini.")
    if not _of_the_unit(entry, to, at):
        raise Refused(
            "Penanggung jawab haruslah inovator aktif dari unit yang menjalankan inovasi."
        )
    TeamMember.objects.filter(pk=pic.pk).update(is_pic=False)
    given = {"is_pic": True, **_columns(Right.EDIT)}
    member, new = TeamMember.objects.update_or_create(entry=entry, user=to, defaults=given)
    if new:
        record("entry.add_member", entry, by=by, at=at, user=to.pk, right=str(Right.EDIT))
    line = record("entry.hand_over", entry, by=by, at=at, before=pic.user_id, after=to.pk)
    if reason.strip():
        Decision.objects.create(
            entry=entry, line=line, verb=line.verb, reason=reason.strip(), by=by, at=at
        )
    mail.handed_over(entry, pic.user, to, line, reason.strip(), at=at)
    return member


def is_gone(entry: Entry, pic: User, *, at: datetime) -> bool:
    """Is he an innovator of the institution no more?"""
    held = RoleHolding.objects.in_force(timezone.localtime(at).date()).filter(
        user=pic, role=Role.INNOVATOR, institution_id=entry.innovation.institution_id
    )
    return not held.exists()


def _check_who_hands_over(
    entry: Entry, pic: TeamMember, reason: str, *, by: User, at: datetime
) -> None:
    if by.role == Role.INNOVATOR and by.pk == pic.user_id:
        return
    if by.role != Role.INSTITUTION_ADMIN:
        raise Refused("Hanya penanggung jawab sendiri yang menyerahkan tugasnya.")
    writing.refuse_other_desk(entry, by)
    if not is_gone(entry, pic.user, at=at):
        raise Refused(
            f"{pic.user} masih bertugas: ia sendiri yang menyerahkan tugas penanggung jawab. "
            "Akhiri dahulu perannya bila ia sudah pindah."
        )
    if not reason:
        raise Refused("Tulis alasan pergantian penanggung jawab.")


def _member(entry: Entry, user: User) -> TeamMember:
    member = entry.team.select_for_update().filter(user=user).first()
    if member is None:
        raise Refused(f"{user} bukan anggota tim ini.")
    return member


def _of_the_unit(entry: Entry, user: User, at: datetime) -> bool:
    held = RoleHolding.objects.in_force(timezone.localtime(at).date()).filter(
        user=user, role=Role.INNOVATOR, unit_id=entry.innovation.unit_id
    )
    return held.exists()


def _columns(right: Right) -> dict[str, bool]:
    return {"can_edit": right == Right.EDIT, "can_comment": right != Right.VIEW}
