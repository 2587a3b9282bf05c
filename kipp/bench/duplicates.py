"""How well near duplicates are found: recall and precision, the threshold they give, and the time.

The set is made up and seeded (copies.py). First every pair is compared for itself: the curve, and the
threshold as the middle of those that do best. Then all documents go into the database, and each copy
is looked for the way the pages look: what the bands do not bring up counts as missed.
"""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kipp.bench import copies, filing
from kipp.bench.figures import Figure
from submissions import duplicates, likeness
from submissions.actions import prints

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from kipp.bench.copies import Case, Document
    from kipp.bench.filing import Filed

PAIRS = 200
DOCUMENTS = 3000
RECALL, PRECISION = 0.95, 0.9
THRESHOLDS = range(40, 81)
LOOKUPS = 200
MOST_SQL = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"copies, instead of {PAIRS}")


def run(*, pairs: int = PAIRS) -> Iterator[Figure]:
    cases = copies.cases(pairs)
    curve = curve_of(cases)
    print("threshold  recall  precision")
    for percent, recall, precision in curve:
        print(f"{percent:8} %  {recall:.3f}   {precision:.3f}")
    yield from _of_curve(curve)
    yield from _of_changes(pairs)
    call_command("migrate", verbosity=0)
    yield from _of_pages(cases, chosen(curve))


def curve_of(cases: Sequence[Case]) -> list[tuple[int, float, float]]:
    """Threshold in percent, recall, precision: a copy beside its original is to be found; the others
    of institution and category, beside the original and beside the copy, are not."""
    found, wrong = pairs_of(cases)
    curve = []
    for percent in THRESHOLDS:
        hits = sum(share >= percent / 100 for share in found)
        slips = sum(share >= percent / 100 for share in wrong)
        curve.append((percent, hits / len(found), hits / (hits + slips) if hits else 1.0))
    return curve


def pairs_of(cases: Sequence[Case]) -> tuple[list[float], list[float]]:
    found: list[float] = []
    wrong: list[float] = []
    for case in cases:
        original, copy = _signed(case.original), _signed(case.copy)
        others = [_signed(other) for other in case.others]
        found += likeness.alike(copy, [original])
        wrong += [*likeness.alike(original, others), *likeness.alike(copy, others)]
    return found, wrong


def chosen(curve: Sequence[tuple[int, float, float]]) -> int:
    """The middle of the thresholds at which recall and precision together (F1) are best: as far from
    what is to be found as from what is not."""
    scores = {percent: 2 * one * other / (one + other) for percent, one, other in curve}
    best = [percent for percent, score in scores.items() if score == max(scores.values())]
    return best[len(best) // 2]


def best_recall(curve: Sequence[tuple[int, float, float]]) -> float:
    return max((recall for _, recall, precision in curve if precision >= PRECISION), default=0.0)


def _signed(document: Document) -> bytes:
    return likeness.signature(likeness.words(document.text))


def _of_curve(curve: Sequence[tuple[int, float, float]]) -> Iterator[Figure]:
    percent = chosen(curve)
    _, recall, precision = next(one for one in curve if one[0] == percent)
    yield Figure("duplicates.recall_at_precision_0.9", best_recall(curve), "", RECALL, least=True)
    yield Figure("duplicates.threshold", percent, "%")
    yield Figure("duplicates.threshold_of_the_season", filing.threshold(), "%", percent)
    yield Figure("duplicates.recall", recall, "", RECALL, least=True)
    yield Figure("duplicates.precision", precision, "", PRECISION, least=True)


def _of_changes(pairs: int) -> Iterator[Figure]:
    """Beyond what was promised: how much may be changed before a copy is not recognised."""
    for changed in (0.2, 0.4, 0.5):
        found, _ = pairs_of(copies.cases(max(20, pairs // 4), changed=changed))
        share = sum(one >= filing.threshold() / 100 for one in found) / len(found)
        yield Figure(f"duplicates.recall.{changed:.0%}_changed", share, "")


def _of_pages(cases: Sequence[Case], percent: int) -> Iterator[Figure]:
    filed = filing.file(cases, at_least=DOCUMENTS)
    began = time.process_time()
    for entry in filed.entries:
        prints.renew(entry.pk)
    spent = time.process_time() - began
    yield Figure("duplicates.documents", len(filed.entries), "documents")
    yield Figure("duplicates.prints_cpu", round(spent, 1), "s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    yield from _of_lookups(filed)


def _of_lookups(filed: Filed) -> Iterator[Figure]:
    took, asked, seen = [], 0, 0
    for copy, original in filed.pairs[:LOOKUPS]:
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            found = duplicates.of_entry(copy, filed.reader)
        took.append((time.perf_counter() - began) * 1000)
        asked = max(asked, len(queries))
        seen += any(near.title == original.innovation.title for near in found)
    yield Figure("duplicates.found_on_the_page", seen / len(took), "", RECALL, least=True)
    yield Figure("duplicates.lookup", round(median(took), 1), "ms")
    yield Figure("duplicates.lookup_sql", asked, "statements", MOST_SQL)
