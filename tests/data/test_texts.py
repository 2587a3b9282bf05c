from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from random import Random

import pytest

from kipp.demo.texts import people, remarks
from kipp.demo.texts.facts import Measure
from kipp.demo.texts.innovations import Brief, Source, concepts, innovation
from kipp.demo.texts.titles import acronym
from kipp.demo.texts.words import count_words, listing, number, quantity, small, vocabulary

ROOT = Path(__file__).parents[2]
EDITION = json.loads((ROOT / "submissions/data/kipp-2025.json").read_text(encoding="utf-8"))
JUDGING = json.loads((ROOT / "judging/data/kipp-2025.json").read_text(encoding="utf-8"))
LIMITS = {
    group: {s["code"]: s["word_limit"] for s in form["sections"]}
    for group, form in EDITION["forms"].items()
}
MINIMA = {
    group: {s["code"]: s["minimum_words"] for s in form["sections"]}
    for group, form in EDITION["forms"].items()
}
KINDS = list(EDITION["groups"][0]["quota"])
REFERENCE = date.fromisoformat(EDITION["dates"]["eligibility_reference_on"])
SOURCE = Source("LENTERA HULU", "Pemerintah Kabupaten Contoh", 2021)
GROUPS = ("umum", "replikasi")


def places() -> list[str]:
    with (ROOT / "kipp/accounts/data/regions.csv").open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


def draw(rng: Random, group: str = "umum", taken: set[str] | None = None, **more):
    given = {
        "category": rng.randint(1, 9),
        "place": "Kabupaten Contoh",
        "kind": rng.choice(KINDS),
        "reference": REFERENCE,
        "limits": LIMITS[group],
        "group": group,
        "source": SOURCE if group == "replikasi" else None,
    }
    return innovation(rng, Brief(**(given | more)), taken=taken)


@pytest.fixture(scope="module")
def season():
    """As many proposals as 2025 registered, a tenth of them replications."""
    rng, taken, regions = Random(2025), set(), places()
    return [
        draw(
            rng,
            GROUPS[index % 10 == 0],
            category=index % 9 + 1,
            place=regions[index % len(regions)],
            taken=taken,
        )
        for index in range(3051)
    ]


def test_every_category_has_twelve_concepts_and_some_for_each_kind_of_institution():
    keys = [c["key"] for n in range(1, 10) for c in vocabulary(f"concepts/{n}")]
    assert len(keys) == len(set(keys)) == 108
    for number_ in range(1, 10):
        assert len(vocabulary(f"concepts/{number_}")) == 12
        for kind in KINDS:
            fitting = concepts(number_, kind)
            assert 2 <= len(fitting) <= 12
            assert all(kind in concept["kinds"] for concept in fitting)


def test_3051_titles_are_unique(season):
    assert len({proposal.title.casefold() for proposal in season}) == 3051


def test_all_answers_keep_the_word_limits_and_are_not_thin(season):
    for proposal in season:
        limits = LIMITS[proposal.group]
        assert set(proposal.answers) == set(limits)
        for code, text in proposal.answers.items():
            assert MINIMA[proposal.group][code] <= count_words(text) <= limits[code]
    shares = [
        count_words(text) / LIMITS[proposal.group][code]
        for proposal in season
        for code, text in proposal.answers.items()
    ]
    assert sum(share >= 0.6 for share in shares) / len(shares) > 0.99


def test_no_two_proposals_share_a_long_answer(season):
    for code in ("background", "significance", "sustainability"):
        answers = [p.answers[code] for p in season if p.group == "umum"]
        assert len(set(answers)) == len(answers)


def test_texts_leave_no_gap_and_end_their_sentences(season):
    for proposal in season:
        text = "\n".join(proposal.answers.values())
        assert not re.search(r"[{}]| {2}|\.\.| ,| \.|\bNone\b", text)
        assert all(answer.endswith(".") for answer in proposal.answers.values())


def test_no_published_title_is_used(season):
    with (ROOT / "submissions/data/published-awards.csv").open(encoding="utf-8") as file:
        known = {row["title"].casefold() for row in csv.DictReader(file)}
    assert len(known) > 50
    assert known <= set(vocabulary("reserved")["published"])
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, known))})\b")
    assert not [p.title for p in season if pattern.search(p.title.casefold())]


