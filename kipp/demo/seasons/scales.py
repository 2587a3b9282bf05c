"""How large the seasons are."""

from __future__ import annotations

from dataclasses import dataclass

from kipp.demo.seasons.proposals import MOST


@dataclass(frozen=True, slots=True)
class Scale:
    """`registered` and `institutions` are of the finished season; `umum` counts the entries of the
    running one's group umum, `waves` those of its group replikasi, wave by wave."""

    name: str
    registered: int
    institutions: int
    evaluators: int
    umum: int
    waves: tuple[int, int, int, int]
    # Proposals that one institution may have in the finished season. Above the quota it learns at
    # the desk that not all of them can be lodged.
    most: int = MOST
    # Which of the many seasons that the same field and the same judges could have had.
    luck: int = 0
    # What the finished season comes to at this scale: registered, accepted, finalists, awarded.
    published: tuple[int, int, int, int] | None = None


SCALES = {
    scale.name: scale
    for scale in (
        Scale("tiny", registered=30, institutions=9, evaluators=10, umum=12, waves=(7, 5, 5, 8)),
        # For ./dev bench: so many entries in all.
        Scale("100", registered=50, institutions=12, evaluators=12, umum=20, waves=(8, 6, 6, 10)),
        Scale(
            "1000",
            registered=700,
            institutions=90,
            evaluators=40,
            umum=160,
            waves=(30, 25, 25, 60),
        ),
        Scale(
            "tenth",
            registered=305,
            institutions=46,
            evaluators=30,
            umum=66,
            waves=(14, 10, 10, 46),
            published=(305, 212, 27, 3),
            luck=76,
        ),
        Scale(
            "full",
            registered=3051,
            institutions=350,
            evaluators=64,
            most=12,
            luck=97,
            umum=500,
            waves=(60, 40, 40, 160),
            published=(3051, 2116, 273, 28),
        ),
    )
}
