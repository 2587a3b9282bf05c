"""Smallest valid records for tests. Name what the test is about; everything else is filled in."""

from tests.make.entries import (
    accepted_entry,
    draft,
    edition,
    entry,
    fill,
    group,
    lodged_entry,
    with_agency,
)
from tests.make.people import holding, institution, person, region, unit

__all__ = [
    "accepted_entry",
    "draft",
    "edition",
    "entry",
    "fill",
    "group",
    "holding",
    "institution",
    "lodged_entry",
    "person",
    "region",
    "unit",
    "with_agency",
]
