"""One person's way through the portal: which pages and forms are offered, and what each cost."""

from __future__ import annotations

import statistics
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.urls import Resolver404, resolve

from kipp.bench.page import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kipp.bench.page import Form
    from kipp.bench.visitor import Answer, Visitor

VISITS = 3
INSTANCES = 12  # pages of one URL name
SENT = 3  # forms of one URL name
TOO_MANY = 429  # held back by the limits on guessing: not what a form costs
# Leaving, and letters of the demo, are no pages of the portal's work.
SKIPPED = {"", "account_logout", "demo:mail-list", "demo:mail-detail"}


@dataclass(frozen=True, slots=True)
class Cost:
    sql: int
    cpu_ms: float


class Walk:
    """`look` follows links breadth first until nothing new is found; `send` sends the forms seen."""

    def __init__(self, visitor: Visitor, *, start: str, entered: Answer) -> None:
        self.visitor, self.start = visitor, start
        # Links that lead nowhere, with the page that offers them.
        self.dead: dict[str, None] = {}
        self._measured: set[str] = set()
        self._waiting: deque[tuple[str, str]] = deque()
        self._met: defaultdict[str, set[str]] = defaultdict(set)
        self._got: defaultdict[str, list[Cost]] = defaultdict(list)
        self._posted: dict[str, list[Cost]] = {name_of(entered.path): [_cost([entered])]}
        self._forms: defaultdict[str, dict[str, Form]] = defaultdict(dict)

    def look(self) -> None:
        """From the start, for others may have changed what there is to see."""
        self._met.clear()
        self._meet([self.start], origin="")
        self.go_on()

    def go_on(self) -> None:
        while self._waiting:
            path, origin = self._waiting.popleft()
            answers = self._visits(path)
            if 400 <= answers[-1].status < 500:
                self.dead[f"{origin} offers {path}: {answers[-1].status}"] = None
                continue
            self._got[name_of(path)].append(_cost(answers))
            page = Page(answers[-1].html)
            self._meet([*page.links, *answers[-1].leads_to], origin=path)
            self._keep(page.forms, path)

    def _visits(self, path: str) -> list[Answer]:
        """The first warms up. A page measured before is only asked what it offers now."""
        if path in self._measured:
            answer = self.visitor.get(path)
            return [replace(answer, cpu_ms=0.0)]
        self._measured.add(path)
        return [self.visitor.get(path) for _ in range(1 + VISITS)][1:]

    def send(self, press: int = 0, *, without: Collection[str] = ()) -> None:
        """Every form by the button of this number, then on to the pages that this leads to."""
        offered, self._forms = self._forms, defaultdict(dict)
        for name, forms in offered.items():
            for action, form in forms.items() if name not in without else ():
                answer = self.visitor.post(action, form.filled(press))
                if answer.status == TOO_MANY:
                    continue
                self._posted.setdefault(name, []).append(_cost([answer]))
                self._meet(answer.leads_to, origin=action)
                self.go_on()

    def costs(self) -> Iterator[tuple[str, Cost]]:
        for name, found in self._got.items():
            yield f"get.{name}", Cost(max(c.sql for c in found), max(c.cpu_ms for c in found))
        for name, found in self._posted.items():
            middle = statistics.median(cost.cpu_ms for cost in found)
            yield f"post.{name}", Cost(max(cost.sql for cost in found), middle)

    def _meet(self, links: Iterable[str], *, origin: str) -> None:
        for link in links:
            path = urljoin(origin, link).partition("#")[0]
            met = self._met[name_of(path)]
            if name_of(path) in SKIPPED or path in met or len(met) >= INSTANCES:
                continue
            met.add(path)
            self._waiting.append((path, origin))

    def _keep(self, forms: Iterable[Form], path: str) -> None:
        for form in forms:
            action = urljoin(path, form.action).partition("#")[0]
            name = name_of(action)
            if form.method == "post" and name not in SKIPPED and len(self._forms[name]) < SENT:
                self._forms[name].setdefault(action, form)


def name_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def _cost(answers: Sequence[Answer]) -> Cost:
    failed = [answer for answer in answers if answer.status >= 500]
    if failed:
        raise RuntimeError(f"{failed[0].path} answered {failed[0].status}")
    return Cost(
        max(answer.sql for answer in answers),
        statistics.median(answer.cpu_ms for answer in answers),
    )
