"""The browser counts words as the server does: the same cases, and whatever else people may type."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from submissions import words
from tests.web import gallery

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CASES = json.loads((Path(__file__).parents[1] / "data/word_counts.json").read_text())
COUNT = "async texts => texts.map((await import('/static/js/words.js')).words)"
# Half a character cannot be sent to the browser; what this Python does not know, Chromium may.
KNOWN = st.characters(exclude_categories=["Cs", "Cn"])


@pytest.fixture
def count(look):
    page = look(gallery.page("blank"))
    return lambda texts: page.evaluate(COUNT, texts)


def test_the_cases_of_the_table(count):
    counted = count([case["text"] for case in CASES])

    assert counted == [case["words"] for case in CASES]


def test_every_character_by_itself(count):
    """All that Unicode names, between two letters and alone."""
    signs = [
        chr(n) for n in range(0x30000) if unicodedata.category(chr(n)) not in ("Cs", "Cn", "Co")
    ]
    texts = [text for sign in signs for text in (sign, f"a{sign}b")]

    counted = count(texts)

    wrong = [
        (text, told) for text, told in zip(texts, counted, strict=True) if words.count(text) != told
    ]
    assert wrong == []


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(st.text(KNOWN), min_size=20))
def test_whatever_is_typed(count, texts):
    assert count(texts) == [words.count(text) for text in texts]
