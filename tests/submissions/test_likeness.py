"""Signatures of texts: the arithmetic (hypothesis), and the curve that the threshold comes from."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kipp.bench import copies, duplicates
from submissions import likeness
from submissions.models import Edition

KNOWN, KNOWN_BAND = "e98ff87c2df95115", -1937825554865764299
WORDS = st.sets(st.text("abcdefgh", min_size=1, max_size=4), min_size=1, max_size=300)


def test_words_are_lower_case_with_hyphens_and_numbers_and_without_marks():
    text = "Rata-rata 2.450 warga (RT 05) — naik; warga NAIK!"
    assert likeness.words(text) == {"rata-rata", "2", "450", "warga", "rt", "05", "naik"}


@given(words=WORDS, seed=st.integers())
@settings(max_examples=50, deadline=None)
def test_the_same_words_in_any_order_give_the_same_signature(words, seed):
    shuffled = sorted(words)
    Random(seed).shuffle(shuffled)
    assert likeness.signature(shuffled) == likeness.signature(words)
    assert likeness.alike(likeness.signature(words), [likeness.signature(shuffled)]) == [1.0]


@given(one=WORDS, other=WORDS)
@settings(max_examples=100, deadline=None)
def test_the_estimate_is_near_the_true_share_and_the_same_both_ways(one, other):
    first, second = likeness.signature(one), likeness.signature(other)
    (estimate,) = likeness.alike(first, [second])
    true = len(one & other) / len(one | other)
    assert abs(estimate - true) < 0.18  # more than five standard errors of 256 values
    assert likeness.alike(second, [first]) == [estimate]


def test_the_signature_of_a_text_is_that_of_earlier_years():
    """Stored signatures are compared with new ones: seed, scheme and hash must never drift."""
    signed = likeness.signature({"inovasi", "pelayanan", "publik"})
    assert len(signed) == likeness.PERMUTATIONS * 4
    assert signed[:8].hex() == KNOWN
    assert likeness.bands(signed)[0] == KNOWN_BAND


def test_bands_are_as_many_as_documented_and_know_their_place():
    signed = bytes(likeness.PERMUTATIONS * 4)
    assert len(set(likeness.bands(signed))) == likeness.BANDS
    assert likeness.BANDS * likeness.ROWS <= likeness.PERMUTATIONS


def test_alike_to_nothing_is_nothing():
    assert likeness.alike(likeness.signature({"satu"}), []) == []


@pytest.fixture(scope="module")
def cases():
    return copies.cases(60)


def test_copies_are_found_and_others_of_the_institution_are_not(cases):
    """`./dev bench duplicates`, small: 30 % of the words changed and a new title."""
    curve = duplicates.curve_of(cases)
    assert duplicates.best_recall(curve) >= duplicates.RECALL
    percent = Edition._meta.get_field("near_text_percent").default
    _, recall, precision = next(one for one in curve if one[0] == percent)
    assert recall >= duplicates.RECALL
    assert precision >= duplicates.PRECISION


def test_the_season_uses_the_threshold_that_the_bench_chooses():
    curve = duplicates.curve_of(copies.cases(duplicates.PAIRS))
    season = json.loads(copies.SEASON.read_text())["near"]
    fields = {
        name: Edition._meta.get_field(f"near_{name}").default for name in season if "_" in name
    }
    assert duplicates.chosen(curve) == season["text_percent"]
    assert fields == {name: season[name] for name in fields}


def test_the_measure_can_fail():
    """Where most of the words are gone nothing is found: the curve is not flattered."""
    assert duplicates.best_recall(duplicates.curve_of(copies.cases(20, changed=0.8))) < 0.5


def test_a_copy_has_lost_the_words_it_should_and_another_title(cases):
    for case in cases[:10]:
        original, copy = case.original.text.split(), case.copy.text.split()
        assert abs(len(copy) - len(original)) < len(original) * 0.05
        assert case.copy.title != case.original.title
        assert all(other.idea != case.original.idea for other in case.others)
        assert len(case.others) == copies.OTHERS


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_as_many_words_are_changed_as_asked(share):
    text = " ".join(f"kata{number}" for number in range(1000))
    kept = set(copies.altered(text, share, ["lain", "baru"], Random(1)).split())
    assert len(kept & set(text.split())) == 1000 - round(1000 * share)
