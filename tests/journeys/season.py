"""The season of the journeys: regions, institutions, form and rounds as shipped, its dates about now."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F

from judging.actions import rounds
from kipp.accounts.actions import reference
from submissions.actions import editions
from submissions.models import Edition, Group

if TYPE_CHECKING:
    from judging.models import Round

CLOSES_IN = timedelta(days=2)


def begin() -> Edition:
    """In registration, which closes in two days; every other date keeps its distance to that."""
    reference.load_institutions()
    data, ahead = (
        _shipped("submissions/data/kipp-2025.json"),
        _shipped("judging/data/kipp-2025.json"),
    )
    dates = data["dates"]
    closes = datetime.fromisoformat(dates["registration_closes_at"])
    shift = datetime.now(UTC).replace(microsecond=0) + CLOSES_IN - closes
    data["dates"] = {name: _later(value, shift) for name, value in dates.items()}
    edition = editions.load(data)
    rounds.load(ahead, edition, season=data)
    return edition


def pass_days(edition: Edition, days: int) -> None:
    """So many days go by: every date of the season is that much nearer."""
    gone = timedelta(days=days)
    Edition.objects.filter(pk=edition.pk).update(judging_opens_at=F("judging_opens_at") - gone)
    Group.objects.filter(edition=edition).update(
        opens_at=F("opens_at") - gone, closes_at=F("closes_at") - gone
    )
    edition.rounds.update(opens_at=F("opens_at") - gone, due_at=F("due_at") - gone)


def round_of(edition: Edition, number: int) -> Round:
    return edition.rounds.get(number=number)


def _shipped(path: str) -> dict[str, Any]:
    return json.loads((settings.BASE_DIR / path).read_text(encoding="utf-8"))


def _later(value: Any, shift: timedelta) -> Any:
    if not isinstance(value, str):
        return value
    if "T" in value:
        return (datetime.fromisoformat(value) + shift).isoformat()
    return (datetime.fromisoformat(value) + shift).date().isoformat()
