"""Every message of this app, one function each. Called inside the transaction of the change.

Nothing sent before a round is announced names a score, a rank or a judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from judging.models import Stage
from kipp.accounts.models import Role, RoleHolding, User
from kipp.notices import outbox
from kipp.notices.events import Event, event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from judging.models import Advancement, Assignment, Award, Relevance, Revocation, Round
    from submissions.models import Entry

AT_ONCE = "seketika"
JUDGES = "Penilai yang ditugaskan"
OWNERS = "Tim penyusun; Admin Lokal instansi"

ASSIGNED = event("judging.assigned", "Penugasan menilai", recipients=JUDGES, timing=AT_ONCE)
TOPPED_UP = event(
    "judging.topped_up", "Penugasan pengganti", recipients="Penilai pengganti", timing=AT_ONCE
)
HALF = event(
    "judging.half",
    "Separuh lembar ditandatangani",
    recipients="Tim Sekretariat",
    timing="saat separuh lembar ditandatangani",
)
DUE = event(
    "judging.due",
    "Batas penilaian mendekat",
    recipients="Penilai dengan lembar yang belum ditandatangani",
    timing="3 hari dan 1 hari sebelum batas penilaian",
)
CONSOLIDATION = event(
    "round.consolidation", "Konsolidasi dimulai", recipients="Penilai tahap itu", timing=AT_ONCE
)
CLOSED = event(
    "round.closed",
    "Tahap penilaian ditutup",
    recipients="Penilai tahap itu; Tim Sekretariat",
    timing=AT_ONCE,
)
ADVANCEMENT = event(
    "judging.advancement",
    "Hasil tahap penilaian",
    recipients=OWNERS,
    timing="saat hasil tahap diumumkan, dengan umpan balik",
)
PUBLIC_TEST = event(
    "round.public_test",
    "Uji publik",
    recipients="Tim dan Admin Lokal finalis",
    timing="saat finalis diumumkan",
)
AWARDED = event(
    "award.published",
    "Penghargaan diumumkan",
    recipients=OWNERS,
    timing="saat penghargaan diumumkan",
)
REVOKED = event("award.revoked", "Penghargaan dicabut", recipients=OWNERS, timing=AT_ONCE)
REVOCATION_PROPOSED = event(
    "award.revocation_proposed",
    "Usul pencabutan penghargaan",
    recipients="Tim Sekretariat selain pengusulnya",
    timing="seketika, saat pencabutan diusulkan",
)
REVOCATION_DECLINED = event(
    "award.revocation_declined",
    "Usul pencabutan ditolak",
    recipients="Pengusul pencabutan",
    timing="seketika, saat orang kedua menolaknya",
)
RECUSED = event(
    "judging.recused", "Penugasan dikembalikan", recipients="Tim Sekretariat", timing=AT_ONCE
)
RELEVANCE = event(
    "judging.relevance", "Minat K/L", recipients="Pendamping perluasan", timing=AT_ONCE
)


def assigned(
    round: Round, users: Iterable[User], *, at: datetime, counts: Mapping[int, int]
) -> None:
    """New work in a round. `counts`: how many entries each person got, by the key of the user."""
    for user in users:
        _send(ASSIGNED, round, [user], f"assigned:{at.isoformat()}", at=at, count=counts[user.pk])


def recused(assignment: Assignment, *, at: datetime) -> None:
    """A judge gave an entry back: a seat is free. The reason stands on the page of assignments."""
    round = assignment.round
    url = reverse("judging:assignment-plan", kwargs={"pk": round.pk})
    entry, judge, users = assignment.entry, assignment.holding.user, holders(Role.SECRETARIAT)
    occasion = f"recused:{assignment.pk}"
    _send(RECUSED, round, users, occasion, at=at, url=url, entry=entry, judge=judge)


def topped_up(assignment: Assignment, *, at: datetime) -> None:
    """A seat left by a recusal goes to somebody else; why it was left is not told."""
    round, judge = assignment.round, assignment.holding.user
    _send(TOPPED_UP, round, [judge], f"topped_up:{assignment.pk}", at=at, entry=assignment.entry)


def half(round: Round, signed: int, total: int, *, at: datetime) -> None:
    users, url = holders(Role.SECRETARIAT), round.get_absolute_url()
    _send(HALF, round, users, "half", at=at, url=url, signed=signed, total=total)


def due(round: Round, days: int, left: Mapping[User, int], *, at: datetime) -> None:
    """The due date draws near: each judge is told how many of his sheets are left."""
    occasion = f"due:{round.due_at.isoformat()}:{days}"
    for user, count in left.items():
        _send(DUE, round, [user], occasion, at=at, days=days, count=count)


def consolidation_opened(round: Round, users: Iterable[User], *, at: datetime) -> None:
    _send(CONSOLIDATION, round, users, "consolidation", at=at)


def round_closed(round: Round, users: Iterable[User], *, at: datetime) -> None:
    people = [*users, *holders(Role.SECRETARIAT)]
    _send(CLOSED, round, people, "closed", at=at, url=reverse("home"))


def advancement(
    result: Advancement,
    users: Iterable[User],
    *,
    at: datetime,
    band: str,
    feedback: Sequence[str],
) -> None:
    """What became of an entry, to its owners: only once the round is announced."""
    entry = result.entry
    context = {"result": result, "entry": entry, "band": band, "feedback": feedback}
    url = reverse("judging:result", kwargs={"pk": entry.pk})
    _send(ADVANCEMENT, result.round, users, _of(entry), at=at, url=url, **context)


def public_test(
    round: Round, entry: Entry, users: Iterable[User], *, at: datetime, until: date
) -> None:
    url = reverse("judging:result", kwargs={"pk": entry.pk})
    context: dict[str, Any] = {"until": until, "office": settings.OFFICE_EMAIL}
    _send(PUBLIC_TEST, round, users, _of(entry), at=at, url=url, entry=entry, **context)


def award(award: Award, users: Iterable[User], *, at: datetime) -> None:
    _award(AWARDED, award, users, at=at)


def award_revoked(award: Award, users: Iterable[User], *, at: datetime) -> None:
    _award(REVOKED, award, users, at=at)


def revocation_proposed(revocation: Revocation, *, at: datetime) -> None:
    """To whoever can confirm it: everybody of the secretariat but the person who proposed."""
    users = [one for one in holders(Role.SECRETARIAT) if one.pk != revocation.proposed_by_id]
    _revocation(REVOCATION_PROPOSED, revocation, users, at=at)


def revocation_declined(revocation: Revocation, *, at: datetime) -> None:
    _revocation(REVOCATION_DECLINED, revocation, [revocation.proposed_by], at=at)


def relevance_ticked(relevance: Relevance, *, at: datetime) -> None:
    """A K/L finds an entry relevant: a scaling case may begin."""
    users, key = holders(Role.SCALING_OFFICER), f"relevance:{relevance.pk}"
    url = reverse("scaling:case-list")
    _send(RELEVANCE, relevance.round, users, key, at=at, url=url, relevance=relevance)


def holders(*roles: Role) -> list[User]:
    """Everybody who holds one of these roles today, once."""
    held = RoleHolding.objects.in_force().filter(role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def _award(what: Event, award: Award, users: Iterable[User], *, at: datetime) -> None:
    url = reverse("judging:result", kwargs={"pk": award.entry_id})
    context = {"award": award, "entry": award.entry, "decree": award.decree}
    outbox.send(what, to=users, key=f"award:{award.pk}", at=at, url=url, **context)


def _revocation(
    what: Event, revocation: Revocation, users: Iterable[User], *, at: datetime
) -> None:
    award, url = revocation.award, revocation.get_absolute_url()
    context = {"revocation": revocation, "award": award, "entry": award.entry}
    outbox.send(what, to=users, key=f"revocation:{revocation.pk}", at=at, url=url, **context)


def _send(
    what: Event,
    round: Round,
    users: Iterable[User],
    occasion: str,
    *,
    at: datetime,
    url: str = "",
    **context: Any,
) -> None:
    context |= {"round": round, "moment_of": at, "for_award": round.stage == Stage.TPI}
    key = f"round:{round.pk}:{occasion}"
    outbox.send(what, to=users, key=key, at=at, url=url or reverse("judging:desk"), **context)


def _of(entry: Entry) -> str:
    return f"entry:{entry.pk}"
