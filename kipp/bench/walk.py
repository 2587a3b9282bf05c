"""One person's way through the portal: which pages and forms are offered, and what each cost."""

from __future__ import annotations

import statistics
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.urls import Resolver404, resolve

from kipp.bench.visitor import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kipp.bench.visitor import Answer, Form, Visitor

VISITS = 3
INSTANCES = 6  # pages of one URL name
SENT = 3  # forms of one URL name
# Leaving, and letters of the demo, are no pages of the portal's work.
SKIPPED = {"", "account_logout", "demo:mail-list", "demo:mail-detail"}


@dataclass(frozen=True, slots=True)
class Cost:
    sql: int
    cpu_ms: float


class Walk:
    """`look` follows links breadth first until nothing new is found; `send` sends the forms seen."""

    def __init__(self, visitor: Visitor, *, start: str, entered: Answer) -> None:
        self.visitor = visitor
        self.dead: list[str] = []  # links that lead nowhere, with the page that offers them
        self._waiting: deque[tuple[str, str]] = deque()
        self._met: defaultdict[str, set[str]] = defaultdict(set)
        self._got: defaultdict[str, list[Cost]] = defaultdict(list)
        self._posted: dict[str, list[Cost]] = {name_of(entered.path): [_cost([entered])]}
        self._forms: defaultdict[str, dict[str, Form]] = defaultdict(dict)
        self._meet([start], origin="")

    def look(self) -> None:
        while self._waiting:
            path, origin = self._waiting.popleft()
            answers = [self.visitor.get(path) for _ in range(1 + VISITS)][1:]
            if 400 <= answers[-1].status < 500:
                self.dead.append(f"{origin} offers {path}: {answers[-1].status}")
                continue
            self._got[name_of(path)].append(_cost(answers))
            page = Page.of(answers[-1])
            self._meet([*page.links, *answers[-1].leads_to], origin=path)
            self._keep(page.forms, path)

    def send(self) -> None:
        for name, forms in self._forms.items():
            answers = [self.visitor.post(action, form.fields) for action, form in forms.items()]
            self._posted.setdefault(name, []).extend(_cost([answer]) for answer in answers)
            for answer in answers:
                self._meet(answer.leads_to, origin=answer.path)
        self._forms.clear()

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
