"""Everything a frame may ask for: one draw per proposal, used by all its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .units import unit_name
from .words import capital, listing, number, small, vocabulary

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from .facts import Measure

RANGES = {
    "n_staff": (5, 18),
    "n_days": (2, 5),
    "n_days2": (7, 14),
    "n_pilot": (2, 6),
    "n_months": (12, 30),
    "n_months2": (3, 6),
    "n_meet": (4, 12),
    "n_resp": (120, 940),
    "n_form": (5, 11),
    "n_similar": (3, 9),
    "n_sample": (90, 450),
    "n_fgd": (4, 9),
    "n_turn": (2, 5),
    "n_quarters": (4, 8),
    "n_far": (2, 7),
    "n_pages": (24, 68),
    "n_visit": (3, 14),
    "n_vol": (12, 95),
    "n_ind": (5, 9),
    "n_new": (8, 40),
    "n_train": (15, 60),
    "n_agree": (3, 5),
    "match": (95, 99),
    "error": (1, 4),
    "sat_before": (41, 66),
    "sat_after": (86, 96),
    "vul": (48, 79),
    "wom": (51, 68),
    "lead": (4, 9),
    "lift": (18, 46),
    "hours": (9, 32),
    "far": (62, 84),
    "save": (18, 47),
    "share": (71, 88),
    "share_a": (20, 45),
    "share_b": (68, 92),
    "maint": (3, 8),
    "cost": (85, 740),
    "cost2": (20, 160),
    "capital": (60, 420),
    "comp_before": (90, 210),
    "comp_after": (8, 34),
    "vol_before": (8, 25),
    "vol_after": (60, 180),
    "gap_before": (28, 44),
    "gap_after": (6, 14),
    "cost_before": (140, 390),
    "cost_after": (35, 110),
    "n_done": (5, 8),
    "n_find": (9, 14),
}


def draw_figures(rng: Random) -> dict[str, str]:
    drawn = {name: rng.randint(*bounds) for name, bounds in RANGES.items()}
    for name in ("cost", "cost2", "capital"):
        drawn[name] = drawn[name] // 5 * 5
    drawn |= {"cost_a": drawn["cost"] * 4 // 5, "cost_b": drawn["cost"]}
    drawn["cost_c"] = drawn["cost"] * 6 // 5
    return {name: number(value) for name, value in drawn.items()}


def years(started_on: date, reference: date) -> dict[str, str]:
    start = started_on.year
    last = max(reference.year - 1, start)
    return {
        "start": str(start),
        "base": str(start - 1),
        "prep": str(start - 1),
        "mid": str(min(start + 1, last)),
        "last": str(last),
        "year": str(last + 1),
        "future": str(last + 4),
        "years": str(last - start + 1),
        "pilot": vocabulary("units")["months"][started_on.month - 1],
    }


def setting(rng: Random, *, kind: str, field: str, start: int) -> dict[str, str]:
    words = vocabulary("units")
    risk, mitigation = rng.choice(words["risks"])
    checker, internal = rng.sample([*words["internal"][kind], *words["external"][:2]], 2)
    drawn = {
        "law": f"{rng.choice(words['laws'][kind])} Nomor {rng.randint(3, 98)} Tahun {start}",
        "leader": words["leaders"][kind],
        "budget": rng.choice(words["budgets"][kind]),
        "internal": rng.choice(words["internal"][kind]),
        "checker": checker if checker not in words["external"] else internal,
        "external": rng.choice(words["external"]),
        "source": rng.choice(words["sources"]),
        "weak": rng.choice(words["weak"]),
        "degree": rng.choice(words["degrees"]),
        "risk_main": risk,
        "mitigation": mitigation,
    }
    first, second = rng.sample(words["neighbours"], 2)
    drawn["rep1"] = f"{unit_name(rng, kind=kind, field=field)} {first}"
    drawn["rep2"] = f"{unit_name(rng, kind=kind, field=field)} {second}"
    return drawn


def of_concept(rng: Random, concept: dict[str, Any]) -> dict[str, str]:
    """Novelties and partners in an order of their own; steps and problems as they happen."""
    new = rng.sample(concept["new"], 3)
    partners = rng.sample(concept["partners"], len(concept["partners"]))
    filled = {f"new{i}": text for i, text in enumerate(new, 1)}
    for i, step in enumerate(concept["steps"], 1):
        filled |= {f"s{i}": capital(step), f"s{i}_lc": small(step)}
    filled |= {f"P{i}": text for i, text in enumerate(concept["problems"], 1)}
    return filled | {
        "does": concept["does"],
        "target": concept["target"],
        "old": concept["old"],
        "now": concept["now"],
        "tools": concept["tools"],
        "rule": concept["rule"],
        "risk": concept["risk"],
        "story": concept["story"],
        "story_lc": small(concept["story"]),
        "tools_cap": concept["tools"],
        "partners": listing(partners[:3]),
        "partner1": partners[0],
        "partner2": partners[1],
    }


def of_measures(measures: tuple[Measure, ...]) -> dict[str, str]:
    filled: dict[str, str] = {}
    for i, measure in enumerate(measures, 1):
        filled |= {
            f"m{i}": measure.sentence,
            f"n{i}": measure.name,
            f"d{i}": measure.change,
            f"g{i}": measure.goal,
            f"b{i}": measure.baseline,
        }
    return filled
