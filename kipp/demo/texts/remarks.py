"""What people write on the way: remarks, notes, reasons, opinions and half-yearly updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .words import vocabulary

if TYPE_CHECKING:
    from decimal import Decimal
    from random import Random

MIDDLING, STRONG = 70, 85


def give_back(rng: Random, *sections: str) -> str:
    """The admin lokal's remark on the sections named, with a closing line now and then."""
    words = vocabulary("remarks")
    forms = rng.sample(words["give_back"], len(sections))
    lines = [form.format(section=name) for form, name in zip(forms, sections, strict=True)]
    closing = rng.choice(words["give_back_closing"]).format(days=rng.randint(2, 5))
    return " ".join([*lines, closing]).strip()


def screening(rng: Random, reason: str) -> str:
    """The secretariat's finding behind a reason of the edition, for a return or a rejection."""
    return _pick(rng, "screening", reason)


def judge_note(rng: Random, criterion: str, score: Decimal | int) -> str:
    return _pick(rng, "judge", criterion, level(score))


def feedback(rng: Random, score: Decimal | int) -> str:
    """What the proposer reads after the announcement: an opening, two pieces of advice."""
    words = vocabulary("remarks")["feedback"]
    advice = rng.sample(words["advice"], 2)
    parts = [rng.choice(words["opening"][level(score)]), *advice, rng.choice(words["closing"])]
    return " ".join(parts).strip()


def revision_reason(rng: Random) -> str:
    return _pick(rng, "revision_reasons")


def conflict_reason(rng: Random) -> str:
    return _pick(rng, "conflicts")


def plenary_note(rng: Random) -> str:
    return _pick(rng, "plenary", "notes")


def plenary_reason(rng: Random) -> str:
    return _pick(rng, "plenary", "reasons")


def relevance(rng: Random, category: int) -> str:
    """Why a ministry says of a finalist: this one is for us."""
    return _pick(rng, "relevance", str(category))


def update(rng: Random, status: str) -> str:
    """A half-yearly sentence; `status` is a word of the vocabulary, such as "lancar"."""
    month = rng.choice(vocabulary("units")["months"])
    return _pick(rng, "updates", status).format(month=month, n=rng.randint(3, 28))


def opinion(rng: Random, stance: str) -> str:
    """`stance`: support, opinion or objection in the public test."""
    return _pick(rng, "opinions", stance)


def answer(rng: Random, stance: str) -> str:
    return _pick(rng, "answers", stance)


def case_note(rng: Random, stage: str) -> str:
    """`stage`: interest, assessment, plan, commitment, pilot, adoption, monitoring, paused, stopped."""
    return _pick(rng, "cases", stage)


def replication_note(rng: Random, about: str) -> str:
    """`about`: motive, declined or stopped."""
    return _pick(rng, "replications", about)


def milestones() -> list[str]:
    return list(vocabulary("remarks")["replications"]["milestones"])


def level(score: Decimal | int) -> str:
    if score >= STRONG:
        return "high"
    return "mid" if score >= MIDDLING else "low"


def _pick(rng: Random, *path: str) -> str:
    found: Any = vocabulary("remarks")
    for step in path:
        found = found[step]
    return str(rng.choice(found))
