"""The arithmetic by itself: worked examples, the properties it must keep, and its refusals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging import scoring
from judging.scoring import Row, Rules, Sheet

D = Decimal
WEIGHTS = {"a": D(50), "b": D(30), "c": D(20)}
RULES = Rules(
    weights={1: WEIGHTS, 2: {"a": D(1), "z": D(2)}},
    minimum_judges=2,
    tie_break=("b", "a", "plenary_vote"),
    gap=D(20),
    floor=D(85),
)
points = st.decimals(min_value=0, max_value=100, places=2)
sheet_values = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, points))
weights = st.fixed_dictionaries(
    dict.fromkeys(WEIGHTS, st.decimals(min_value=D("0.01"), max_value=999, places=2))
)
# entry -> its sheets: few distinct values, so that ties are common
tables = st.dictionaries(
    st.integers(1, 9),
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(WEIGHTS, st.sampled_from([D(70), D(80), D("80.5")]))),
        max_size=4,
    ),
    min_size=1,
)


def sheets_of(table):
    return [
        Sheet(entry, judge, values)
        for entry, sheets in table.items()
        for judge, values in enumerate(sheets)
    ]


def tally(table, rules=RULES):
    return scoring.tally(dict.fromkeys(table, 1), sheets_of(table), rules)


def flat(value, **other):
    return dict.fromkeys(WEIGHTS, D(value)) | {code: D(v) for code, v in other.items()}


def test_the_total_of_a_sheet_is_its_weighted_mean_and_is_not_rounded():
    assert scoring.sheet_total(flat(80, a="90.01"), WEIGHTS) == D("85.005")
    thirds = {"a": D(1), "b": D(1), "c": D(1)}
    assert scoring.sheet_total(flat(0, a=100), thirds) == D("33.33333333333333333333333333")


def test_the_official_score_is_the_mean_of_all_sheets_rounded_once_half_up():
    assert scoring.official([flat(82), flat("85.5")], WEIGHTS) == D("83.75")
    assert scoring.official([flat("80.01"), flat("80.02")], WEIGHTS) == D("80.02")  # 80.015 up
    assert scoring.official([flat(82), flat("79.5"), flat(88)], WEIGHTS) == D("83.17")


@given(st.lists(sheet_values, min_size=1, max_size=5), weights)
def test_the_official_score_equals_exact_fractions(sheets, of):
    whole = sum(map(Fraction, of.values()))
    totals = [sum(Fraction(of[c]) * Fraction(v[c]) for c in of) / whole for v in sheets]
    exact = sum(totals) / len(totals) * 100
    half_up = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

    assert scoring.official(sheets, of) == D(half_up) / 100


@given(st.lists(sheet_values, min_size=1, max_size=5), weights, points.filter(bool))
def test_scaling_all_weights_changes_nothing(sheets, of, factor):
    scaled = {code: weight * factor for code, weight in of.items()}

    assert scoring.official(sheets, scaled) == scoring.official(sheets, of)


@given(tables, st.randoms())
def test_the_order_of_entries_and_judges_changes_nothing(table, random):
    sheets, entries = sheets_of(table), list(table)
    random.shuffle(sheets)
    random.shuffle(entries)
    again = [replace(sheet, judge_id=99 - sheet.judge_id) for sheet in sheets]

    assert scoring.tally(dict.fromkeys(entries, 1), again, RULES) == tally(table)


@given(tables, st.data())
def test_a_point_more_never_lowers_a_rank(table, data):
    scored = [entry for entry, sheets in table.items() if sheets]
    if not scored:
        return
    entry = data.draw(st.sampled_from(scored))
    code = data.draw(st.sampled_from(sorted(WEIGHTS)))
    first, *others = table[entry]
    better = table | {entry: [first | {code: first[code] + 1}, *others]}

    before, after = ({row.entry_id: row.rank for row in tally(t)} for t in (table, better))

    assert (after[entry] is None) == (before[entry] is None)
    assert after[entry] is None or after[entry] <= before[entry]


@given(tables)
def test_equal_entries_share_a_rank_and_the_next_one_counts_them(table):
    rows = [row for row in tally(table) if row.rank]
    keys = [(row.official, row.means["b"], row.means["a"]) for row in rows]

    assert keys == sorted(keys, reverse=True)
    assert [row.rank for row in rows] == [1 + sum(other > key for other in keys) for key in keys]


@given(tables)
def test_an_entry_with_too_few_sheets_has_neither_score_nor_rank_and_stands_last(table):
    rows = tally(table)

    for row in rows:
        assert (row.official is None) == (row.rank is None) == (len(table[row.entry_id]) < 2)
    assert [row.rank is None for row in rows] == sorted(row.rank is None for row in rows)


def test_ranks_are_one_two_two_four_in_each_group():
    table = {1: [flat(90)] * 2, 2: [flat(80)] * 2, 3: [flat(80)] * 2, 4: [flat(70)] * 2}
    other = {"a": D(10), "z": D(10)}
    groups = dict.fromkeys(table, 1) | {7: 2}
    sheets = [*sheets_of(table), Sheet(7, 1, other), Sheet(7, 2, other)]

    rows = scoring.tally(groups, sheets, RULES)

    assert {row.entry_id: row.rank for row in rows} == {1: 1, 2: 2, 3: 2, 4: 4, 7: 1}


def test_a_tie_is_broken_by_the_criteria_of_the_list_in_their_order():
    equal = {
        1: [flat(80, a=76, b=80, c=90)] * 2,  # 80.00, b 80, a 76
        2: [flat(80)] * 2,  # 80.00, b 80, a 80
        3: [flat(80, b=90, a=74)] * 2,  # 80.00, b 90
    }

    rows = tally(equal)

    assert {row.official for row in rows} == {D("80.00")}
    assert [row.entry_id for row in rows] == [3, 2, 1]
    assert [row.rank for row in rows] == [1, 2, 3]


def test_a_missing_score_is_never_zero():
    holes = {"a": D(90), "b": D(90)}

    with pytest.raises(ValueError, match="every criterion"):
        scoring.sheet_total(holes, WEIGHTS)
    with pytest.raises(ValueError, match="every criterion"):
        scoring.official([flat(90), holes], WEIGHTS)

    [row] = tally({1: [flat(90), flat(80), holes]})
    assert (row.official, row.judges) == (D("85.00"), 2)
    assert scoring.HOLES in row.flags
    assert tally({1: [flat(90), holes]})[0].official is None


@pytest.mark.parametrize(
    ("sheets", "flags"),
    [
        ([flat(90, a=91), flat(86, a=87)], ()),
        ([flat(70, a=71), flat(92, a=91)], ("gap", "split")),
        ([flat(70, a=71), flat(90, a=71)], ()),  # 70.5 against 80.5
        ([flat(70, a=90), flat(70, a="49.99")], ("gap", "criterion")),
        ([flat(70, c=90), flat(70, c="49.99")], ("criterion",)),
        ([flat(70), flat(71, a=70)], ("flat",)),
        ([], ()),
    ],
)
def test_flags_ask_a_human_to_look(sheets, flags):
    assert tally({1: sheets})[0].flags == flags


def test_the_gap_and_the_cut_look_at_what_people_see():
    rows = tally({1: [flat(65, a=63, c=70), flat(85, c="85.02")]})  # 20.004 apart
    assert rows[0].spread == D("20.00")
    assert rows[0].flags == ("split",)
    [row] = tally({1: [flat("84.99"), flat("85.00")]})
    assert row.official == D("85.00")  # 84.995 is seen as 85.00, and passes
    assert scoring.shortlist([row], None, D(85)).winners == (1,)


def row(entry, official, rank):
    score = None if official is None else D(official)
    return Row(entry, 1, 2, score, rank, D(0), {}, ())


LIST = [row(1, 95, 1), row(2, 90, 2), row(3, 90, 2), row(4, 80, 4), row(5, None, None)]


@pytest.mark.parametrize(
    ("places", "floor", "winners", "tied"),
    [
        (None, None, (1, 2, 3, 4), ()),
        (None, D(85), (1, 2, 3), ()),
        (None, D("90.01"), (1,), ()),
        (3, None, (1, 2, 3), ()),
        (2, None, (1,), (2, 3)),
        (1, D(85), (1,), ()),
        (9, D(85), (1, 2, 3), ()),
        (0, None, (), ()),
    ],
)
def test_the_line_never_cuts_through_a_tie(places, floor, winners, tied):
    assert scoring.shortlist(LIST, places, floor) == scoring.Shortlist(winners, tied)


@pytest.mark.parametrize(
    ("places", "floor", "line"),
    [(None, None, None), (None, D(85), D(85)), (2, D(85), D(90)), (9, D(85), D(85)), (1, None, 95)],
)
def test_the_cut_is_the_last_place_or_the_passing_grade(places, floor, line):
    assert scoring.cut(LIST, places, floor) == line


def test_noise_is_estimated_by_ranges():
    assert scoring.noise([]) is None
    assert scoring.noise([(1, D(0)), (2, None)]) is None
    assert scoring.noise([(2, D("11.28")), (3, D("16.93"))]) == D(10)
