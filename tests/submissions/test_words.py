"""Words are counted by one rule; tests/web/test_words.py holds the browser to the same cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions import words

CASES = json.loads((Path(__file__).parents[1] / "data/word_counts.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_case_of_the_table(case):
    assert words.count(case["text"]) == case["words"]


@given(st.text(), st.text())
def test_a_space_between_adds_up(one, other):
    assert words.count(f"{one} {other}") == words.count(one) + words.count(other)


@given(st.text())
def test_never_more_than_what_stands_between_spaces_and_dashes(text):
    assert words.count(text) <= len(text.replace("\u200b", " ").replace("\u2014", " ").split())


@given(st.text())
def test_spaces_around_and_between_change_nothing(text):
    assert words.count(f"\n {text}\u00a0") == words.count(text.replace(" ", "   "))


@given(st.lists(st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True)))
def test_words_are_counted_one_by_one(said):
    assert words.count(" ".join(said)) == len(said)
    assert words.count("\n".join(f"- {one}" for one in said)) == len(said)


@given(st.text(alphabet="-–•*&/+=.,:;()“” \n\t"))
def test_signs_alone_are_no_words(text):
    assert words.count(text) == 0
