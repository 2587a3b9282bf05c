"""What a writer of a proposal costs most often: a section saved by itself, its page, the task list.

The draft is that of the demo's innovator; every save has other words, as long as an answer is.
"""

from __future__ import annotations

import re
import statistics
from typing import TYPE_CHECKING

from kipp.accounts.models import Role
from kipp.bench import site as sites
from kipp.bench.figures import Figure
from kipp.bench.page import Page
from kipp.bench.visitor import Visitor
from kipp.bench.walk import name_of
from kipp.demo.people import LOGINS
from kipp.devstack.process import free_port

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from kipp.bench.visitor import Answer

SCALE = "100"
TIMES = 40
MOST_SQL, MOST_CPU_MS = 8, 15
PAGE_SQL, PAGE_CPU_MS = 12, 30
WORDS = "Kader mengantar dokumen kependudukan ke rumah warga lansia setiap Selasa. " * 25
_FORM = re.compile(r'data-autosave="([^"]+)" data-version="(\d+)"')


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scale", default=SCALE)


def run(*, scale: str = SCALE) -> Iterator[Figure]:
    sites.collect_static()
    with sites.site(scale, free_port()) as site:
        visitor = Visitor(site.url)
        login = LOGINS[Role.INNOVATOR]
        visitor.log_in(login.email, login.password)
        section, proposal = _draft(visitor)
        yield from _figures("autosave", _saves(visitor, section), MOST_SQL, MOST_CPU_MS)
        for name, path in (("section", section), ("task_list", proposal)):
            visits = [visitor.get(path) for _ in range(TIMES)][1:]
            yield from _figures(name, visits, PAGE_SQL, PAGE_CPU_MS)


def _draft(visitor: Visitor) -> tuple[str, str]:
    """A section that this person may write, and the proposal it belongs to."""
    for proposal in Page(visitor.get("/proposal/").html).links:
        if name_of(proposal) != "submissions:entry-detail":
            continue
        for section in Page(visitor.get(proposal).html).links:
            is_section = name_of(section) == "submissions:section-edit"
            if is_section and _FORM.search(visitor.get(section).html):
                return section, proposal
    raise RuntimeError("the demo's innovator has no draft to write")


def _saves(visitor: Visitor, section: str) -> list[Answer]:
    html = visitor.get(section).html
    found, token = _FORM.search(html), re.search(r'csrfmiddlewaretoken" value="([^"]+)', html)
    if found is None or token is None:
        raise RuntimeError(f"{section} is not open")
    url, version = found[1], int(found[2])
    answers = []
    for n in range(TIMES):
        sent = visitor.put(url, {"text": f"{WORDS}{n}"}, version=version + n, token=token[1])
        if sent.status != 200:
            raise RuntimeError(f"{url} answered {sent.status}")
        answers.append(sent)
    return answers[1:]


def _figures(name: str, answers: Sequence[Answer], sql: int, cpu: int) -> Iterator[Figure]:
    yield Figure(f"writing.{name}.sql", max(one.sql for one in answers), "statements", sql)
    spent = round(statistics.median(one.cpu_ms for one in answers), 1)
    yield Figure(f"writing.{name}.cpu", spent, "ms", cpu)
