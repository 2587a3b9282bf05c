"""Every page and post of every role, by walking the links and forms each role is offered.

One visit to warm up, then the median of three. A post sends the form as the page offers it, once:
it may change something or be refused, either way it does what a click does.
"""

from __future__ import annotations

import statistics
import sys
from typing import TYPE_CHECKING

from django.urls import Resolver404, resolve

from kipp.bench import site as sites
from kipp.bench.figures import Figure
from kipp.bench.visitor import Page, Visitor
from kipp.demo.people import LOGINS
from kipp.devstack.process import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kipp.bench.site import Site
    from kipp.bench.visitor import Answer, Form

SCALES = ("100", "1000")  # entries in all: kipp/demo/seasons/scales.py
VISITS = 3
MOST_SQL, MOST_CPU_MS = 12, 60
# Leaving, and letters of the demo, are no pages of the portal's work.
SKIPPED = {"account_logout", "demo:mail-list", "demo:mail-detail"}


def run(scales: Sequence[str] = SCALES) -> Iterator[Figure]:
    sites.collect_static()
    for scale in scales:
        with sites.site(scale, free_port()) as site:
            for role, login in LOGINS.items():
                visitor = Visitor(site.url)
                visitor.log_in(login.email, login.password)
                print(f"{scale}: {login.role}", file=sys.stderr, flush=True)
                yield from _walk(visitor, site, str(role))


def _walk(visitor: Visitor, site: Site, role: str) -> Iterator[Figure]:
    """Breadth first from the desk; of each URL name and template the first page found."""
    waiting, seen = ["/beranda/"], {"home"}
    forms: dict[str, tuple[str, Form]] = {}
    while waiting:
        path = waiting.pop(0)
        answers = [visitor.get(path) for _ in range(1 + VISITS)][1:]
        yield from _figures(f"pages.{site.scale}.{role}.get.{_name(path)}", answers)
        page = Page.of(answers[-1])
        for form in page.forms:
            if form.method == "post" and (name := _name(form.action or path)) not in SKIPPED:
                forms.setdefault(name, (form.action or path, form))
        for link in page.links:
            name = _name(link)
            if link.startswith("/") and name and name not in seen | SKIPPED:
                seen.add(name)
                waiting.append(link.partition("#")[0])
    yield from _posts(visitor, site, role, forms)


def _posts(
    visitor: Visitor, site: Site, role: str, forms: dict[str, tuple[str, Form]]
) -> Iterator[Figure]:
    for name, (action, form) in forms.items():
        answer = visitor.post(action, form.fields)
        yield from _figures(f"pages.{site.scale}.{role}.post.{name}", [answer])


def _figures(name: str, answers: list[Answer]) -> Iterator[Figure]:
    failed = [answer.status for answer in answers if answer.status >= 500]
    if failed:
        raise RuntimeError(f"{name}: {answers[0].path} answered {failed[0]}")
    sql = max(answer.sql for answer in answers)
    cpu = statistics.median(answer.cpu_ms for answer in answers)
    yield Figure(f"{name}.sql", sql, "statements", MOST_SQL)
    yield Figure(f"{name}.cpu", round(cpu, 1), "ms", MOST_CPU_MS)


def _name(path: str) -> str:
    try:
        return resolve(path.partition("?")[0].partition("#")[0]).view_name
    except Resolver404:
        return ""