def test_ages_are_enough_unless_the_innovation_is_meant_to_be_too_young(season):
    minimum = {group["code"]: group["minimum_age_months"] for group in EDITION["groups"]}
    for proposal in season:
        assert (REFERENCE - proposal.started_on).days >= minimum[proposal.group] * 30.5
    rng = Random(3)
    for group in GROUPS * 20:
        young = draw(rng, group, young=True)
        assert (REFERENCE - young.started_on).days < minimum[group] * 30.4


def test_figures_agree_between_the_sections(season):
    for proposal in season[:200]:
        if proposal.group == "umum":
            assert str(proposal.started_on.year) in proposal.answers["summary"]
            assert proposal.measures[0].change in proposal.answers["summary"]
            assert proposal.measures[1].change in proposal.answers["significance"]
            said = proposal.answers["replicated"].startswith("Sudah")
            assert said == proposal.replicated


def test_same_seed_same_proposal_and_another_seed_another():
    assert draw(Random(7)) == draw(Random(7))
    assert draw(Random(7)).answers != draw(Random(8)).answers


def test_a_replication_names_its_source():
    proposal = draw(Random(5), "replikasi")
    assert SOURCE.title in proposal.answers["inspiration"]
    assert SOURCE.owner in proposal.answers["inspiration"]


def test_provinces_have_no_puskesmas_and_ministries_no_dinas(season):
    rng = Random(11)
    for _ in range(300):
        assert not draw(rng, kind="PROVINSI").unit.startswith(("Puskesmas", "Kelurahan"))
        assert "Dinas" not in draw(rng, kind="KEMENTERIAN").unit


def test_acronyms_are_built_from_the_long_name():
    rng = Random(1)
    for name in ("Kawal Ibu Hamil Terpadu", "Pusat Pakan dari Sampah", "Gerai Modal Pedagang"):
        brand = acronym(rng, name)
        assert brand.isupper()
        assert brand[0] == name[0]
        assert len(brand) <= 10


def test_language_tools():
    assert number(12345) == "12.345"
    assert quantity(2450, "ribu rupiah per bulan") == "2,45 juta rupiah per bulan"
    assert quantity(650, "ribu rupiah per bulan") == "650 ribu rupiah per bulan"
    assert quantity(15950, "juta rupiah per tahun") == "15,95 miliar rupiah per tahun"
    assert listing(["a", "b", "c"]) == "a, b, dan c"
    assert small("Data anak") == "data anak"
    assert small("RSUD setempat") == "RSUD setempat"
    assert (
        Measure("kasus", "kasus per tahun", 0, 4).change
        == "naik dari nol menjadi 4 kasus per tahun"
    )
    assert Measure("waktu", "hari", 30, 1).goal == "waktu turun menjadi paling banyak 3 hari"


def test_people_have_addresses_in_an_invented_domain():
    taken: set[str] = set()
    first = people.address("Dr. Laras Tarigan, S.Sos.", "Pemkab Kebumen", taken)
    assert first == "laras.tarigan@pemkab-kebumen.contoh.id"
    again = people.address("Laras Tarigan, M.Si.", "Pemkab Kebumen", taken)
    assert again == "laras.tarigan2@pemkab-kebumen.contoh.id"
    rng = Random(2)
    for kind in KINDS:
        assert people.official_title(rng, kind)
    assert len({people.person_name(rng) for _ in range(500)}) > 400
    assert re.fullmatch(r"000\.\d\.\d\.\d/\d+/\w+/2025", people.letter_number(rng, 2025))


def test_remarks_cover_every_reason_criterion_category_and_status():
    rng = Random(4)
    for reason in EDITION["reasons"]:
        assert remarks.screening(rng, reason["code"]).endswith(".")
    for round_ in JUDGING["rounds"]:
        for criteria in round_["criteria"].values():
            codes = [criterion["code"] for criterion in criteria]
            notes = [remarks.judge_note(rng, c, score) for c in codes for score in (60, 75, 90)]
            assert all(note.endswith(".") for note in notes)
    for category in range(1, 10):
        assert remarks.relevance(rng, category).endswith(".")
    statuses = "berhenti berkendala lancar berkembang bereplikasi bertransformasi"
    for status in statuses.split():
        assert not re.search(r"[{}]", remarks.update(rng, status))
    text = remarks.give_back(rng, "Signifikansi", "Sumber Daya")
    assert "Signifikansi" in text
    assert "Sumber Daya" in text
    for score in (50, 75, 90):
        assert remarks.feedback(rng, score).count(".") >= 3
