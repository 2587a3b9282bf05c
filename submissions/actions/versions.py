"""The content of an entry as it is frozen at lodging, and the digest that names it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects

from submissions.models import Answer, Attachment, Entry, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from submissions.models import FormVersion


RELATED = (
    "edition",
    "group",
    "category",
    "form",
    "innovation__institution",
    "innovation__unit",
    "source__institution",
)


def read(rows: QuerySet[Entry], forms: Iterable[FormVersion] = ()) -> list[Entry]:
    """Entries with all that their content is made of, whatever their number, in four queries. Sections
    of `forms` are taken as read before: a published form never changes, the database sees to that."""
    known = {form.pk: form for form in forms}
    found = list(rows.select_related(*RELATED))
    for entry in found:
        entry.form = known.get(entry.form_id, entry.form)
    fill(found)
    return found


def fill(entries: Sequence[Entry]) -> None:
    """Read what is missing of the content of these."""
    prefetch_related_objects(entries, *_parts())


def measure(entries: Sequence[Entry]) -> None:
    """Read what `precheck.bars` asks of these, and no text: how many words, which files. The form
    is one object for all of them."""
    forms = {entry.form_id: entry.form for entry in entries}
    prefetch_related_objects(list(forms.values()), Prefetch("sections", _sections()))
    for entry in entries:
        entry.form = forms[entry.form_id]
    prefetch_related_objects(entries, Prefetch("attachments", _present()))
    counts = Answer.objects.filter(entry__in=entries).word_counts()
    for entry in entries:
        entry.word_counts = counts.get(entry.pk, {})


def content_of(entry: Entry) -> dict[str, Any]:
    """What `Lodgement.content` holds; from an entry read through `read` it costs no query."""
    texts = {answer.section_id: answer.text for answer in entry.answers.all()}
    sections = list(entry.form.sections.all())
    codes = {section.pk: section.code for section in sections}
    innovation = entry.innovation
    return {
        "title": innovation.title,
        "institution": innovation.institution.name,
        "unit": innovation.unit.name,
        "group": entry.group.name,
        "category": entry.category.name,
        "started_on": innovation.started_on.isoformat(),
        "location": innovation.location,
        "source": source_of(entry),
        "video_url": entry.video_url,
        "answers": [
            {"code": section.code, "title": section.title, "text": texts.get(section.pk, "")}
            for section in sections
        ],
        "attachments": [
            _file(one, codes.get(one.section_id or 0, "")) for one in entry.attachments.all()
        ],
    }


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON, as hex: keys sorted, no space, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def source_of(entry: Entry) -> str:
    """The innovation that was replicated, as a version names it."""
    if entry.source is None:
        return entry.source_note
    return f"{entry.source.title} ({entry.source.institution.name})"


def _parts() -> list[Prefetch]:
    return [
        Prefetch("form__sections", _sections()),
        Prefetch("answers", Answer.objects.order_by("pk")),
        Prefetch("attachments", _present().select_related("kind")),
    ]


def _sections() -> QuerySet[Section]:
    return Section.objects.order_by("position")


def _present() -> QuerySet[Attachment]:
    return Attachment.objects.present().order_by("pk")


def _file(attachment: Attachment, section: str) -> dict[str, Any]:
    return {
        "id": attachment.pk,
        "kind": attachment.kind.name,
        "section": section,
        "name": attachment.name,
        "sha256": attachment.sha256,
    }
