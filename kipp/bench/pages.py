"""Every page and post of every role, by walking the links and forms each role is offered.

A page is asked for once to warm up, then three times: the median counts. Of one URL name the first
pages found are walked, for the records behind them stand in different states; the costliest counts.
A form is sent as somebody in a hurry fills it in: that may change something or be refused, either
way it does what a click does. Each can be sent only once: the median is that of the forms of a name.
All roles look, then all send their forms, and again, since work goes from one to the other.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from kipp.accounts.models import Role
from kipp.bench import site as sites
from kipp.bench.figures import Figure
from kipp.bench.visitor import Visitor
from kipp.bench.walk import Walk
from kipp.demo.people import LOGINS
from kipp.devstack.process import free_port

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from kipp.bench.site import Site

SCALES = ("100", "1000")  # entries in all: kipp/demo/seasons/scales.py
MOST_SQL, MOST_CPU_MS = 12, 60
# Argon2id is slow on purpose: whoever steals the table of passwords pays it for every guess.
HASHING = {"post.account_login", "post.account_change_password"}
HASHING_CPU_MS = 400
# A file holds the whole list, not a page of it.
EXPORT, EXPORT_CPU_MS = "-export", 400
PASSES = 3
# Takes a role away from somebody who may still have to be measured: not before the last pass.
FINAL = "accounts:holding-end"
# They have a hand in everybody's work, so the others come first.
LAST = (Role.INSTITUTION_ADMIN, Role.SECRETARIAT, Role.SUPERUSER)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scale", action="append", help=f"instead of {' and '.join(SCALES)}")


def run(*, scale: Sequence[str] | None = None) -> Iterator[Figure]:
    sites.collect_static()
    for size in scale or SCALES:
        yield from _at(size)


def _at(scale: str) -> Iterator[Figure]:
    began = time.monotonic()
    with sites.site(scale, free_port()) as site:
        yield Figure(f"pages.{scale}.built_in", round(time.monotonic() - began), "s")
        yield from _of(site)
    yield Figure(f"pages.{scale}.all_in", round(time.monotonic() - began), "s")


def _of(site: Site) -> Iterator[Figure]:
    walks = {role: _begun(site, role) for role in LOGINS}
    for press in range(PASSES):
        print(f"{site.scale}: pass {press + 1} of {PASSES}", file=sys.stderr, flush=True)
        for walk in walks.values():
            walk.look()
        for role in sorted(walks, key=lambda role: role in LAST):
            walks[role].send(press, without=() if press == PASSES - 1 else (FINAL,))
    for role, walk in walks.items():
        yield from _figures(f"pages.{site.scale}.{role}", walk)


def _begun(site: Site, role: Role) -> Walk:
    login = LOGINS[role]
    visitor = Visitor(site.url)
    entered = visitor.log_in(login.email, login.password)
    return Walk(visitor, start="/beranda/", entered=entered)


def _figures(prefix: str, walk: Walk) -> Iterator[Figure]:
    for name, cost in walk.costs():
        yield Figure(f"{prefix}.{name}.sql", cost.sql, "statements", MOST_SQL)
        yield Figure(f"{prefix}.{name}.cpu", round(cost.cpu_ms, 1), "ms", _most_cpu(name))
    for path in walk.dead:
        print(f"{prefix}: {path}", file=sys.stderr, flush=True)
    yield Figure(f"{prefix}.dead_links", len(walk.dead), "links", 0)


def _most_cpu(name: str) -> float:
    if name in HASHING:
        return HASHING_CPU_MS
    return EXPORT_CPU_MS if name.endswith(EXPORT) else MOST_CPU_MS
