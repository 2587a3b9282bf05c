"""Reads over several models: what stands in a proposal, and how far it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from submissions import missing
from submissions.models import Attachment, EntryState, Remark, Scan, Section, TeamMember
from submissions.models.entry import UNSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from submissions.models import Answer, DocumentKind, Entry

# The heads of an entry table that sort, by the key in the address.
SORTS = {
    "judul": "innovation__title",
    "instansi": "innovation__institution__name",
    "kelompok": "group__position",
    "kategori": "category__number",
    "status": "state",
    "diajukan": "lodged_at",
}


class Readiness(models.TextChoices):
    EMPTY = "EMPTY", "Belum diisi"
    PARTIAL = "PARTIAL", "Sebagian"
    REMARKED = "REMARKED", "Perlu diperbaiki"
    COMPLETE = "COMPLETE", "Siap"
    OVERDUE = "OVERDUE", "Lewat batas kata"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list (components/tasklist.html)."""

    title: str
    url: str
    state: Readiness
    hint: str = ""
    current: bool = False

    @property
    def label(self) -> str:
        return str(self.state.label)


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of the form with what the team has done about it."""

    section: Section
    answer: Answer | None = None
    files: list[Attachment] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    # When its words or its files were changed last.
    changed_at: datetime | None = None

    @property
    def words(self) -> int:
        return self.answer.words if self.answer else 0

    @property
    def lacks_evidence(self) -> bool:
        return self.section.evidence_required and not self.files

    @property
    def is_infected(self) -> bool:
        return any(one.scan == Scan.INFECTED for one in self.files)

    @property
    def state(self) -> Readiness:
        if self.words > self.section.word_limit:
            return Readiness.OVERDUE
        if not self.words:
            return Readiness.PARTIAL if self.files else Readiness.EMPTY
        if self.lacks_evidence or self.is_infected:
            return Readiness.PARTIAL
        return Readiness.REMARKED if self.is_unmended else Readiness.COMPLETE

    @property
    def is_unmended(self) -> bool:
        """Has nothing been changed since it was asked for? Whether a change was enough, people say."""
        return bool(self.asked) and (
            self.changed_at is None or self.changed_at <= max(one.at for one in self.asked)
        )

    @property
    def asked(self) -> list[Remark]:
        """Remarks of those who let it pass; what members say to each other asks for nothing."""
        return [one for one in self.remarks if not one.is_of_the_team]

    @property
    def hint(self) -> str:
        return missing.of_section(self)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of the whole proposal, with the files given for it."""

    kind: DocumentKind
    files: list[Attachment]

    @property
    def is_full(self) -> bool:
        return len(self.files) >= self.kind.max_count

    @property
    def is_missing(self) -> bool:
        return self.kind.required and not self.files


@dataclass(frozen=True, slots=True)
class Content:
    """`remarks` is what is still to be mended, also section by section in `sections`."""

    sections: list[SectionRow]
    documents: list[DocumentRow]
    remarks: list[Remark]


def in_order(rows: QuerySet[Entry], sort: str) -> QuerySet[Entry]:
    """By a head of the table ("judul", "-judul"); any other word leaves the usual order."""
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return rows
    turned = models.F(column).desc(nulls_last=True) if sort.startswith("-") else column
    return rows.order_by(turned, "pk")


def form_of(entry: Entry) -> list[Section]:
    """The questions of its form, in their order."""
    return list(Section.objects.filter(form=entry.form_id).order_by("position"))


def content_of(entry: Entry) -> Content:
    """All that stands in the proposal, each table of it read once."""
    files = list(entry.attachments.order_by("uploaded_at", "pk"))
    remarks = list(remarks_of(entry))
    sections = _section_rows(entry, form_of(entry), files, remarks)
    present = [one for one in files if one.removed_at is None]
    return Content(sections, _document_rows(entry, present), remarks)


def sections_of(entry: Entry, form: Sequence[Section]) -> list[SectionRow]:
    files = list(entry.attachments.order_by("uploaded_at", "pk"))
    return _section_rows(entry, form, files, list(remarks_of(entry)))


def remarks_of(entry: Entry) -> QuerySet[Remark]:
    """What is still to be mended, section by section, general remarks first; nothing once the
    proposal is out of the hands of its team."""
    if entry.state not in (*UNSENT, EntryState.RETURNED):
        return Remark.objects.none()
    rows = entry.remarks.open().select_related("by", "section")
    rows = rows.annotate(replies=models.Count("answers"))
    return rows.order_by(models.F("section__position").asc(nulls_first=True), "at", "pk")


def documents_of(entry: Entry) -> list[DocumentRow]:
    files = entry.attachments.present().filter(section=None).order_by("uploaded_at", "pk")
    return _document_rows(entry, files)


