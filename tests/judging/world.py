"""What judging hangs on the small season: a round of each kind with seats of its judges."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile

from judging.models import RoundState, Stage
from submissions.models import Attachment
from tests import make
from tests.judging import season
from tests.make.entries import now


def furnish(world: Any) -> dict[str, Any]:
    """`round`: open, where `evaluator` has declared and filled his sheet and `conflicted` has not;
    `apart_seat`: his sheet in a consolidation; `panel_seat`: the panelist's; `rounds`: one in
    each state, where the owner's entry has a score."""
    people, entry = world.people, world.entries["ACCEPTED"]
    evidence = attachment(entry, by=people["owner"])
    make.lodgement(entry, attachments=[listed(evidence)])
    round = make.round(of=entry.edition, entries=0)
    seat = make.assignment(round, entry, people["evaluator"])
    make.fill_sheet(seat.scorecard)
    apart = make.round()
    mine = make.signed_sheet(apart, judge=people["evaluator"], value=40)
    make.signed_sheet(apart, value=90)
    make.walk_round(apart, RoundState.CONSOLIDATION)
    file = ContentFile(b"%PDF-1.7", name="x")
    return {
        "revocation": make.revocation(by=people["secretariat"], file=file),
        "round": round,
        "seat": seat,
        "evidence": evidence,
        "undeclared_seat": make.assignment(round, entry, people["conflicted"], declared=False),
        "apart_seat": mine.assignment,
        "rounds": season.every_state(entry),
        "panel_seat": make.assignment(make.round(stage=Stage.TPI), judge=people["panelist"]),
    }


def attachment(entry: Any, *, by: Any, name: str = "evaluasi.pdf") -> Attachment:
    return Attachment.objects.create(
        entry=entry,
        kind=entry.group.document_kinds.get(),
        section=entry.form.sections.first(),
        name=name,
        media_type="application/pdf",
        size=8,
        sha256=sha256(name.encode()).hexdigest(),
        file=ContentFile(b"%PDF-1.7", name="x"),
        uploaded_by=by,
        uploaded_at=now(),
    )


def listed(file: Attachment) -> dict[str, Any]:
    """As the frozen version names it."""
    return {
        "id": file.pk,
        "kind": file.kind.name,
        "section": file.section.code,
        "name": file.name,
        "sha256": file.sha256,
    }
