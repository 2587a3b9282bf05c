"""A season as data: loading it, and the numbers of its lodged entries."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from kipp.clock import moment
from kipp.journal.models import JournalLine, label_of
from kipp.journal.record import record
from submissions import season_file
from submissions.actions import forms
from submissions.models import (
    Category,
    ChecklistItem,
    DocumentKind,
    Edition,
    FormVersion,
    Group,
    Quota,
    Rule,
    Section,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

LOADED = "edition.loaded"


@transaction.atomic
def load(data: dict[str, Any], *, at: datetime | None = None) -> Edition:
    """The edition of a data file (submissions/data/kipp-2025.json), ready for registration.

    Loading the same file again changes nothing. A changed file corrects wording, limits and quota;
    dates are set at the first loading only, so that an extension stays, and a form whose questions
    changed becomes a new version. A file with a key too many or too few is refused (season_file).
    """
    season_file.check(data)
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    edition, _ = Edition.objects.select_for_update().get_or_create(
        year=data["year"], defaults=_texts(data) | _dates(data)
    )
    at = moment(at)
    if _loaded(edition) == digest:
        return edition
    _write_texts(edition, data, at)
    _load_categories(edition, data)
    for row in data["groups"]:
        group = _load_group(edition, row, data)
        _load_documents(group, data["documents"])
        _load_rules(group, data["rules"])
        _load_checklist(group, data["checklist"], data["reasons"])
        _load_form(group, data["forms"][row["form"]]["sections"], at)
    record(LOADED, edition, by=None, at=at, sha256=digest)
    return edition


def take_numbers(edition: Edition, count: int) -> list[str]:
    """The next numbers of an edition, never given twice: the row is locked till the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE submissions_edition SET last_number = last_number + %s WHERE id = %s"
            " RETURNING last_number",
            [count, edition.pk],
        )
        last = cursor.fetchone()[0]
    return [f"KIPP-{edition.year}-{number:05}" for number in range(last - count + 1, last + 1)]


def _loaded(edition: Edition) -> str:
    lines = JournalLine.objects.filter(subject=label_of(edition), verb=LOADED)
    last = lines.order_by("-pk").first()
    return str(last.detail["sha256"]) if last else ""


def _texts(data: dict[str, Any]) -> dict[str, Any]:
    guideline = next((row for row in data["references"] if row["kind"] == "guideline"), None)
    return {
        "name": data["short_name"],
        "theme": data["theme"],
        "decree": guideline["title"] if guideline else "",
        "organizer": data["organizer"],
        "grace_seconds": data["grace_seconds"],
        "return_days": data["return_days"],
        "claim_minutes": data["claim_minutes"],
        "rejections_need_two": data["rejections_need_two"],
        "public_test_days": data["public_test_days"],
        "objections_can_be_upheld": data["objections_can_be_upheld"],
        "objection_days": data["objection_days"],
        "objection_answer_days": data["objection_answer_days"],
        "video_help": data["video"]["help"],
        "video_hosts": data["video"]["hosts"],
        "video_rules": data["video"]["rules"],
        "title_words": data["title"]["max_words"],
        "title_letters": data["title"]["min_letters"],
        "title_filler": data["title"]["filler"],
        "title_unfit": data["title"]["unfit"],
        "near_title_percent": data["near"]["title_percent"],
        "near_text_percent": data["near"]["text_percent"],
        "quiet_days": data["alarms"]["quiet_days"],
        "closing_alarm_hours": data["alarms"]["closing_hours"],
        "declaration": data["declaration"]["text"],
        "award_levels": [level["name"] for level in data["award_levels"]],
    }


def _dates(data: dict[str, Any]) -> dict[str, Any]:
    dates = data["dates"]
    return {
        "eligibility_reference_on": date.fromisoformat(dates["eligibility_reference_on"]),
        "judging_opens_at": datetime.fromisoformat(dates["judging_opens_at"]),
    }


def _write_texts(edition: Edition, data: dict[str, Any], at: datetime) -> None:
    columns = _texts(data) | {"published_at": edition.published_at or at}
    for name, value in columns.items():
        setattr(edition, name, value)
    edition.save(update_fields=list(columns))


