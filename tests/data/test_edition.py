from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EDITION = json.loads((ROOT / "submissions/data/kipp-2025.json").read_text(encoding="utf-8"))
JUDGING = json.loads((ROOT / "judging/data/kipp-2025.json").read_text(encoding="utf-8"))
GROUPS = ("umum", "replikasi")
MARKS = ("seen", "inferred", "proposal")


def institution_codes() -> set[str]:
    path = ROOT / "kipp/accounts/data/institutions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file)}


def sections(group: str) -> list[dict]:
    return EDITION["forms"][group]["sections"]


def every_basis(node: object):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"basis", "settings_basis"}:
                yield from value.values() if isinstance(value, dict) else [value]
            else:
                yield from every_basis(value)
    elif isinstance(node, list):
        for value in node:
            yield from every_basis(value)


def test_dates_run_in_the_order_of_the_season():
    moments = {
        k: datetime.fromisoformat(v) for k, v in EDITION["dates"].items() if k.endswith("_at")
    }
    order = [
        "registration_opens_at",
        "registration_closes_at",
        "screening_opens_at",
        "screening_closes_at",
        "judging_opens_at",
        "te_closes_at",
        "te_plenary_at",
        "finalists_announced_at",
        "public_test_closes_at",
        "tpi_opens_at",
        "tpi_closes_at",
        "tpi_plenary_at",
        "results_announced_at",
    ]
    assert [moments[name] for name in order] == sorted(moments[name] for name in order)
    assert moments["registration_closes_at"].isoformat() == "2025-06-03T23:59:59+07:00"
    public_test = moments["public_test_closes_at"] - moments["public_test_opens_at"]
    assert public_test.days == EDITION["public_test_days"]


def test_every_mark_says_seen_inferred_or_proposal():
    marks = [mark for tree in (EDITION, JUDGING) for mark in every_basis(tree)]
    notes = {EDITION["documents"][2]["basis"]["note"], EDITION["documents"][3]["basis"]["note"]}
    assert len(marks) > 100
    for mark in marks:
        assert mark in notes or any(word in mark for word in MARKS), mark


def test_nine_categories_point_into_the_vocabularies():
    words = EDITION["vocabularies"]
    known = {name: {row["number"] for row in words[name]} for name in words if name != "basis"}
    assert {name: len(numbers) for name, numbers in known.items()} == {
        "asta_cita": 8,
        "priority_programs": 17,
        "sdgs": 17,
    }
    assert [row["number"] for row in EDITION["categories"]] == list(range(1, 10))
    for category in EDITION["categories"]:
        assert len(category["short_name"].split()) <= 4
        for name, numbers in known.items():
            assert set(category[name]) <= numbers


@pytest.mark.parametrize("group", GROUPS)
def test_weights_of_the_form_make_100(group):
    assert sum(section["weight"] for section in sections(group)) == 100


@pytest.mark.parametrize("group", GROUPS)
def test_sections_are_in_order_and_ask_in_two_to_four_sentences(group):
    assert [s["position"] for s in sections(group)] == list(range(1, len(sections(group)) + 1))
    assert len({s["code"] for s in sections(group)}) == len(sections(group))
    for section in sections(group):
        ends = sum(section["prompt"].count(mark) for mark in (". ", "? ")) + 1
        assert 2 <= ends <= 4, section["code"]
        assert 0 < section["minimum_words"] < section["word_limit"]


def test_the_umum_form_keeps_the_word_limits_of_2023():
    limits = [section["word_limit"] for section in sections("umum")]
    assert limits == [200, 300, 200, 200, 600, 100, 200, 200, 500]


@pytest.mark.parametrize("group", GROUPS)
def test_every_checklist_item_has_its_reason_and_every_required_letter_its_item(group):
    reasons = {reason["code"]: reason for reason in EDITION["reasons"]}
    items = [item for item in EDITION["checklist"] if group in item["groups"]]
    assert all(item["reason"] in reasons and item["rule"] for item in items)
    letters = [d for d in EDITION["documents"] if group in d["groups"] and d["required"]]
    assert len(letters) == {"umum": 2, "replikasi": 3}[group]
    assert all(letter["max_bytes"] == 1024**2 for letter in letters)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("number", [0, 1])
def test_criteria_of_a_round_weigh_100_and_have_five_closed_levels(number, group):
    criteria = JUDGING["rounds"][number]["criteria"][group]
    assert sum(criterion["weight"] for criterion in criteria) == 100
    for criterion in criteria:
        bounds = [(a["from"], a["to"]) for a in criterion["anchors"]]
        assert bounds == [(0, 54), (55, 69), (70, 84), (85, 94), (95, 100)]


@pytest.mark.parametrize("group", GROUPS)
def test_te_criteria_carry_the_weights_of_their_sections_and_leave_out_the_summary(group):
    weight = {section["code"]: section["weight"] for section in sections(group)}
    criteria = JUDGING["rounds"][0]["criteria"][group]
    for criterion in criteria:
        assert criterion["weight"] == sum(weight[code] for code in criterion["sections"])
    covered = [code for criterion in criteria for code in criterion["sections"]]
    assert sorted(covered) == sorted(set(weight) - {"summary"})


def test_ties_are_broken_by_criteria_of_both_groups_and_then_by_the_plenary():
    for round_ in JUDGING["rounds"]:
        *criteria, last = round_["tie_break"]
        assert last == "plenary_vote"
        for group in GROUPS:
            assert set(criteria) <= {c["code"] for c in round_["criteria"][group]}


def test_rounds_take_their_dates_from_the_edition():
    for round_ in JUDGING["rounds"]:
        assert set(round_["dates"].values()) <= set(EDITION["dates"])


def test_18_institutions_sit_on_the_panel_and_each_category_has_enough_judges():
    panel = JUDGING["panel"]
    common = set(panel["cross_cutting"])
    by_category = {row["category"]: set(row["institutions"]) for row in panel["duties"]}
    assert set().union(common, *by_category.values()) <= institution_codes()
    assert len(set().union(common, *by_category.values())) == 18
    minimum = JUDGING["rounds"][1]["minimum_judges"]
    assert all(len(by_category[number] | common) >= minimum for number in range(1, 10))
