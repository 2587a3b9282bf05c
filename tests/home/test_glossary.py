"""docs/glossary.md knows every name of the code that people meet, and the word the screen shows."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings

from kipp.accounts.models import Role

TEXT = (settings.BASE_DIR / "docs/glossary.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| `")
]
NAMES = {name for cells in ROWS for name in re.findall(r"`([^`]+)`", cells[0])}
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in {"kipp", "submissions", "judging", "scaling"}
]
LIVES = [model for model in OURS if any(field.name == "state" for field in model._meta.fields)]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_has_its_word(model):
    assert model.__name__ in NAMES


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_the_word_of_the_screen(role):
    assert [cells[1] for cells in ROWS if cells[0] == f"`{role.value}`"] == [role.label]


@pytest.mark.parametrize("model", LIVES, ids=lambda model: model.__name__)
def test_every_state_has_the_word_of_the_screen(model):
    listed = [cells[1:] for cells in ROWS if cells[0] == f"`{model.__name__}`" and len(cells) == 3]
    states = [[f"`{value}`", label] for value, label in model._meta.get_field("state").choices]

    assert [cells for cells in listed if cells[0].startswith("`")] == states


def test_every_row_says_what_it_is_in_a_sentence():
    meanings = [cells for cells in ROWS if len(cells) == 3 and not cells[1].startswith("`")]

    assert len(meanings) > 80
    assert [cells[0] for cells in meanings if not cells[2].endswith(".")] == []
