"""What the secretariat's screening shows: the queue, and one frozen version with its checklist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, ExtractDay, Now

from kipp.web import tables
from kipp.web.history import Line
from submissions import reading
from submissions.actions import precheck, readiness, screening, versions
from submissions.models import (
    ChecklistItem,
    CheckMark,
    Claim,
    Decision,
    Entry,
    EntryState,
    Group,
    Lodgement,
    Rejection,
    Section,
    TeamMember,
    Verdict,
)
from submissions.models.entry import UNSENT
from submissions.timeline import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from kipp.accounts.models import User
    from submissions.actions.checks import Check
    from submissions.models.entry import EntryQuerySet
    from submissions.version import Version

_S = EntryState
SORTS = {
    "nomor": ("code", "pk"),
    "-nomor": ("-code", "-pk"),
    "judul": ("innovation__title", "pk"),
    "-judul": ("-innovation__title", "-pk"),
    "diajukan": ("lodged_at", "pk"),
    "-diajukan": ("-lodged_at", "-pk"),
}


# The queue as a file: what the page shows of an entry. No person is named in it.
COLUMNS = (
    tables.Column("Nomor", lambda entry: entry.code),
    tables.Column("Judul", lambda entry: entry.innovation.title, width=60),
    tables.Column("Instansi", lambda entry: entry.innovation.institution.name, width=40),
    tables.Column("Musim", lambda entry: entry.edition.name),
    tables.Column("Kelompok", lambda entry: entry.group.name),
    tables.Column("Kategori", lambda entry: entry.category.short_name, width=30),
    tables.Column("Diajukan", lambda entry: entry.lodged_at),
    tables.Column(
        "Menunggu (hari)", lambda entry: entry.days if entry.state == _S.LODGED else None
    ),
    tables.Column("Butir memenuhi", lambda entry: entry.met),
    tables.Column("Butir tidak memenuhi", lambda entry: entry.unmet),
    tables.Column("Butir seluruhnya", lambda entry: entry.items),
    tables.Column("Status", lambda entry: entry.get_state_display(), width=30),
    tables.Column("Kembali apa adanya", lambda entry: "ya" if entry.relodged_late else ""),
)


@dataclass(frozen=True, slots=True)
class Screen:
    """`sections` pairs each section of the form with its frozen answer."""

    lodgement: Lodgement
    version: Version
    sections: list[tuple[Section, str]]
    items: list[ChecklistItem]
    marks: dict[int, CheckMark]
    decisions: list[Decision]

    @property
    def stamp(self) -> str:
        return screening.stamp_of(self.marks.values())

    @property
    def decided(self) -> list[Line]:
        """The decisions as a timeline, newest first, each with its words."""
        return [
            Line(one.at, WORDS[one.verb], str(one.by), _words_of(one))
            for one in reversed(self.decisions)
        ]

    @property
    def open_items(self) -> int:
        return len(self.items) - len(self.marks)

    @property
    def unmet(self) -> list[CheckMark]:
        return [mark for mark in self.marks.values() if mark.verdict == Verdict.UNMET]

    @property
    def rejection_words(self) -> str:
        """What the season proposes to say of what is unmet; whoever rejects changes it at will."""
        return "\n".join(dict.fromkeys(mark.item.reject_text for mark in self.unmet))

    @property
    def return_words(self) -> str:
        """The same for a return: only what can be mended."""
        words = (mark.item.return_text for mark in self.unmet)
        return "\n".join(dict.fromkeys(one for one in words if one))

    @property
    def can_accept(self) -> bool:
        return not self.open_items and not self.unmet

    @property
    def can_reject(self) -> bool:
        return not self.open_items


def _words_of(decision: Decision) -> str:
    if decision.objection:
        return f"Keberatan: {decision.objection}\nAlasan: {decision.reason}"
    return decision.reason


def queued(rows: EntryQuerySet, sort: str) -> EntryQuerySet:
    """The queue, oldest first: how long each waits, and how far its checklist is."""
    waits = ExpressionWrapper(Now() - F("lodged_at"), output_field=DurationField())
    marks = CheckMark.objects.filter(entry=OuterRef("pk"))
    rows = rows.annotate(
        days=ExtractDay(waits),
        met=_count(marks.filter(verdict=Verdict.MET), of="entry"),
        unmet=_count(marks.filter(verdict=Verdict.UNMET), of="entry"),
        items=_count(ChecklistItem.objects.filter(group=OuterRef("group")), of="group"),
        claimed_by=Case(When(claim__until__gt=Now(), then=F("claim__by__name"))),
        claimed_until=Case(When(claim__until__gt=Now(), then=F("claim__until"))),
        read_twice=Exists(Rejection.objects.filter(entry=OuterRef("pk"), decided_at=None)),
    )
    return rows.for_table().order_by(*SORTS.get(sort, ("lodged_at", "pk")))


def _count(rows: QuerySet[Any], *, of: str) -> Coalesce:
    """Counted for the rows of the page alone, once they have been sorted and cut."""
    counted = rows.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def figures(lodged: EntryQuerySet) -> list[dict[str, Any]]:
    """How many wait, how many were decided and how: one query, of the newest edition in work."""
    counts = dict(lodged.order_by().values_list("state").annotate(Count("pk")))
    shown = [
        ("Menunggu seleksi", _S.LODGED, "?"),
        ("Dikembalikan", _S.RETURNED, "?status=RETURNED"),
        ("Lolos", _S.ACCEPTED, "?status=ACCEPTED"),
        ("Tidak lolos", _S.REJECTED, "?status=REJECTED"),
    ]
    return [
        {"label": label, "value": counts.get(state, 0), "url": url} for label, state, url in shown
    ]


def open_groups() -> list[Group]:
    """Groups whose close may still be moved: judging has not begun, nothing has lapsed."""
    rows = Group.objects.filter(edition__published_at__isnull=False)
    lapsed = Entry.objects.filter(group=OuterRef("pk"), state=_S.LAPSED)
    rows = rows.exclude(Exists(lapsed))
    rows = rows.filter(edition__judging_opens_at__gt=Now()).select_related("edition")
    return list(rows.order_by("edition__year", "position", "pk"))


def screen_of(entry: Entry) -> Screen:
    lodgement = entry.lodgements.order_by("-number").first()
    assert lodgement is not None
    answers = {row["code"]: row["text"] for row in lodgement.content["answers"]}
    files = None
    if (
        entry.state == _S.LODGED
    ):  # the version is what stands in the entry; its checks need the rest
        versions.fill([entry])
        files = entry.attachments.all()
    form = (
        entry.form.sections.all() if files is not None else entry.form.sections.order_by("position")
    )
    return Screen(
        lodgement=lodgement,
        version=reading.lodged(lodgement, files),
        sections=[(one, answers.get(one.code, "")) for one in form],
        items=list(entry.group.checklist.order_by("position")),
        marks={mark.item_id: mark for mark in entry.check_marks.select_related("item", "by")},
        decisions=list(entry.decisions.select_related("by").order_by("pk")),
    )


def checks_beside(entry: Entry, items: Sequence[ChecklistItem]) -> list[list[Check]]:
    """What the portal found for each item, while it can still matter."""
    if entry.state != _S.LODGED:
        return [[] for _ in items]
    found = precheck.beside(items, readiness.checks(entry))
    return [found[item.pk] for item in items]


def files_of(version: Version) -> list[dict[str, Any]]:
    """All files of the version in its order, each with the section it stands under."""
    whole = [{**one, "section": ""} for one in version.documents]
    parts = ((section.code, one) for section in version.sections for one in section.files)
    return whole + [{**one, "section": code} for code, one in parts]


def at_hand(rows: EntryQuerySet) -> EntryQuerySet:
    """For the page of one: who is at it now, and who has proposed to reject it."""
    pending = Rejection.objects.filter(entry=OuterRef("pk"), decided_at=None)
    rows = rows.for_table().select_related("form", "claim__by", "continuation")
    return rows.annotate(
        is_claimed=Exists(Claim.objects.in_force().filter(entry=OuterRef("pk"))),
        pending=Subquery(pending.values("pk")[:1]),
        pending_by=Subquery(pending.values("proposed_by__name")[:1]),
        pending_at=Subquery(pending.values("proposed_at")[:1]),
    )


def may_uphold(entry: Entry, user: User) -> bool:
    """Does the page offer it? Only while judging has not begun; the action decides."""
    before_judging = Entry.objects.upholdable_by(user).filter(edition__judging_opens_at__gt=Now())
    return entry.state == _S.REJECTED and before_judging.filter(pk=entry.pk).exists()


def unmet_of(entry: Entry) -> list[CheckMark]:
    marks = entry.check_marks.filter(verdict=Verdict.UNMET).select_related("item")
    return list(marks.order_by("item__position"))


def rejection_of(entry: Entry) -> Decision | None:
    rejections = entry.decisions.filter(verb="entry.reject")
    return rejections.select_related("by").order_by("pk").last()


def effects_of_accepting(entries: Iterable[Entry]) -> list[str]:
    rows = list(entries)
    people = TeamMember.objects.filter(entry__in=rows).values("user").distinct().count()
    return [
        f"{len(rows)} proposal lolos seleksi administrasi dan masuk tahap penilaian.",
        f"{people} anggota tim dan Admin Lokal instansinya diberi tahu lewat surel.",
        "Keputusan ini tidak dapat dibatalkan dari halaman ini.",
    ]


def effects_of_extending(group: Group) -> list[str]:
    """What an extension changes, counted now."""
    unsent = Entry.objects.filter(group=group, state__in=UNSENT).count()
    return [
        f"{unsent} proposal yang belum diajukan mendapat waktu sampai batas yang baru; "
        "tim dan Admin Lokalnya diberi tahu lewat surel.",
        "Umur inovasi tetap dihitung sampai tanggal acuan semula.",
        "Perpanjangan dicatat dalam riwayat dan tidak dapat dimundurkan lagi.",
    ]
