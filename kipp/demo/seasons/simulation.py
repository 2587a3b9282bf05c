"""The rules of "KIPP 2026 (simulasi)": those of 2025, with dates around today."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kipp.demo.seasons.schedule import at_hour

if TYPE_CHECKING:
    from datetime import date, datetime

    from kipp.demo.seasons.season import Data

YEAR = 2026
NAME = "KIPP 2026 (simulasi)"
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Wave:
    """Days from today, negative before it, of one wave of the group replikasi."""

    written: int
    lodged: int
    screened: int
    opens: int
    due: int
    consolidated: int
    convened: int
    closed: int
    announced: int


# I: its finalists are with the panel. II: closed, not announced. III: in plenary. IV: being scored.
# What lies ahead of today is left to whoever tries the demo.
WAVES = (
    Wave(-90, -61, -57, -46, -31, -29, -27, -26, -16),
    Wave(-76, -45, -42, -33, -19, -17, -12, -3, 2),
    Wave(-60, -33, -31, -25, -11, -9, -2, 1, 6),
    Wave(-50, -24, -22, -11, 5, 6, 9, 10, 15),
)
PANEL = (-6, 4)  # the panel scores the finalists of the first wave
OPENS, CLOSES = {"replikasi": -91, "umum": -40}, {"replikasi": -24, "umum": 5}
JUDGING = 33  # when the group umum comes to the judges
LATER = {
    "te_umum": (33, 47),
    "tpi_umum": (61, 66),
    "tpi_2": (12, 17),
    "tpi_3": (18, 23),
    "tpi_4": (24, 29),
}


def edition(past: Data, today: date) -> Data:
    data = deepcopy(past)
    data |= {"year": YEAR, "short_name": NAME}
    data["references"] = [row for row in data["references"] if row["kind"] == "regulation"]
    for group in data["groups"]:
        group["opens_at"] = _morning(today, OPENS[group["code"]]).isoformat()
        group["closes_at"] = _evening(today, CLOSES[group["code"]]).isoformat()
    data["dates"] = _dates(today)
    return data


def rounds(past: Data) -> Data:
    """A round of each stage for each wave, and for the group umum after them."""
    data = deepcopy(past)
    te, tpi = data["rounds"]
    rows: list[Data] = []
    for number, roman in enumerate(ROMAN, 1):
        title = f"Kelompok Replikasi, gelombang {roman}"
        rows += [
            _round(te, "replikasi", f"Penilaian TE {title}", f"te_{number}"),
            _round(tpi, "replikasi", f"Penilaian TPI {title}", f"tpi_{number}"),
        ]
    rows += [
        _round(te, "umum", "Penilaian TE Kelompok Umum", "te_umum"),
        _round(tpi, "umum", "Penilaian TPI Kelompok Umum", "tpi_umum"),
    ]
    data["rounds"] = [row | {"position": n} for n, row in enumerate(rows, 1)]
    return data


def _round(row: Data, group: str, name: str, key: str) -> Data:
    return row | {
        "name": name,
        "criteria": {group: row["criteria"][group]},
        "dates": {"opens_at": f"{key}_opens_at", "closes_at": f"{key}_closes_at"},
    }


def _dates(today: date) -> Data:
    spans = {f"te_{n}": (wave.opens, wave.due) for n, wave in enumerate(WAVES, 1)}
    spans |= {"tpi_1": PANEL, **LATER}
    dates: Data = {
        "eligibility_reference_on": (today + timedelta(days=CLOSES["umum"])).isoformat(),
        "registration_opens_at": _morning(today, OPENS["replikasi"]).isoformat(),
        "registration_closes_at": _evening(today, CLOSES["umum"]).isoformat(),
        "judging_opens_at": _morning(today, JUDGING).isoformat(),
    }
    for key, (start, end) in spans.items():
        dates[f"{key}_opens_at"] = _morning(today, start).isoformat()
        dates[f"{key}_closes_at"] = _evening(today, end).isoformat()
    return dates


def _morning(today: date, days: int) -> datetime:
    return at_hour(today + timedelta(days=days), 8)


def _evening(today: date, days: int) -> datetime:
    return at_hour(today + timedelta(days=days), 23, 59)
