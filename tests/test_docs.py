"""What the documents say of the repository is so."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.test_architecture import ROOT

APPS = ("submissions", "judging", "scaling")
MAP = (ROOT / "docs" / "map.md").read_text()
# A path as the documents write one: with a folder, a file's ending, or both.
PATH = re.compile(r"`((?:[\w.*<>-]+/)+[\w.*<>-]*|[\w<>-]+\.(?:py|md|txt|json))`")


def _places(path: str) -> list[str]:
    """Where it may lie: `<app>/urls.py` in each app, what a placeholder in a name stands for under
    any name."""
    apps = APPS if "<app>" in path else ("",)
    return [re.sub(r"<\w+>", "*", path.replace("<app>", app)) for app in apps]


@pytest.mark.parametrize("path", sorted(set(PATH.findall(MAP))))
def test_every_path_on_the_map_exists(path):
    assert [found for place in _places(path) for found in ROOT.glob(place.rstrip("/"))] != []


def test_every_room_is_on_the_map():
    rooms = [path.parent.name for path in (ROOT / "kipp").glob("*/__init__.py")]
    assert len(rooms) > 10
    assert [room for room in rooms if f"{room}/" not in MAP] == []
    assert [app for app in APPS if f"\n{app}/" not in MAP] == []


def test_every_dependency_has_its_use_written_down():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    lines = [*project["project"]["dependencies"], *groups["embedded"], *groups["dev"]]
    names = {re.split(r"[\[<>=~ ]", line)[0] for line in lines if isinstance(line, str)}
    written = (ROOT / "docs" / "adr" / "0009-dependencies.md").read_text()
    known = set(re.findall(r"[\w-]+", written))
    # "pytest, pytest-django, -xdist": the head of a family is said once.
    assert len(names) > 30
    assert {name for name in names if not {name, name.removeprefix("pytest")} & known} == set()


def test_every_decision_is_in_their_list():
    folder = ROOT / "docs" / "adr"
    files = sorted(path.name for path in folder.glob("0*.md"))
    assert files == sorted(re.findall(r"\((0[\w-]+\.md)\)", (folder / "README.md").read_text()))