def team_of(entry: Entry) -> QuerySet[TeamMember]:
    return entry.team.select_related("user").order_by("-is_pic", "user__name", "pk")


def with_pic(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """With the name of who answers for each of them, in `pic`."""
    pic = TeamMember.objects.filter(entry=OuterRef("pk"), is_pic=True).values("user__name")
    return rows.annotate(pic=Subquery(pic[:1]))


def tasks_of(entry: Entry, content: Content) -> list[Task]:
    """The whole proposal as a list of pages, each with how far it is."""
    return [
        Task(
            "Identitas inovasi",
            _url("entry-identity", entry),
            _identity_state(entry),
            missing.of_identity(entry),
        ),
        *section_tasks(entry, content.sections),
        Task(
            "Dokumen",
            _url("attachment-list", entry),
            _documents_state(content.documents),
            missing.of_documents(content.documents),
        ),
    ]


def section_tasks(
    entry: Entry, sections: Sequence[SectionRow], current: Section | None = None
) -> list[Task]:
    return [
        Task(
            str(row.section),
            section_url(entry, row.section),
            row.state,
            row.hint,
            row.section == current,
        )
        for row in sections
    ]


def stages_of(row: SectionRow) -> dict[str, Readiness]:
    """How far a section would be with no words, with enough, and with too many: its page knows,
    while they are typed, without asking."""
    done = Readiness.PARTIAL if row.lacks_evidence else Readiness.COMPLETE
    empty = Readiness.PARTIAL if row.files else Readiness.EMPTY
    return {"empty": empty, "written": done, "over": Readiness.OVERDUE}


def section_url(entry: Entry, section: Section) -> str:
    kwargs = {"pk": entry.pk, "code": section.code}
    return reverse("submissions:section-edit", kwargs=kwargs)


def mend_url(entry: Entry, code: str, where: str) -> str:
    """The page where what a check found is mended; "" where nobody of the team can."""
    if where:
        return reverse("submissions:section-edit", kwargs={"pk": entry.pk, "code": where})
    if code in ("age", "category", "theme", "title", "source", "video", "namesake"):
        return _url("entry-identity", entry)
    if code == "changes":
        return _url("continuation", entry)
    return _url("attachment-list", entry) if code in ("documents", "signatures", "safety") else ""


def done_of(tasks: Iterable[Task]) -> int:
    return sum(task.state == Readiness.COMPLETE for task in tasks)


def marked(tasks: Iterable[Task], url: str) -> list[Task]:
    """The same list on the page of one of its lines."""
    return [replace(task, current=task.url == url) for task in tasks]


def _section_rows(
    entry: Entry,
    form: Iterable[Section],
    files: Iterable[Attachment],
    remarks: Iterable[Remark],
) -> list[SectionRow]:
    """`files` with those that were removed: to remove one is a change, too."""
    answers = {answer.section_id: answer for answer in entry.answers.select_related("updated_by")}
    given: dict[int | None, list[Attachment]] = defaultdict(list)
    for file in files:
        given[file.section_id].append(file)
    asked: dict[int | None, list[Remark]] = defaultdict(list)
    for remark in remarks:
        asked[remark.section_id].append(remark)
    return [_section_row(one, answers.get(one.pk), given[one.pk], asked[one.pk]) for one in form]


def _section_row(
    section: Section, answer: Answer | None, files: Iterable[Attachment], remarks: list[Remark]
) -> SectionRow:
    changes = [answer.updated_at] if answer else []
    changes += [file.removed_at or file.uploaded_at for file in files]
    present = [file for file in files if file.removed_at is None]
    return SectionRow(section, answer, present, remarks, max(changes, default=None))


def _document_rows(entry: Entry, files: Iterable[Attachment]) -> list[DocumentRow]:
    given: dict[int, list[Attachment]] = defaultdict(list)
    for file in files:
        given[file.kind_id].append(file)
    kinds = entry.group.document_kinds.filter(of_section=False).order_by("position", "pk")
    return [DocumentRow(kind, given[kind.pk]) for kind in kinds]


def _url(name: str, entry: Entry) -> str:
    return reverse(f"submissions:{name}", kwargs={"pk": entry.pk})


def _identity_state(entry: Entry) -> Readiness:
    return Readiness.PARTIAL if missing.of_identity(entry) else Readiness.COMPLETE


def _documents_state(documents: Sequence[DocumentRow]) -> Readiness:
    if not any(row.is_missing for row in documents):
        return Readiness.COMPLETE
    return Readiness.PARTIAL if any(row.files for row in documents) else Readiness.EMPTY
