"""One small season with a person for every role and relation: what the access tests walk through."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from kipp.accounts.models import InstitutionKind, Role, User
from submissions.models import Entry, EntryState, TeamMember
from tests import make

# Every relation to `world.entry`; "anonymous" is nobody at all.
WHO = (
    "anonymous",
    "owner",
    "colleague",
    "other_unit",
    "other_institution",
    "admin",
    "other_admin",
    "secretariat",
    "evaluator",
    "conflicted",
    "panelist",
    "chair",
    "scaling_officer",
    "kl_contact",
    "adopter",
    "leadership",
    "auditor",
    "superuser",
    "nobody",
)


@dataclass
class World:
    """`people[who]`; the entries of the owner in the states that pages speak of; and what later apps
    hang on it (`things`), by name."""

    people: dict[str, User | None]
    entry: Entry
    entries: dict[str, Entry]
    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None


def build() -> World:
    """The season: entries of one owner in several states, one round of each stage, one case."""
    people = _people()
    group = make.edition().groups.get()
    entries = {state.value: _entry(state, people["owner"], group) for state in _STATES}
    world = World(people=people, entry=entries["DRAFT"], entries=entries)
    for path in sorted(Path(__file__).parent.glob("*/world.py")):
        world.things |= import_module(f"tests.{path.parent.name}.world").furnish(world)
    return world


_STATES = (
    EntryState.DRAFT,
    EntryState.WITH_AGENCY,
    EntryState.LODGED,
    EntryState.RETURNED,
    EntryState.ACCEPTED,
    EntryState.REJECTED,
)


def _people() -> dict[str, User | None]:
    home = make.institution()
    unit, far_unit = make.unit(home), make.unit(home)
    ministry = make.institution(kind=InstitutionKind.KEMENTERIAN)
    university = make.institution(kind=InstitutionKind.PERGURUAN_TINGGI)
    neighbour = make.institution(kind=InstitutionKind.PERGURUAN_TINGGI, region=home.region)
    adopting = make.institution()
    return {
        "anonymous": None,
        "nobody": make.person(None),
        "owner": make.person(Role.INNOVATOR, unit=unit, institution=home),
        "colleague": make.person(Role.INNOVATOR, unit=unit, institution=home),
        "other_unit": make.person(Role.INNOVATOR, unit=far_unit, institution=home),
        "other_institution": make.person(Role.INNOVATOR, unit=make.unit()),
        "admin": make.person(Role.INSTITUTION_ADMIN, institution=home),
        "other_admin": make.person(Role.INSTITUTION_ADMIN, institution=adopting),
        "secretariat": make.person(Role.SECRETARIAT),
        "evaluator": make.person(Role.EVALUATOR, institution=university),
        "conflicted": make.person(Role.EVALUATOR, institution=neighbour),
        "panelist": make.person(Role.PANELIST, institution=ministry),
        "chair": make.person(Role.PLENARY_CHAIR),
        "scaling_officer": make.person(Role.SCALING_OFFICER),
        "kl_contact": make.person(Role.KL_CONTACT, institution=ministry),
        "adopter": make.person(Role.ADOPTER, institution=adopting),
        "leadership": make.person(Role.LEADERSHIP),
        "auditor": make.person(Role.AUDITOR),
        "superuser": make.person(Role.SUPERUSER),
    }


def _entry(state: EntryState, owner: User | None, group: Any) -> Entry:
    made = make.entry(state, owner=owner, of=group)
    viewer = make.person(
        Role.INNOVATOR, unit=owner.acting.unit, institution=owner.acting.institution
    )
    TeamMember.objects.create(entry=made, user=viewer, can_edit=False)
    return made
