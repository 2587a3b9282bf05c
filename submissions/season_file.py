"""What the data file of a season may hold (submissions/data/kipp-2025.json).

A key nobody reads is a slip of the pen, or a rule that nobody would follow: it is refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where a value comes from, for people (docs/data.md).
ABOUT_IT = {"basis", "settings_basis", "note"}


class Each:
    """A map whose keys are names of the file's own: every value has this shape."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


VALUE = object()
MOMENT = object()  # a day or a moment, ISO 8601
# A list of one shape stands for a list of such; a key ending in "?" may be left out.
SHAPE: dict[str, Any] = {
    "year": VALUE,
    "short_name": VALUE,
    "theme": VALUE,
    "organizer": VALUE,
    "references": [{"kind": VALUE, "title": VALUE}],
    # Rounds call their dates by these names (judging/data); some are the season's calendar alone.
    "dates": Each(MOMENT),
    "grace_seconds": VALUE,
    "return_days": VALUE,
    "claim_minutes": VALUE,
    "rejections_need_two": VALUE,
    "public_test_days": VALUE,
    "objections_can_be_upheld": VALUE,
    "objection_days": VALUE,
    "objection_answer_days": VALUE,
    "groups": [
        {
            "code": VALUE,
            "name": VALUE,
            "position": VALUE,
            "minimum_age_months": VALUE,
            "requires_source": VALUE,
            "earlier_awards": Each(VALUE),
            "quota": Each(VALUE),
            "form": VALUE,
            "opens_at?": MOMENT,
            "closes_at?": MOMENT,
        }
    ],
    "categories": [
        {
            "number": VALUE,
            "short_name": VALUE,
            "wording": VALUE,
            "asta_cita": VALUE,
            "priority_programs": VALUE,
            "sdgs": VALUE,
        }
    ],
    "forms": Each(
        {
            "sections": [
                {
                    "code": VALUE,
                    "number": VALUE,
                    "position": VALUE,
                    "title": VALUE,
                    "prompt": VALUE,
                    "hint": VALUE,
                    "word_limit": VALUE,
                    "minimum_words": VALUE,
                    "weight": VALUE,
                    "evidence_required": VALUE,
                }
            ]
        }
    ),
    "documents": [
        {
            "code": VALUE,
            "name": VALUE,
            "help": VALUE,
            "groups": VALUE,
            "required": VALUE,
            "signed": VALUE,
            "attached_to": VALUE,
            "extensions": VALUE,
            "max_bytes": VALUE,
            "max_count": VALUE,
        }
    ],
    "video": {"help": VALUE, "hosts": VALUE, "rules": VALUE},
    "declaration": {"text": VALUE},
    "title": {"max_words": VALUE, "min_letters": VALUE, "filler": VALUE, "unfit": VALUE},
    "alarms": {"quiet_days": VALUE, "closing_hours": VALUE},
    "near": {"title_percent": VALUE, "text_percent": VALUE},
    # The clause each line of the pre-check stands on.
    "rules": [{"code": VALUE, "groups": VALUE, "decree": VALUE}],
    "checklist": [
        {
            "code": VALUE,
            "text": VALUE,
            "rule": VALUE,
            "checks": VALUE,
            "groups": VALUE,
            "reason": VALUE,
        }
    ],
    "reasons": [{"code": VALUE, "return_text": VALUE, "reject_text": VALUE}],
    "award_levels": [{"name": VALUE}],
    "vocabularies": {
        name: [{"number": VALUE, "name": VALUE}]
        for name in ("asta_cita", "priority_programs", "sdgs")
    },
}


class Misshapen(ValueError):
    """Its text lists every fault with the path to it."""


def check(data: Any) -> None:
    refuse_faults(data, SHAPE)


def refuse_faults(data: Any, shape: Any) -> None:
    """For other data files of a season, too."""
    faults = list(_faults(data, shape, ""))
    if faults:
        raise Misshapen("; ".join(fault.removeprefix(".") for fault in faults))


def _faults(found: Any, shape: Any, path: str) -> Iterator[str]:
    if isinstance(shape, Each):
        yield from _faults_of_map(found, dict.fromkeys(_names(found), shape.shape), path)
    elif isinstance(shape, dict):
        yield from _faults_of_map(found, shape, path)
    elif isinstance(shape, list):
        if not isinstance(found, list):
            yield f"{path}: not a list"
            return
        for place, one in enumerate(found):
            yield from _faults(one, shape[0], f"{path}[{place}]")
    elif shape is MOMENT and not _is_moment(found):
        yield f"{path}: not a day or a moment"


def _faults_of_map(found: Any, shape: dict[str, Any], path: str) -> Iterator[str]:
    if not isinstance(found, dict):
        yield f"{path}: not a map"
        return
    shapes = {name.rstrip("?"): one for name, one in shape.items()}
    needed = {name for name in shape if not name.endswith("?")}
    for name in sorted(needed - found.keys()):
        yield f"{path}.{name}: missing"
    for name in sorted(_names(found) - shapes.keys()):
        yield f"{path}.{name}: unknown"
    for name in sorted(_names(found) & shapes.keys()):
        yield from _faults(found[name], shapes[name], f"{path}.{name}")


def _names(found: Any) -> set[str]:
    return set(found) - ABOUT_IT if isinstance(found, dict) else set()


def _is_moment(found: Any) -> bool:
    try:
        datetime.fromisoformat(found)
    except (TypeError, ValueError):
        return False
    return True
