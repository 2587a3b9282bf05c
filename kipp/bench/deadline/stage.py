"""The people and proposals of the last hour, put into an empty database in a few statements."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.module_loading import import_string

from kipp.accounts.actions import reference
from kipp.accounts.models import Institution, InstitutionKind, Role, RoleHolding, Unit, User
from kipp.clock import moment
from kipp.demo.seasons.papers import paper
from submissions.actions import editions
from submissions.models import Answer, Attachment, Entry, Group, Innovation, TeamMember

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from submissions.models import DocumentKind, Section

SEASON = Path("submissions/data/kipp-2025.json")
OF_ONE_DESK = 10  # the quota of an institution in the group umum
STARTED = date(2020, 1, 1)
_SENTENCES = (
    "Warga mengurus layanan di satu meja dan pulang membawa hasilnya pada hari yang sama.",
    "Petugas mencatat setiap permohonan sehingga tidak ada berkas yang tertinggal.",
    "Antrean turun dari tujuh hari menjadi satu hari sejak cara kerja ini dijalankan.",
    "Biaya perjalanan warga kampung berkurang karena petugas yang mendatangi mereka.",
)


@dataclass(slots=True)
class Writer:
    """An innovator with a session and a proposal that lacks only its last words."""

    entry: int
    cookie: str
    sections: list[tuple[str, str]]  # address of its page, text


@dataclass(slots=True)
class Desk:
    """An Admin Lokal with a session and the proposals that come to him."""

    cookie: str
    entries: list[int]


@dataclass(slots=True)
class Stage:
    group: int
    evidence: int  # the kind of document that a section takes
    writers: list[Writer] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)


def prepare(innovators: int) -> Stage:
    """An open season with so many innovators, ten to an institution; ValueError for too many."""
    reference.load_institutions()
    group = _season()
    desks = -(-innovators // OF_ONE_DESK)
    kinds = [InstitutionKind.KABUPATEN, InstitutionKind.KOTA, InstitutionKind.PROVINSI]
    places = list(Institution.objects.current().filter(kind__in=kinds).for_choice()[:desks])
    if len(places) < desks:
        raise ValueError(f"at most {len(places) * OF_ONE_DESK} innovators")
    units = Unit.objects.bulk_create(
        Unit(institution=one, name="Dinas Pelayanan") for one in places
    )
    admins = _people("admin", Role.INSTITUTION_ADMIN, [(one.institution, None) for one in units])
    seats = [(unit.institution, unit) for unit in units for _ in range(OF_ONE_DESK)][:innovators]
    writers = _people("inovator", Role.INNOVATOR, seats)
    entries = _entries(group, writers, [unit for _, unit in seats if unit])
    return _with_sessions(group, admins, writers, entries)


def _season() -> Group:
    """The rules of 2025, open since yesterday and until tomorrow."""
    data = json.loads((settings.BASE_DIR / SEASON).read_text())
    now = moment()
    data["dates"] |= {
        "registration_opens_at": (now - timedelta(days=1)).isoformat(),
        "registration_closes_at": (now + timedelta(days=1)).isoformat(),
        "eligibility_reference_on": now.date().isoformat(),
        "judging_opens_at": (now + timedelta(days=30)).isoformat(),
    }
    found: Group = editions.load(data).groups.get(code="umum")
    return found


def _people(
    prefix: str, role: Role, seats: Sequence[tuple[Institution, Unit | None]]
) -> list[User]:
    password = make_password(None)
    users = User.objects.bulk_create(
        User(email=f"{prefix}{n}@bench.contoh.id", name=f"{prefix.title()} {n}", password=password)
        for n in range(len(seats))
    )
    RoleHolding.objects.bulk_create(
        RoleHolding(user=user, role=role, institution=place, unit=unit, starts_on=STARTED)
        for user, (place, unit) in zip(users, seats, strict=True)
    )
    return users


def _entries(group: Group, writers: Sequence[User], units: Sequence[Unit]) -> list[Entry]:
    now, category = moment(), group.edition.categories.order_by("number").first()
    if category is None:
        raise ValueError("a season without categories")
    form = group.forms.order_by("-number").first()
    made = Innovation.objects.bulk_create(
        Innovation(
            institution=unit.institution,
            unit=unit,
            title=f"Layanan Satu Hari Nomor {n} untuk Warga Kampung",
            started_on=STARTED,
            location="Seluruh wilayah kerja",
            created_at=now,
            created_by=user,
        )
        for n, (user, unit) in enumerate(zip(writers, units, strict=True))
    )
    entries = Entry.objects.bulk_create(
        Entry(
            edition=group.edition,
            group=group,
            category=category,
            form=form,
            innovation=innovation,
            video_url="https://youtu.be/dQw4w9WgXcQ",
            created_at=now,
            created_by=user,
        )
        for user, innovation in zip(writers, made, strict=True)
    )
    TeamMember.objects.bulk_create(
        TeamMember(entry=entry, user=user, is_pic=True)
        for entry, user in zip(entries, writers, strict=True)
    )
    _fill(entries, writers, now)
    _attach(group, entries, writers, now)
    return entries


def _fill(entries: Sequence[Entry], writers: Sequence[User], now: datetime) -> None:
    sections = list(entries[0].form.sections.order_by("position"))
    Answer.objects.bulk_create(
        (
            Answer(entry=entry, section=one, text=text(one.position), updated_by=by, updated_at=now)
            for entry, by in zip(entries, writers, strict=True)
            for one in sections
        ),
        batch_size=2000,
    )


def _attach(group: Group, entries: Sequence[Entry], writers: Sequence[User], now: datetime) -> None:
    """What lodging asks for: the letters, and the evidence of the sections that need it."""
    content = paper("surat.pdf", "Surat Pernyataan", ["Contoh."])
    size, name = content.size, default_storage.save("bench/surat", ContentFile(content.read()))
    kinds = list(group.document_kinds.order_by("position"))
    places: list[tuple[DocumentKind, Section | None]]
    places = [(kind, None) for kind in kinds if not kind.of_section and kind.required]
    sections = entries[0].form.sections.filter(evidence_required=True).order_by("position")
    places += [(kind, one) for kind in kinds if kind.of_section for one in sections]
    Attachment.objects.bulk_create(
        (
            Attachment(
                entry=entry,
                kind=kind,
                section=section,
                name="surat.pdf",
                media_type="application/pdf",
                size=size,
                sha256=secrets.token_hex(32),
                file=name,
                uploaded_by=by,
                uploaded_at=now,
            )
            for entry, by in zip(entries, writers, strict=True)
            for kind, section in places
        ),
        batch_size=2000,
    )


def text(position: int, words: int = 60) -> str:
    """Different in every section: the same words twice are a finding of the pre-check."""
    said = [f"Bagian {position}."]
    while sum(len(one.split()) for one in said) < words:
        n = len(said)
        said.append(f"{_SENTENCES[(position + n) % len(_SENTENCES)]} Hal {position}.{n}.")
    return " ".join(said)


def _with_sessions(
    group: Group, admins: Sequence[User], writers: Sequence[User], entries: Sequence[Entry]
) -> Stage:
    cookies = {user.pk: _session(user) for user in [*admins, *writers]}
    codes = list(group.forms.get().sections.order_by("position").values_list("code", "position"))
    kind = (
        group.document_kinds.filter(of_section=True)
        .order_by("position")
        .values_list("pk", flat=True)[0]
    )
    stage = Stage(group.pk, kind)
    for entry, user in zip(entries, writers, strict=True):
        pages = [
            (reverse("submissions:section-edit", args=[entry.pk, code]), text(position))
            for code, position in codes
        ]
        stage.writers.append(Writer(entry.pk, cookies[user.pk], pages))
    for n, admin in enumerate(admins):
        mine = entries[n * OF_ONE_DESK : (n + 1) * OF_ONE_DESK]
        stage.desks.append(Desk(cookies[admin.pk], [one.pk for one in mine]))
    return stage


def _session(user: User) -> str:
    """A session as a log-in leaves it: a thousand log-ins at once are another question."""
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)
