"""A proposal as it is in a season: all its sections, two writers, three files, remarks to mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from kipp.accounts.models import Role
from submissions.models import Attachment, DocumentKind, Entry, Lodgement, Remark, TeamMember
from tests import make
from tests.make.entries import now

if TYPE_CHECKING:
    from kipp.accounts.models import User
    from submissions.models import Group, Section

SECTIONS = 5


@dataclass(frozen=True)
class Whole:
    entry: Entry
    owner: User
    colleague: User
    admin: User
    secretariat: User


def whole(state: str = "DRAFT", *, of: Group | None = None, owner: User | None = None) -> Whole:
    group = of or group_asking_much()
    owner = owner or make.person(Role.INNOVATOR, unit=make.unit())
    home = {"institution": owner.acting.institution}
    people = {
        "owner": owner,
        "colleague": make.person(Role.INNOVATOR, unit=owner.acting.unit, **home),
        "admin": make.person(Role.INSTITUTION_ADMIN, **home),
        "secretariat": make.person(Role.SECRETARIAT),
    }
    entry = make.entry(state, owner=owner, of=group)
    TeamMember.objects.create(entry=entry, user=people["colleague"])
    sections = list(entry.form.sections.order_by("position"))
    for section in (None, *sections[:2]):
        _attach(entry, section)
        _remark(entry, section, by=people["secretariat"])
    if entry.code:
        frozen = {"content": {"answers": [], "attachments": []}, "sha256": "0" * 64, "at": now()}
        Lodgement.objects.create(entry=entry, number=1, **frozen)
    return Whole(entry, **people)


def group_asking_much() -> Group:
    """A group with evidence at its sections and a document that lodging needs."""
    group = make.group(make.edition(), code="khusus", sections=SECTIONS)
    DocumentKind.objects.create(
        group=group,
        code="surat",
        name="Surat pernyataan",
        position=2,
        required=True,
        extensions=["pdf"],
        max_bytes=2_000_000,
        max_count=2,
    )
    return group


def _attach(entry: Entry, section: Section | None) -> None:
    kind = entry.group.document_kinds.get(of_section=section is not None)
    about = {"name": "bukti.pdf", "media_type": "application/pdf", "size": 3, "sha256": "1" * 64}
    by = {"uploaded_by": entry.created_by, "uploaded_at": now()}
    file = Attachment(entry=entry, kind=kind, section=section, **about, **by)
    file.file.save("bukti.pdf", ContentFile(b"abc"), save=False)
    file.save()


def _remark(entry: Entry, section: Section | None, *, by: User) -> None:
    said = {"text": "Perjelas bagian ini.", "by": by, "role": Role.SECRETARIAT, "at": now()}
    Remark.objects.create(entry=entry, section=section, **said)
