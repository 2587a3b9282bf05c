"""An award, a case and a replication, walked to any state through their MOVES."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction

from judging.models import Award, Decree, Relevance, Revocation
from kipp.accounts.models import InstitutionKind, Role, User
from kipp.journal import moves
from scaling.models import CaseState, Gate, Replication, ReplicationState, ScalingCase
from scaling.models.case import CONFIRMS, PATH
from tests.journeys import papers
from tests.make import people
from tests.make.entries import accepted_entry, now
from tests.make.people import person
from tests.make.rounds import round as opened_round

if TYPE_CHECKING:
    from kipp.accounts.models import Institution
    from submissions.models import Entry

_numbers = count(1)


def award(entry: Entry | None = None, **given: Any) -> Award:
    """A published award by decree for an accepted entry."""
    entry = entry or accepted_entry()
    decree = Decree.objects.create(
        edition=entry.edition,
        number=f"Kepmen {next(_numbers)}",
        signed_on=date(2025, 11, 1),
        title="Penetapan inovasi terbaik",
        file=ContentFile(papers.pdf("k.pdf").content, name="k.pdf"),
        sha256="0" * 64,
        by=person(Role.SECRETARIAT),
        at=now(),
    )
    defaults = {"level": "OPSI", "granted_at": now(), "published_at": now()}
    return Award.objects.create(
        entry=entry, innovation=entry.innovation, decree=decree, **defaults | given
    )


def relevance(entry: Entry | None = None, institution: Institution | None = None) -> Relevance:
    """A panelist's tick on an accepted entry for his ministry."""
    ministry = institution or people.institution(kind=InstitutionKind.KEMENTERIAN)
    panelist = person(Role.PANELIST, institution=ministry)
    return Relevance.objects.create(
        round=opened_round(of=entry.edition if entry else None),
        entry=entry or accepted_entry(),
        institution=ministry,
        holding=panelist.acting,
        reason="Sejalan dengan program kami.",
        at=now(),
    )


def revocation(of: Award | None = None, **given: Any) -> Revocation:
    """Proposed and waiting for its second person, or decided as `given` says."""
    defaults = {
        "reason": "Data palsu.",
        "public_note": "Dicabut karena datanya tidak benar.",
        "evidence": "Hasil pemeriksaan lapangan.",
        "proposed_by": given.pop("by", None) or person(Role.SECRETARIAT),
        "proposed_at": now(),
    }
    return Revocation.objects.create(award=of or award(), **defaults | given)


def revoked(of: Award) -> Award:
    """Taken back by two persons."""
    second = person(Role.SECRETARIAT)
    decided = {"decided_by": second, "decided_at": now(), "confirmed": True}
    of.revoked_reason = revocation(of, **decided).reason
    of.revoked_at = now()
    of.save(update_fields=["revoked_at", "revoked_reason"])
    return of


def owner_of(entry: Entry) -> User:
    """The PIC, acting for the unit as he did when he wrote it."""
    user = entry.team.get(is_pic=True).user
    return user.act_as(user.holdings.get(role=Role.INNOVATOR))


def scaling_case(state: CaseState = CaseState.IDENTIFIED, **given: Any) -> ScalingCase:
    """A case of a ministry for an awarded innovation, disclosed to its owner."""
    if "innovation" not in given:
        given["innovation"] = award().innovation
    if "institution" not in given:
        given["institution"] = people.institution(kind=InstitutionKind.KEMENTERIAN)
    defaults = {"reason": "Sejalan dengan tugas kami.", "opened_at": now(), "entered_at": now()}
    made = ScalingCase.objects.create(**defaults | {"disclosed_at": now()} | given)
    if state in (CaseState.PAUSED, CaseState.STOPPED):
        return _ended(made, state)
    for step in PATH[1 : PATH.index(state) + 1]:
        gate(made, step)
        _move(made, "case.advance", sorted(CONFIRMS[step])[0], to=step)
    return made


def gate(of: ScalingCase, stage: CaseState, **given: Any) -> Gate:
    defaults = {"text": "Bukti.", "filled_by": person(None), "filled_at": now()}
    return Gate.objects.create(case=of, stage=stage, **defaults | given)


def replication(state: ReplicationState = ReplicationState.INTEREST, **given: Any) -> Replication:
    """An institution's replication of an awarded innovation."""
    if "source" not in given:
        given["source"] = award().innovation
    if "adopter" not in given:
        given["adopter"] = people.institution()
    defaults = {"reason": "Masalah yang sama.", "proposed_at": now()}
    made = Replication.objects.create(**defaults | given)
    agreed = {"agreement_number": "1/KS", "agreement_on": date(2026, 1, 5)}
    way = {
        ReplicationState.AGREED: ("replication.agree", Role.INNOVATOR, agreed),
        ReplicationState.APPROVED: ("replication.approve", Role.SCALING_OFFICER, {}),
        ReplicationState.RUNNING: (
            "replication.start",
            Role.ADOPTER,
            {"started_on": date(2026, 2, 1)},
        ),
        ReplicationState.DONE: ("replication.finish", Role.SCALING_OFFICER, {}),
    }
    if state == ReplicationState.DECLINED:
        return _move(made, "replication.decline", Role.ADOPTER, {"end_reason": "Batal."})
    if state == ReplicationState.STOPPED:
        way[state] = ("replication.stop", Role.ADOPTER, {"end_reason": "Berhenti."})
        del way[ReplicationState.DONE]
    for step, (verb, role, changes) in way.items():
        if made.state == state:
            break
        _move(made, verb, role, changes, to=step)
    return made


def _ended(made: ScalingCase, state: CaseState) -> ScalingCase:
    kept = {"stop_reason": "Anggaran dialihkan."}
    if state == CaseState.STOPPED:
        return _move(made, "case.stop", Role.SCALING_OFFICER, kept)
    return _move(made, "case.pause", Role.SCALING_OFFICER, kept | {"paused_from": made.state})


def _move(made: Any, verb: str, role: str, changes: Any = None, *, to: str | None = None) -> Any:
    with transaction.atomic():
        moves.move(made, verb, by=person(Role(role)), at=now(), to=to, changes=changes)
    return made
