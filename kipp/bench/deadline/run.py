"""The last minutes before registration closes: N innovators against the production set-up."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles
from typing import TYPE_CHECKING

from kipp.bench.deadline import audit, stage
from kipp.bench.deadline.line import Lines
from kipp.bench.deadline.play import Play
from kipp.bench.deadline.production import production
from kipp.bench.figures import Figure
from kipp.bench.site import ROOT, collect_static
from kipp.clock import moment
from submissions.models import Edition, Group

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kipp.bench.deadline.audit import Verdict
    from kipp.bench.deadline.line import Log
    from kipp.bench.deadline.play import Acknowledged
    from kipp.bench.deadline.production import Production

MOST_INNOVATORS, MOST_MINUTES = 5000, 30.0
P95 = 1000  # ms
AFTER = 5.0  # seconds that registration stays open behind the last lodging


@dataclass(frozen=True, slots=True)
class Game:
    known: Acknowledged
    log: Log
    seconds: float
    cpu: float
    verdict: Verdict


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--innovators", type=int, default=1000, help=f"at most {MOST_INNOVATORS}")
    parser.add_argument("--minutes", type=float, default=10, help=f"at most {MOST_MINUTES:g}")


def run(*, innovators: int, minutes: float) -> Iterator[Figure]:
    """Autosaves every 15 s, uploads, sends and lodges; ValueError for a crowd or time out of bounds.

    The clients share the machine with the servers: the figures are those of a server that has less
    than the whole of it. What was acknowledged is then looked for in the database.
    """
    if not 1 <= innovators <= MOST_INNOVATORS or not 0.1 <= minutes <= MOST_MINUTES:
        raise ValueError(f"1 to {MOST_INNOVATORS} innovators, at most {MOST_MINUTES:g} minutes")
    collect_static()
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True, cwd=ROOT)
    ready = stage.prepare(innovators)
    print(f"{innovators} innovators, {len(ready.desks)} desks", file=sys.stderr, flush=True)
    with production() as site:
        yield from figures_of(_played(ready, site, minutes * 60), innovators)


def _played(ready: stage.Stage, site: Production, seconds: float) -> Game:
    closes_at = moment() + timedelta(seconds=seconds + AFTER)
    Group.objects.filter(pk=ready.group).update(closes_at=closes_at)
    lines, before = Lines(site.url), site.cpu_seconds()
    play = Play(ready, lines, seconds=seconds)
    asyncio.run(_inside(lines, play))
    spent = site.cpu_seconds() - before
    edition = Edition.objects.get(groups=ready.group)
    return Game(play.known, lines.log, play.took, spent, audit.judge(edition, play.known))


async def _inside(lines: Lines, play: Play) -> None:
    async with lines:
        await play.run()


def figures_of(game: Game, innovators: int) -> Iterator[Figure]:
    log, known = game.log, game.known
    yield Figure("deadline.innovators", innovators, "people")
    yield Figure("deadline.requests", len(log.rows), "requests")
    yield Figure("deadline.rate", round(len(log.rows) / game.seconds, 1), "requests/s")
    for kind in ["", *sorted({kind for kind, _, _ in log.rows})]:
        yield from _times(f"deadline.{kind or 'all'}", log.seconds(kind), goal=not kind)
    cpu = game.cpu * 1000 / len(log.rows)
    yield Figure("deadline.cpu_per_request", round(cpu, 1), "ms")
    yield Figure("deadline.5xx", log.count(low=500, high=600), "answers", 0)
    yield Figure("deadline.refused", log.count(low=400, high=500), "answers")
    yield Figure("deadline.broken_lines", log.count(low=0, high=1), "requests", 0)
    yield Figure("deadline.saves", len(known.saves), "acknowledged")
    yield Figure("deadline.files", len(known.files), "acknowledged")
    yield Figure("deadline.sent", len(known.sent), "acknowledged")
    yield Figure("deadline.lodged", len(known.lodged), "acknowledged")
    yield Figure("deadline.lost", game.verdict.lost, "acknowledged", 0)
    yield Figure("deadline.twice", game.verdict.twice, "acknowledged", 0)


def _times(name: str, seconds: list[float], *, goal: bool) -> Iterator[Figure]:
    marks = quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
    for mark in (50, 95, 99):
        most = P95 if goal and mark == 95 else None
        yield Figure(f"{name}.p{mark}", round(marks[mark - 1] * 1000), "ms", most)