def _load_categories(edition: Edition, data: dict[str, Any]) -> None:
    words = {
        name: {row["number"]: row["name"] for row in rows}
        for name, rows in data["vocabularies"].items()
        if name not in season_file.ABOUT_IT
    }
    rows = [
        Category(
            edition=edition,
            number=row["number"],
            short_name=row["short_name"],
            name=row["wording"],
            asta_cita=[number for number in row["asta_cita"] if words["asta_cita"][number]],
            priority_programs=[words["priority_programs"][n] for n in row["priority_programs"]],
            sdgs=[number for number in row["sdgs"] if words["sdgs"][number]],
        )
        for row in data["categories"]
    ]
    _upsert(rows, by=["edition", "number"])


def _load_group(edition: Edition, row: dict[str, Any], data: dict[str, Any]) -> Group:
    names = ("name", "position", "minimum_age_months", "requires_source", "earlier_awards")
    texts = {name: row[name] for name in names}
    dates = data["dates"]
    window = {
        "opens_at": datetime.fromisoformat(row.get("opens_at", dates["registration_opens_at"])),
        "closes_at": datetime.fromisoformat(row.get("closes_at", dates["registration_closes_at"])),
    }
    group, _ = Group.objects.update_or_create(
        edition=edition, code=row["code"], defaults=texts, create_defaults=texts | window
    )
    quotas = [
        Quota(group=group, institution_kind=kind, places=places)
        for kind, places in row["quota"].items()
    ]
    _upsert(quotas, by=["group", "institution_kind"])
    return group


def _load_documents(group: Group, documents: list[dict[str, Any]]) -> None:
    rows = [
        DocumentKind(
            group=group,
            code=row["code"],
            name=row["name"],
            help=row["help"],
            position=position,
            required=row["required"],
            signed=row["signed"],
            of_section=row["attached_to"] == "section",
            extensions=row["extensions"],
            max_bytes=row["max_bytes"],
            max_count=row["max_count"],
        )
        for position, row in enumerate(_of(group, documents), 1)
    ]
    _upsert(rows, by=["group", "code"])


def _load_rules(group: Group, rules: list[dict[str, Any]]) -> None:
    given = [Rule(group=group, code=row["code"], decree=row["decree"]) for row in _of(group, rules)]
    _upsert(given, by=["group", "code"])


def _load_checklist(
    group: Group, items: list[dict[str, Any]], reasons: list[dict[str, Any]]
) -> None:
    said = {row["code"]: (row["return_text"] or "", row["reject_text"] or "") for row in reasons}
    rows = [
        ChecklistItem(
            group=group,
            position=position,
            text=row["text"],
            rule=row["rule"],
            checks=row["checks"],
            return_text=said[row["reason"]][0],
            reject_text=said[row["reason"]][1],
        )
        for position, row in enumerate(_of(group, items), 1)
    ]
    _upsert(rows, by=["group", "position"])


def _load_form(group: Group, rows: list[dict[str, Any]], at: datetime) -> None:
    """A published form is never changed: other questions are a new version, published at once."""
    newest = group.forms.order_by("-number").first()
    wanted = [_section(row) for row in rows]
    if newest and newest.published_at and _questions(newest) == wanted:
        return
    form = FormVersion.objects.create(group=group, number=newest.number + 1 if newest else 1)
    Section.objects.bulk_create(Section(form=form, **values) for values in wanted)
    FormVersion.objects.filter(pk=form.pk).update(published_at=at)
    forms.carry(form, at=at)


def _section(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": row["number"],
        "position": row["position"],
        "title": row["title"],
        "prompt": row["prompt"],
        "example": row["hint"],
        "word_limit": row["word_limit"],
        "minimum_words": row["minimum_words"],
        "weight": row["weight"],
        "evidence_required": row["evidence_required"],
    }


def _questions(form: FormVersion) -> list[dict[str, Any]]:
    names = ("code", "position", "title", "prompt", "example", "word_limit", "minimum_words")
    rows = form.sections.order_by("position")
    return list(rows.values(*names, "weight", "evidence_required"))


def _of(group: Group, rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (row for row in rows if group.code in row["groups"])


def _upsert(rows: list[Any], *, by: list[str]) -> None:
    """One statement: insert what is new, bring the rest up to date."""
    model = type(rows[0])
    given = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=by,
        update_fields=[name for name in given if name not in by],
    )
