"""The plan of who judges what, held against its promises."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.assigning import Infeasible, Problem, assign, by_duty, components


@st.composite
def problems(draw, *, taken=False):
    entries = draw(st.sets(st.integers(1, 40), min_size=1, max_size=14))
    judges = draw(
        st.dictionaries(
            st.integers(100, 120), st.one_of(st.none(), st.integers(1, 6)), min_size=1, max_size=9
        )
    )
    pairs = sorted(product(sorted(judges), sorted(entries)))
    conflicts = draw(st.sets(st.sampled_from(pairs), max_size=len(pairs) // 3))
    problem = Problem(entries, judges, draw(st.integers(1, 3)), conflicts)
    if not taken or not _feasible(problem):
        return problem
    seats = assign(problem, seed=draw(st.integers(0, 9))).seats
    kept = draw(st.sets(st.sampled_from(seats), max_size=len(seats)))
    return Problem(entries, judges, problem.per_entry, conflicts, kept)


def _feasible(problem):
    try:
        assign(problem, seed=0)
    except Infeasible:
        return False
    return True


def _place(problem, judge):
    return problem.judges[judge] if problem.judges[judge] is not None else f"self {judge}"


@given(problems(taken=True), st.integers(0, 2**31))
@settings(max_examples=200, deadline=None)
def test_every_entry_gets_its_judges_without_conflict_one_of_an_institution(problem, seed):
    try:
        seats = assign(problem, seed=seed).seats
    except Infeasible as lacking:
        for entry in lacking.entries:
            free = {
                _place(problem, j) for j in problem.judges if (j, entry) not in problem.conflicts
            }
            assert len(free) < problem.per_entry
        return

    assert not set(seats) & set(problem.conflicts)
    assert not set(seats) & set(problem.taken)
    teams = defaultdict(list)
    for judge, entry in [*problem.taken, *seats]:
        teams[entry].append(_place(problem, judge))
    for entry in problem.entries:
        assert len(teams[entry]) == problem.per_entry
        assert len(set(teams[entry])) == len(teams[entry])


@given(problems(), st.integers(0, 2**31))
@settings(max_examples=150, deadline=None)
def test_loads_are_as_even_as_any_plan_can_make_them(problem, seed):
    """Held against an independent optimum: a flow that sends each next unit where it is cheapest."""
    try:
        plan = assign(problem, seed=seed)
    except Infeasible:
        return
    loads = sorted(plan.report.loads.values())
    assert loads == _even_loads(problem)


@given(problems(taken=True), st.integers(0, 2**31), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_input_does_not_matter_and_the_seed_decides_all(problem, seed, chance):
    if not _feasible(problem):
        return
    shuffled = [*problem.entries], [*problem.judges.items()], [*problem.conflicts], [*problem.taken]
    for rows in shuffled:
        chance.shuffle(rows)
    entries, judges, conflicts, taken = shuffled
    again = Problem(entries, dict(judges), problem.per_entry, conflicts, taken)

    assert assign(again, seed=seed) == assign(problem, seed=seed)


def test_another_seed_mixes_other_partners():
    problem = Problem(range(40), dict.fromkeys(range(100, 110)), 2)
    assert assign(problem, seed=1).seats != assign(problem, seed=2).seats


def test_partners_rotate_and_join_all_judges_into_one_group():
    report = assign(Problem(range(200), dict.fromkeys(range(20)), 2), seed=7).report

    assert report.components == 1
    # 200 pairs over 190 possible ones: fixed teams would share twenty entries each.
    assert report.most_shared <= 4


def test_it_names_the_entries_that_cannot_be_filled():
    judges = {1: 10, 2: 10, 3: 30}
    with pytest.raises(Infeasible) as refused:
        assign(Problem([5, 6], judges, 2, {(3, 5)}), seed=0)
    assert refused.value.entries == (5,)


def test_a_judge_who_left_gets_nothing_more_and_keeps_his_institution_out():
    judges = {1: 10, 2: 10, 3: 30}
    problem = Problem([5, 6], judges, 2, taken={(1, 5)}, closed={1})
    with pytest.raises(Infeasible):
        assign(Problem([5], {1: 10, 2: 10}, 2, taken={(1, 5)}, closed={1}), seed=0)
    assert assign(problem, seed=0).seats == ((2, 6), (3, 5), (3, 6))


def test_three_thousand_entries_and_sixty_judges_take_seconds():
    judges = {judge: judge % 25 for judge in range(60)}
    conflicts = {(judge, entry) for judge in judges for entry in range(judge, 3000, 37)}
    began = perf_counter()
    report = assign(Problem(range(3000), judges, 3, conflicts), seed=1).report

    assert perf_counter() - began < 10
    assert set(report.loads.values()) == {150}
    assert (report.conflicts, report.components, report.worst) == (0, 1, 3)


def test_the_panel_scores_by_duty_one_of_an_institution_professionals_everything():
    entries = {1: 7, 2: 8}
    judges = {11: 100, 12: 100, 13: 200, 14: None, 15: None, 16: 300}
    duties = {100: {7}, 200: None}

    seats = by_duty(entries, judges, duties)

    # 11 is the named panelist of 100; 200 is cross-cutting; 300 has no duty in this round.
    assert seats == ((11, 1), (13, 1), (13, 2), (14, 1), (14, 2), (15, 1), (15, 2))


def test_the_deputy_takes_the_seat_that_the_named_panelist_may_not_have():
    entries, judges, duties = {1: 7}, {11: 100, 12: 100}, {100: {7}}
    assert by_duty(entries, judges, duties, conflicts={(11, 1)}) == ((12, 1),)
    assert by_duty(entries, judges, duties, taken={(12, 1)}) == ()
    assert by_duty(entries, judges, duties, closed={11}) == ((12, 1),)


def test_components_count_judges_who_share_no_entry():
    assert components([]) == 0
    assert components([(1, 5), (2, 5), (3, 6)]) == 2
    assert components([(1, 5), (2, 5), (3, 6), (2, 6)]) == 1


def _even_loads(problem):
    """Successive cheapest augmentation on the flow network entry -> (entry, institution) -> judge."""
    graph = defaultdict(dict)
    for entry in problem.entries:
        for judge in problem.judges:
            if (judge, entry) not in problem.conflicts:
                middle = ("m", entry, _place(problem, judge))
                graph["e", entry][middle] = 1
                graph[middle]["j", judge] = 1
    load = Counter()
    for entry in sorted(problem.entries):
        for _ in range(problem.per_entry):
            reached = _reach(graph, ("e", entry))
            ends = [node for node in reached if node[0] == "j"]
            end = min(ends, key=lambda node: (load[node], node))
            load[end] += 1
            while reached[end] is not None:
                before = reached[end]
                graph[before][end] -= 1
                graph[end][before] = graph[end].get(before, 0) + 1
                end = before
    return sorted(load["j", judge] for judge in problem.judges)


def _reach(graph, start):
    came, queue = {start: None}, [start]
    for node in queue:
        for following, room in list(graph[node].items()):
            if room > 0 and following not in came:
                came[following] = node
                queue.append(following)
    return came
