from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps

from kipp.accounts.models import Role
from kipp.journal import seals, words
from kipp.journal.models import JournalLine, pseudonym_of
from kipp.journal.record import record
from tests import make

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def reader(client):
    client.force_login(make.person(Role.AUDITOR))
    return client


def verbs(reader, query: str) -> list[str]:
    return [line.verb for line in reader.get(f"/riwayat/{query}").context["page"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["entry.accept", "entry.lodge", "user.revise"]),
        ("?perbuatan=entry.", ["entry.accept", "entry.lodge"]),
        ("?orang=ratna", ["user.revise"]),
        ("?orang=RATNA@kota", ["user.revise"]),
        ("?tentang=submissions.Entry:7", ["entry.accept", "entry.lodge"]),
        ("?tentang=submissions.Entry:8", ["entry.accept"]),
        ("?tentang=submissions.Entry:99999999999999999999999", []),
        ("?tentang=accounts", ["user.revise"]),
        # The second line was written at 23.30 in Jakarta, still the day before in London.
        ("?dari=2026-03-03", ["entry.accept"]),
        ("?dari=3/3/2026", ["entry.accept"]),
        ("?sampai=2026-03-02", ["entry.lodge", "user.revise"]),
        ("?dari=karangan", ["entry.accept", "entry.lodge", "user.revise"]),
        ("?perbuatan=tiada", []),
    ],
)
def test_lines_are_found_by_object_person_verb_and_time(reader, query, found):
    ratna = make.person(Role.LEADERSHIP, name="Ratna", email="ratna@kota.contoh.id")
    record("user.revise", ratna, by=ratna, at=MORNING)
    JournalLine.objects.create(
        verb="entry.lodge",
        subject="submissions.Entry:7",
        at=MORNING.replace(hour=16, minute=30),
    )
    JournalLine.objects.create(
        verb="entry.accept",
        subject="submissions.Edition:1",
        ids=[7, 8],
        at=MORNING.replace(day=3),
    )

    assert verbs(reader, query) == found


def test_a_line_says_who_in_which_role_and_whether_it_is_sealed(reader):
    secretary = make.person(Role.SECRETARIAT, name="Ratna")
    record("user.revise", secretary, by=secretary, at=MORNING, fields=["nip"])
    seals.seal()
    record("user.revise", secretary, by=None, at=MORNING)

    page = reader.get("/riwayat/").content.decode()

    assert "Ratna" in page
    assert "Tim Sekretariat" in page
    assert "Portal KIPP" in page
    assert "menunggu" in page
    assert seals.head() in page


def test_a_judge_is_read_under_one_name_that_is_not_his(reader):
    lembaga = make.institution(name="Badan Uji")
    judge = make.person(Role.EVALUATOR, name="Prof. Wayan", institution=lembaga)
    other = make.person(Role.PANELIST, name="Dr. Ketut")
    for who in (judge, judge, other):
        record("scorecard.sign", make.institution(), by=who, at=MORNING)

    page = reader.get("/riwayat/")

    names = [line.writer for line in page.context["page"]]
    assert len(set(names)) == 2
    assert all(name.startswith("Penilai ") for name in names)
    text = page.content.decode()
    assert not any(word in text for word in ("Wayan", "Ketut", "Badan Uji"))
    assert verbs(reader, "?orang=wayan") == []


def test_no_line_leads_from_a_pseudonym_to_the_person(reader):
    """The same judge signs, changes his own data, leaves a role for another and speaks for his
    ministry: only the first of these carries the pseudonym of his sheets."""
    judge = make.person(Role.PANELIST, name="Dr. Ketut")
    holding = make.holding(judge, Role.KL_CONTACT)
    record("scorecard.sign", holding, by=judge, at=MORNING)
    for verb, about in (
        ("user.revise", judge),
        ("holding.switch", holding),
        ("relevance.tick", make.institution()),
    ):
        record(verb, about, by=judge, at=MORNING)

    writers = {line.verb: line.writer for line in reader.get("/riwayat/").context["page"]}

    assert writers.pop("scorecard.sign") == pseudonym_of(judge.pk)
    assert set(writers.values()) == {"Penilai (nama disamarkan)"}


def test_the_list_asks_as_much_for_three_rows_as_for_one(reader, django_assert_max_num_queries):
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            person = make.person(Role.INNOVATOR, unit=make.unit())
            record("user.revise", person, by=person, at=MORNING)
        with django_assert_max_num_queries(12) as asked:
            reader.get("/riwayat/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_move_has_its_words():
    verbs = {one.verb for model in apps.get_models() for one in getattr(model, "MOVES", ())}
    assert verbs, "no model moves"
    assert verbs <= set(words.VERBS)


def test_a_line_is_read_in_words_with_its_code_beside(reader):
    JournalLine.objects.create(
        verb="entry.return_once",
        subject="submissions.Entry:7",
        at=MORNING,
        detail={"from": "LODGED", "to": "RETURNED"},
    )
    page = reader.get("/riwayat/").content.decode()
    for text in ("Dikembalikan untuk dilengkapi", "entry.return_once", "Proposal 7"):
        assert text in page
    assert "menjadi: Dikembalikan untuk dilengkapi" in page
    assert "dari: Diajukan" in page
