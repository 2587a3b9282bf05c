"""The letters about an entry, one function each. Called inside the transaction of the change."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from kipp.notices import outbox
from kipp.notices.events import Event, event
from submissions.addressees import both_of, desk_of, people_of, team_of
from submissions.models import EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from kipp.accounts.models import User
    from kipp.journal.models import JournalLine
    from kipp.notices.models import Notice
    from submissions.models import CheckMark, Disqualification, Entry, Group, Lodgement, Remark

AT_ONCE = "seketika"
TEAM, DESK = "Tim penyusun", "Admin Lokal instansi (untuk BUMD: juga Admin Lokal pemdanya)"
BOTH = f"{TEAM}; {DESK}"

SENT = event("entry.sent", "Proposal dikirim ke Admin Lokal", recipients=DESK, timing=AT_ONCE)
GIVEN_BACK = event(
    "entry.given_back", "Proposal dikembalikan Admin Lokal", recipients=TEAM, timing=AT_ONCE
)
REMARKED = event("entry.remarked", "Catatan Admin Lokal", recipients=TEAM, timing=AT_ONCE)
LODGED = event(
    "entry.lodged",
    "Tanda terima pengajuan, untuk tim",
    recipients=TEAM,
    timing=f"{AT_ONCE}: tanda terima",
)
LODGED_DESK = event(
    "entry.lodged_desk",
    "Tanda terima pengajuan, untuk Admin Lokal",
    recipients=DESK,
    timing=f"{AT_ONCE}: satu surat untuk satu pengajuan",
)
RETURNED = event("entry.returned", "Dikembalikan untuk dilengkapi", recipients=BOTH, timing=AT_ONCE)
RETURN_OVERDUE = event(
    "entry.return_overdue",
    "Batas melengkapi lewat",
    recipients=BOTH,
    timing="saat batas melengkapi lewat",
)
ACCEPTED = event(
    "entry.accepted", "Lolos seleksi administrasi, untuk tim", recipients=TEAM, timing=AT_ONCE
)
ACCEPTED_DESK = event(
    "entry.accepted_desk",
    "Lolos seleksi administrasi, untuk Admin Lokal",
    recipients=DESK,
    timing=f"{AT_ONCE}: satu surat untuk satu keputusan",
)
REJECTED = event(
    "entry.rejected", "Tidak lolos seleksi administrasi", recipients=BOTH, timing=AT_ONCE
)
UPHELD = event("entry.upheld", "Keberatan diterima", recipients=BOTH, timing=AT_ONCE)
WITHDRAWN = event("entry.withdrawn", "Proposal ditarik", recipients=BOTH, timing=AT_ONCE)
DISQUALIFIED = event(
    "entry.disqualified", "Proposal didiskualifikasi", recipients=BOTH, timing=AT_ONCE
)
DISQUALIFICATION_PROPOSED = event(
    "entry.disqualification_proposed",
    "Usul diskualifikasi",
    recipients="Tim Sekretariat yang boleh memutuskannya, selain pengusulnya",
    timing="seketika, saat diskualifikasi diusulkan",
)
DISQUALIFICATION_DECLINED = event(
    "entry.disqualification_declined",
    "Usul diskualifikasi ditolak",
    recipients="Pengusul diskualifikasi",
    timing="seketika, saat orang kedua menolaknya",
)
LAPSED = event(
    "entry.lapsed", "Proposal gugur", recipients=BOTH, timing="saat pendaftaran ditutup: satu surat"
)
DEADLINE = event(
    "edition.deadline",
    "Pendaftaran segera ditutup, untuk tim",
    recipients="Tim yang drafnya belum dikirim",
    timing="14, 7, 3, 1 hari dan 6 jam sebelum penutupan: satu surat dengan jumlahnya",
)
DEADLINE_DESK = event(
    "edition.deadline_desk",
    "Pendaftaran segera ditutup, untuk Admin Lokal",
    recipients="Admin Lokal instansi yang masih punya proposal belum diajukan",
    timing="14, 7, 3, 1 hari dan 6 jam sebelum penutupan: satu surat dengan jumlahnya",
)
EXTENDED = event(
    "edition.extended",
    "Pendaftaran diperpanjang",
    recipients="Tim dan Admin Lokal dengan proposal yang belum diajukan",
    timing=AT_ONCE,
)


def sent(entry: Entry, *, at: datetime) -> None:
    _tell(SENT, entry, desk_of([entry])[entry.pk], at=at)


def given_back(entry: Entry, remarks: Sequence[Remark], *, at: datetime) -> None:
    _tell(GIVEN_BACK, entry, team_of([entry])[entry.pk], at=at, remarks=remarks)


def remarked(entry: Entry, remarks: Sequence[Remark], *, at: datetime) -> None:
    key = f"entry:{entry.pk}:remark:{remarks[0].pk}"
    _tell(REMARKED, entry, team_of([entry])[entry.pk], at=at, key=key, remarks=remarks)


def lodged(entries: Sequence[Entry], lodgements: Mapping[int, Lodgement], *, at: datetime) -> None:
    """The receipt: to each team its own, to each Admin Lokal one letter for all of this occasion."""
    team, desk = people_of(entries)
    letters: list[Notice] = []
    for entry in entries:
        url, lodgement = _receipt(entry), lodgements[entry.pk]
        letters += _letters(LODGED, entry, team[entry.pk], at=at, url=url, lodgement=lodgement)
    for ours in _by_institution(entries).values():
        url = _receipt(ours[0]) if len(ours) == 1 else reverse("submissions:agency-desk")
        receipts = [(entry, lodgements[entry.pk]) for entry in ours]
        letters += _to_desk(LODGED_DESK, ours, desk, at=at, url=url, receipts=receipts)
    outbox.queue(letters)


def returned(entry: Entry, remarks: Sequence[Remark], *, at: datetime) -> None:
    _tell(RETURNED, entry, both_of(entry), at=at, remarks=remarks)


def return_overdue(entry: Entry, *, at: datetime) -> None:
    _tell(RETURN_OVERDUE, entry, both_of(entry), at=at)


def accepted(entries: Sequence[Entry], *, at: datetime) -> None:
    team, desk = people_of(entries)
    letters: list[Notice] = []
    for entry in entries:
        letters += _letters(ACCEPTED, entry, team[entry.pk], at=at)
    for ours in _by_institution(entries).values():
        url = reverse("submissions:agency-desk")
        context = {"entries": ours, "judging_opens_at": ours[0].edition.judging_opens_at}
        letters += _to_desk(ACCEPTED_DESK, ours, desk, at=at, url=url, **context)
    outbox.queue(letters)


def rejected(entry: Entry, reason: str, unmet: Iterable[CheckMark], *, at: datetime) -> None:
    _tell(REJECTED, entry, both_of(entry), at=at, reason=reason, unmet=list(unmet))


def upheld(entry: Entry, objection: str, reason: str, *, at: datetime) -> None:
    _tell(UPHELD, entry, both_of(entry), at=at, objection=objection, reason=reason)


def withdrawn(entry: Entry, reason: str, *, at: datetime) -> None:
    _tell(WITHDRAWN, entry, both_of(entry), at=at, reason=reason)


def disqualified(entry: Entry, reason: str, *, at: datetime) -> None:
    _tell(DISQUALIFIED, entry, both_of(entry), at=at, reason=reason)


def disqualification_proposed(
    made: Disqualification, people: Iterable[User], *, at: datetime
) -> None:
    _of_a_disqualification(DISQUALIFICATION_PROPOSED, made, people, at=at)


def disqualification_declined(made: Disqualification, *, at: datetime) -> None:
    _of_a_disqualification(DISQUALIFICATION_DECLINED, made, [made.proposed_by], at=at)


def lapsed(group: Group, entries: Sequence[Entry], *, at: datetime) -> None:
    """One letter to each person with all that lapsed for him."""
    key = f"group:{group.pk}:lapsed:{entries[0].last_line_id}"
    for people, ours in _by_audience(entries):
        url = reverse("submissions:entry-list")
        outbox.send(LAPSED, to=people, key=key, at=at, url=url, group=group, entries=ours)


def deadline(entries: Sequence[Entry], closes_at: datetime, occasion: str, *, at: datetime) -> None:
    """What is still unsent when `closes_at` draws near: one letter to each person, with numbers."""
    common: dict[str, Any] = {"key": closing_key(entries[0], closes_at, occasion)}
    common |= {"edition": entries[0].edition, "closes_at": closes_at, "at": at, "moment_of": at}
    drafts = [entry for entry in entries if entry.state == EntryState.DRAFT]
    for (count, _), people in _by_count(team_of(drafts), drafts).items():
        url = reverse("submissions:entry-list")
        outbox.send(DEADLINE, to=people, url=url, drafts=count, **common)
    for (count, waiting), people in _by_count(desk_of(entries), entries).items():
        url = reverse("submissions:agency-desk")
        outbox.send(DEADLINE_DESK, to=people, url=url, drafts=count, waiting=waiting, **common)


def closing_key(entry: Entry, closes_at: datetime, occasion: str) -> str:
    return f"closing:{entry.edition_id}:{closes_at.isoformat()}:{occasion}"


def extended(
    group: Group, entries: Sequence[Entry], reason: str, line: JournalLine, *, at: datetime
) -> None:
    team, desk = people_of(entries)
    people = [one for entry in entries for one in (*team[entry.pk], *desk[entry.pk])]
    key, url = f"line:{line.pk}", reverse("submissions:entry-list")
    outbox.send(EXTENDED, to=people, key=key, at=at, url=url, group=group, reason=reason)


def _tell(
    what: Event, entry: Entry, people: Iterable[User], *, at: datetime, **context: Any
) -> None:
    outbox.queue(_letters(what, entry, people, at=at, **context))


def _of_a_disqualification(
    what: Event, made: Disqualification, people: Iterable[User], *, at: datetime
) -> None:
    given = {"key": f"disqualification:{made.pk}", "url": made.get_absolute_url()}
    _tell(what, made.entry, people, at=at, disqualification=made, **given)


def _letters(
    what: Event,
    entry: Entry,
    people: Iterable[User],
    *,
    at: datetime,
    key: str = "",
    url: str = "",
    **context: Any,
) -> list[Notice]:
    """The key is the line that moved the entry: the same move is told once, the next one again."""
    key = key or f"entry:{entry.pk}:{entry.last_line_id}"
    url = url or entry.get_absolute_url()
    context |= {"entry": entry, "moment_of": at}
    return outbox.compose(what, to=people, key=key, at=at, url=url, **context)


def _to_desk(
    what: Event,
    ours: Sequence[Entry],
    desk: Mapping[int, list[User]],
    *,
    at: datetime,
    url: str,
    **context: Any,
) -> list[Notice]:
    """One letter for all entries of an institution that one line moved."""
    first = ours[0]
    key = f"line:{first.last_line_id}:{first.innovation.institution_id}"
    context["moment_of"] = at
    return outbox.compose(what, to=desk[first.pk], key=key, at=at, url=url, **context)


def _receipt(entry: Entry) -> str:
    return reverse("submissions:receipt", kwargs={"pk": entry.pk})


def _by_institution(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    groups: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.innovation.institution_id].append(entry)
    return groups


def _by_count(
    people: Mapping[int, list[User]], entries: Sequence[Entry]
) -> dict[tuple[int, int], list[User]]:
    """People with as many drafts and as many entries at the Admin Lokal, together."""
    told: dict[User, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for person in dict.fromkeys(people[entry.pk]):
            told[person][entry.state] += 1
    counts: dict[tuple[int, int], list[User]] = defaultdict(list)
    for person, states in told.items():
        counts[states[EntryState.DRAFT], states[EntryState.WITH_AGENCY]].append(person)
    return counts


def _by_audience(entries: Sequence[Entry]) -> list[tuple[list[User], list[Entry]]]:
    """People who are told of the same entries, together: one rendering, one statement."""
    team, desk = people_of(entries)
    told: dict[User, list[Entry]] = defaultdict(list)
    for entry in entries:
        for person in dict.fromkeys([*team[entry.pk], *desk[entry.pk]]):
            told[person].append(entry)
    audiences: dict[tuple[int, ...], tuple[list[User], list[Entry]]] = {}
    for person, ours in told.items():
        people, _ = audiences.setdefault(tuple(entry.pk for entry in ours), ([], ours))
        people.append(person)
    return list(audiences.values())
