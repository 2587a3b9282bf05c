"""One season at hand: its edition, its forms by code, its people and proposals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from kipp.accounts.models import Role, User
    from kipp.demo.seasons.crowd import Crowd
    from kipp.demo.seasons.proposals import Proposal
    from kipp.demo.seasons.scales import Scale
    from kipp.demo.seasons.schedule import Schedule
    from submissions.models import Category, ChecklistItem, DocumentKind, Edition, Group, Section

Data = dict[str, Any]
SEED = "kipp-demo"


@dataclass(slots=True)
class Stage:
    """What both seasons share: the scale, the people, the order of events, a voice."""

    scale: Scale
    seed: str
    crowd: Crowd
    schedule: Schedule
    say: Callable[[str], None]
    taken: set[str] = field(default_factory=set)  # titles, in both seasons


class Season:
    """Looks up by the codes of the data file what the database knows by number."""

    def __init__(self, stage: Stage, edition: Edition, data: Data) -> None:
        self.stage, self.edition, self.data = stage, edition, data
        self.proposals: list[Proposal] = []
        self.groups: dict[str, Group] = {one.code: one for one in edition.groups.all()}
        self.categories: dict[int, Category] = {one.number: one for one in edition.categories.all()}
        self.sections = {code: self._sections(code) for code in self.groups}
        self.kinds = {code: self._kinds(code) for code in self.groups}
        self.items = {code: self._items(code) for code in self.groups}

    def rng(self, *about: object) -> Random:
        """A generator of its own for each thing that is drawn."""
        return Random(":".join(map(str, (self.stage.seed, self.edition.year, *about))))

    def moment(self, name: str) -> datetime:
        return datetime.fromisoformat(self.data["dates"][name])

    def limits(self) -> dict[str, dict[str, int]]:
        return {
            group: {code: section.word_limit for code, section in sections.items()}
            for group, sections in self.sections.items()
        }

    def people(self, role: Role) -> list[User]:
        return self.stage.crowd.of_role[role]

    def one(self, role: Role, number: int = 0) -> User:
        everybody = self.people(role)
        return everybody[number % len(everybody)]

    def known(self) -> dict[int, Proposal]:
        """The proposals that have been begun, by the key of their entry."""
        return {one.entry.pk: one for one in self.proposals if one.entry is not None}

    def _sections(self, group: str) -> dict[str, Section]:
        form = self.groups[group].forms.exclude(published_at=None).latest("number")
        rows = {section.code: section for section in form.sections.order_by("position")}
        return {row["code"]: rows[row["number"]] for row in self._form(group)}

    def _form(self, group: str) -> list[Data]:
        form = next(row["form"] for row in self.data["groups"] if row["code"] == group)
        rows: list[Data] = self.data["forms"][form]["sections"]
        return rows

    def _kinds(self, group: str) -> dict[str, DocumentKind]:
        rows = self.groups[group].document_kinds.order_by("position")
        return {kind.code: kind for kind in rows}

    def _items(self, group: str) -> dict[str, ChecklistItem]:
        codes = [row["code"] for row in self.data["checklist"] if group in row["groups"]]
        rows = self.groups[group].checklist.order_by("position")
        return dict(zip(codes, rows, strict=True))
