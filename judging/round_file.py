"""What the data file of rounds may hold (judging/data/kipp-2025.json): as with a season, no key that
nobody reads."""

from __future__ import annotations

from typing import Any

from submissions.season_file import VALUE, Each, refuse_faults

SHAPE: dict[str, Any] = {
    "rounds": [
        {
            "stage": VALUE,
            "position": VALUE,
            "name": VALUE,
            "judges_per_entry": VALUE,
            "minimum_judges": VALUE,
            "passing_grade": VALUE,
            "disagreement_gap": VALUE,
            "public_weight": VALUE,
            "tie_break": VALUE,
            # Names of dates of the season (submissions/season_file.py).
            "dates": {"opens_at": VALUE, "closes_at": VALUE},
            "criteria": Each(
                [
                    {
                        "code": VALUE,
                        "position": VALUE,
                        "name": VALUE,
                        "question": VALUE,
                        "weight": VALUE,
                        "sections": VALUE,
                        "anchors": [{"from": VALUE, "to": VALUE, "label": VALUE, "text": VALUE}],
                    }
                ]
            ),
        }
    ],
    "panel": {
        "professionals": VALUE,  # the demo alone seats them: a season invites its own
        "duties": [{"category": VALUE, "institutions": VALUE}],
        "cross_cutting": VALUE,
    },
    "plenary": {"quorum": {"share": VALUE}},
}


def check(data: Any) -> None:
    refuse_faults(data, SHAPE)
