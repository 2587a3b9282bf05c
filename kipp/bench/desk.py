"""The desk of an Admin Lokal with a hundred proposals, in a season of ten thousand.

Asked for in this process, so the CPU is that of the page alone; the time is that with the database.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kipp.bench import bureau
from kipp.bench import site as sites
from kipp.bench.figures import Figure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

ENTRIES, ROWS, TIMES = 10_000, 100, 12
MOST_SQL, MOST_CPU_MS = 12, 60
PAGES = {
    "desk": "",
    "quiet": "?perhatian=lama",
    "filled": "?perhatian=terisi",
    "search": "?q=nomor+7",
}


@dataclass(frozen=True, slots=True)
class Visit:
    sql: int
    cpu_ms: float
    wall_ms: float


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--rows", type=int, default=ROWS, help="proposals of one desk")


def run(*, entries: int = ENTRIES, rows: int = ROWS) -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    sites.collect_static()
    began = time.monotonic()
    admin = bureau.build(entries, rows)
    yield Figure("desk.entries", entries, "proposals")
    yield Figure("desk.built_in", round(time.monotonic() - began), "s")
    print(f"{entries} proposals in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(admin)
    for name, query in PAGES.items():
        yield from _figures(name, client, reverse("submissions:agency-desk") + query)
    yield from _figures("choose", client, reverse("submissions:agency-choose"))


def _figures(name: str, client: Client, path: str) -> Iterator[Figure]:
    visits = [_visit(client, path) for _ in range(TIMES + 1)][1:]
    print(f"{name}: {visits[0]}", file=sys.stderr, flush=True)
    walls = sorted(one.wall_ms for one in visits)
    yield Figure(f"desk.{name}.sql", max(one.sql for one in visits), "statements", MOST_SQL)
    spent = statistics.median(one.cpu_ms for one in visits)
    yield Figure(f"desk.{name}.cpu", round(spent, 1), "ms", MOST_CPU_MS)
    yield Figure(f"desk.{name}.p50", round(statistics.median(walls), 1), "ms")
    yield Figure(f"desk.{name}.p95", round(walls[int(len(walls) * 0.95)], 1), "ms")


def _visit(client: Client, path: str) -> Visit:
    wall, cpu = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path, secure=True)
    spent, lasted = time.process_time() - cpu, time.perf_counter() - wall
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return Visit(len(asked), spent * 1000, lasted * 1000)
