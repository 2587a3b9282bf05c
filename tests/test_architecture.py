"""Rules about the house itself that no linter knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).parent.parent
ROOMS = [
    path
    for app in ("kipp", "submissions", "judging", "scaling", "tests")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
]
JUNK_DRAWERS = {
    *("utils", "helpers", "common", "misc", "core", "base", "services", "selectors", "managers"),
    *("signals", "mixins", "constants", "exceptions"),
}
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in {"kipp", "submissions", "judging", "scaling"}
]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_room_is_too_big():
    rooms = [*ROOMS, *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    lengths = {relative(path): len(path.read_text().splitlines()) for path in rooms}
    assert {path: n for path, n in lengths.items() if n > 300} == {}


def test_no_junk_drawers():
    assert [relative(path) for path in ROOMS if {path.stem, path.parent.name} & JUNK_DRAWERS] == []


def test_top_level_is_as_designed():
    kept = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert kept == {
        *("manage.py", "kipp", "submissions", "judging", "scaling", "templates", "static", "tests"),
        *("pyproject.toml", "requirements.txt", "requirements-dev.txt", "docker-compose.yml"),
        *("Dockerfile", "dev", "Makefile", "deploy", "docs"),
        *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"),
    }


def test_doors_pass_no_time():
    """Actions read the database's clock after the lock; only tests and the demo builder pass `at`."""
    doors = [
        path
        for path in ROOMS
        if path.parts[-1] in ("views.py", "tasks.py")
        or ({"views", "commands"} & set(path.parts) and "demo" not in path.parts)
    ]
    assert len(doors) > 10
    passing = re.compile(r"\bat=(?!at\b)")
    assert {
        relative(path): passing.findall(path.read_text())
        for path in doors
        if passing.search(path.read_text()) and "tests" not in path.parts
    } == {}


def test_nothing_in_a_template_is_inline():
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"", re.IGNORECASE)
    pages = list((ROOT / "templates").rglob("*.html"))
    assert len(pages) > 20
    assert [relative(page) for page in pages if inline.search(page.read_text())] == []


def test_nothing_is_loaded_from_other_sites():
    loading = re.compile(r"(?:src|href)=\"(?:https?:)?//|@import|url\((?:https?:)?//")
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.css")]
    assert [relative(file) for file in files if loading.search(file.read_text())] == []


def test_the_repository_names_no_machine_and_no_index():
    texts = [path for path in _tracked() if path.suffix not in {".png", ".woff2", ".ico", ".svg"}]
    foreign = re.compile(
        r"/work/|/root/|https?://[^\s\"')]*(?:pypi|simple/|registry)", re.IGNORECASE
    )
    found = {relative(path): foreign.findall(path.read_text(errors="ignore")) for path in texts}
    assert {path: hits for path, hits in found.items() if hits} == {}


def _tracked() -> list[Path]:
    skipped = {".git", ".venv", ".local", ".hypothesis", "__pycache__"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not skipped & set(path.parts)
        and path != Path(__file__)
        and not any(part.endswith("_cache") for part in path.parts)
    ]


@pytest.mark.parametrize(
    "model", [m for m in OURS if hasattr(m, "MOVES")], ids=lambda m: m.__name__
)
def test_a_record_with_a_life_is_guarded_by_the_database(model):
    names = {trigger.name for trigger in model._meta.triggers}
    assert {"born_in_its_first_state", "moves_with_its_line"} <= names
    states = {state for row in model.MOVES for state in (*row.source, row.target)}
    assert states == set(
        model._meta.get_field("state").choices and dict(model._meta.get_field("state").choices)
    )


@pytest.mark.parametrize("model", OURS, ids=lambda m: m.__name__)
def test_nothing_is_deleted_behind_our_back(model):
    """PROTECT by default; CASCADE only for the parts of a whole."""
    parts = {"Quota", "Rule", "TeamMember", "TextBand", "Notice"}
    cascading = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascading == [] or model.__name__ in parts
