"""docs/notices.md lists every event as the code declares it, and every template can be written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Engine

from judging.models import Relevance, Revocation
from kipp.accounts.models import Invitation, Role
from kipp.jobs.models import Job
from kipp.notices.events import EVENTS, event
from scaling.models import CaseState
from submissions.actions.forms import Changed
from submissions.models import (
    AccountRequest,
    Attachment,
    CheckMark,
    Circular,
    Disqualification,
    EntryState,
    HelpMessage,
    HelpThread,
    Objection,
    Rejection,
    Remark,
    RemarkAnswer,
)
from tests import make

TABLE = (settings.BASE_DIR / "docs/notices.md").read_text()
FOLDER = settings.BASE_DIR / "templates/notices"
AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
MISSING = "[[%s]]"


def row(one) -> str:
    cells = [
        f"`{one.code}`",
        one.name,
        one.recipients,
        one.channels,
        one.timing,
        f"`{one.template}`",
    ]
    return f"| {' | '.join(cells)} |"


def test_the_table_says_what_the_code_says():
    listed = [line for line in TABLE.splitlines() if line.startswith("| `")]

    assert listed == [row(EVENTS[code]) for code in sorted(EVENTS)]


def test_every_template_belongs_to_an_event():
    files = {path.stem for path in FOLDER.glob("*.txt")}

    assert files == set(EVENTS)


def test_an_event_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        event("job.failed", "", recipients="", timing="")


def test_every_event_has_a_name_of_its_own_that_people_can_read():
    names = [one.name for one in EVENTS.values()]

    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[A-Z][\w ,/]{3,59}", name)] == []


@pytest.fixture
def records() -> dict[str, Any]:
    """One real record for every name that a template speaks of."""
    returned = make.entry(EntryState.RETURNED)
    lodgement = make.lodgement(returned)
    person = make.person(Role.SECRETARIAT)
    remark = Remark(
        entry=returned,
        text="Tambah data",
        section=returned.form.sections.first(),
        by=person,
        resolved_by=person,
    )
    replication = make.replication(
        agreement_number="1/KS", agreement_on=date(2026, 1, 1), agreement_ends_on=date(2027, 1, 1)
    )
    award = make.award(returned)
    case = make.scaling_case(due_on=date(2026, 6, 1))
    round = make.round()
    held = make.holding(
        make.person(None), Role.EVALUATOR, granted_by=person, ends_on=date(2026, 4, 1)
    )
    held.deputises = person.acting  # in memory alone: what the letters of a deputy read
    item = returned.group.checklist.first()
    invitation = Invitation(
        name="Siti",
        role=Role.INNOVATOR,
        institution=returned.innovation.institution,
        unit=returned.innovation.unit,
        invited_by=person,
        expires_at=AT,
    )
    relevance = Relevance(
        entry=returned,
        institution=case.institution,
        reason="Sejalan",
        wished_start_on=date(2026, 5, 1),
    )
    asked = AccountRequest(
        institution=returned.innovation.institution,
        name="Sari",
        position="Analis",
        answer="Surat belum bertanda tangan.",
    )
    thread = HelpThread(institution=returned.innovation.institution)
    return {
        "after": person,
        "asked": asked,
        "award": award,
        "band": "sepertiga atas",
        "before": person,
        "sender": person,
        "last_on": AT.date(),
        "words": "Saya tunggu hari Jumat.",
        "case": case,
        "circular": Circular(edition=returned.edition, subject="Batas ajukan", text="Segera."),
        "changes": Changed(new=[remark.section], otherwise=[remark.section], gone=[remark.section]),
        "closes_at": AT,
        "count": 3,
        "days": 3,
        "decree": award.decree,
        "digest": "0" * 64,
        "disqualification": Disqualification(
            entry=returned, reason="Data palsu.", answer="Bukti lemah.", proposed_by=person
        ),
        "drafts": 2,
        "edition": returned.edition,
        "entries": [returned],
        "entry": returned,
        "feedback": ("Lengkapi data dampak",),
        "file": Attachment(
            entry=returned,
            name="foto.jpg",
            virus="Eicar",
            kind=returned.group.document_kinds.first(),
        ),
        "for_award": True,
        "group": returned.group,
        "holding": held,
        "invitation": invitation,
        "judge": person,
        "job": Job(title="Ekspor", note="Kolom kosong"),
        "judging_opens_at": AT,
        "link": "https://kipp.contoh.id/x/",
        "lodgement": lodgement,
        "moment_of": AT,
        "by": person,
        "rejection": Rejection(
            entry=returned, reason="Palsu.", answer="Sah.", proposed_by=person, decided_by=person
        ),
        "objection": "Surat asli disusulkan",
        "filed": Objection(
            entry=returned, text="Surat asli ada.", answer="Surat tidak sah.", due_at=AT
        ),
        "reason": "Di luar tema",
        "receipts": [(returned, lodgement)],
        "office": "kantor@contoh.id",
        "recipient": person,
        "relevance": relevance,
        "remark": remark,
        "remarks": [remark],
        "reply": RemarkAnswer(remark=remark, text="Sudah.", by=person, role="innovator"),
        "replication": replication,
        "result": SimpleNamespace(advanced=True, by_plenary=True, official=Decimal("88.50")),
        "revocation": Revocation(
            award=award, reason="Data palsu.", answer="Bukti lemah.", proposed_by=person
        ),
        "round": round,
        "said": HelpMessage(thread=thread, text="Berapa lama video?", by=person),
        "sealed": 12,
        "signed": 10,
        "stage": CaseState.ASSESSED,
        "subject": replication,
        "thread": thread,
        "total": 20,
        "unmet": [CheckMark(item=item, note="Tidak ada bukti")],
        "unsealed": 1,
        "until": AT,
        "waiting": 2,
    }


@pytest.mark.django_db
def test_every_template_renders_with_nothing_missing(records):
    engine = Engine(
        dirs=[settings.BASE_DIR / "templates"],
        builtins=settings.TEMPLATES[0]["OPTIONS"]["builtins"],
        string_if_invalid=MISSING,
    )
    faults = {}
    for one in EVENTS.values():
        text = engine.get_template(one.template).render(Context(dict(records))).strip()
        subject, _, body = text.partition("\n")
        found = re.findall(r"\[\[.*?\]\]|\{[{%].*?[%}]\}|&(?:amp|lt|gt|quot|#x27);", text)
        if not (10 <= len(subject) <= 200 and body.strip()):
            found.append(f"subject {subject!r}")
        if found:
            faults[one.code] = found
    assert faults == {}


@pytest.mark.django_db
def test_text_of_users_arrives_as_it_was_written(records):
    """A letter is plain text: an ampersand is an ampersand."""
    engine = Engine(
        dirs=[settings.BASE_DIR / "templates"],
        builtins=settings.TEMPLATES[0]["OPTIONS"]["builtins"],
    )
    for name in ("entry", "case", "replication"):
        innovation = getattr(records[name], "innovation", None) or records[name].source
        innovation.title = "Ibu & Anak <3"
    records["job"].title = "Ibu & Anak <3"
    for one in EVENTS.values():
        text = engine.get_template(one.template).render(Context(dict(records)))
        assert "&amp;" not in text, one.code


def test_a_letter_is_written_in_one_place():
    """Apps word their messages in templates/notices: no subject or body stands in Python."""
    senders = [path for path in Path(settings.BASE_DIR).glob("*/mail.py")]
    senders += [path for path in Path(settings.BASE_DIR).glob("kipp/*/mail.py")]
    assert len(senders) >= 5
    assert [path for path in senders if "EmailMessage" in path.read_text()] == []
