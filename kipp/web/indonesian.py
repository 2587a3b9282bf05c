"""Days, moments, numbers and sizes as an Indonesian reader writes them.

Plain functions: templates use them as filters, mails and documents call them directly.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
NOTHING = "–"


def day(value: date | datetime | None) -> str:
    """3 Juni 2025, in the reader's zone."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date | datetime | None) -> str:
    """3 Jun 2025: for tables, where a line is dear."""
    if value is None or value == "":
        return NOTHING
    number_of_day, month, year = day(value).split()
    return f"{number_of_day} {month[:3]} {year}"


def moment(value: datetime | None) -> str:
    """3 Juni 2025 pukul 21.14 WIB, in the reader's zone."""
    if value is None or value == "":
        return NOTHING
    local = timezone.localtime(value)
    return f"{day(local)} pukul {local:%H.%M} {local.tzname()}"


def clock_time(value: datetime | None) -> str:
    """21.14 WIB: for lists whose heading already names the day."""
    if value is None or value == "":
        return NOTHING
    local = timezone.localtime(value)
    return f"{local:%H.%M} {local.tzname()}"


def number(value: int | float | Decimal | None) -> str:
    """2.116, or 69,5 when there is something after the comma."""
    if value is None or value == "":
        return NOTHING
    return _swap(f"{value:,}")


def score(value: Decimal | float | int | None, places: int = 2) -> str:
    """85,50: rounded half up, as the rule book rounds. A float is shown, never counted."""
    if value is None or value == "":
        return NOTHING
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return _swap(f"{exact:,.{places}f}")


def percent(part: float | Decimal | None, whole: float | Decimal | None) -> str:
    """How large `part` is within `whole`: 70%. A whole of nothing has no share."""
    if part is None or not whole:
        return NOTHING
    return f"{score(Decimal(str(part)) * 100 / Decimal(str(whole)), places=0)}%"


def file_size(value: int | None) -> str:
    if value is None:
        return NOTHING
    size = Decimal(value)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            whole = size >= 100 or size == int(size)
            return f"{score(size, 0 if whole else 1)} {unit}"
        size /= 1024
    return f"{score(size, 1)} GB"


def time_left(until: datetime | None, at: datetime | None = None) -> str:
    """Tinggal 5 hari 3 jam.

    `at` is for tests. Pages show this and nothing is ever decided by it, so the clock of this
    machine is good enough and costs no query.
    """
    if until is None or until == "":
        return NOTHING
    left = until - (at or datetime.fromtimestamp(time.time(), UTC))
    if left < timedelta(0):
        return f"lewat {_span(-left)}"
    return f"tinggal {_span(left)}"


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days >= 14:
        return f"{days} hari"
    parts = [(days, "hari"), (hours, "jam")] if days else [(hours, "jam"), (minutes, "menit")]
    return " ".join(f"{n} {word}" for n, word in parts if n) or "kurang dari satu menit"


def _swap(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))
