"""The draws behind the demo's seasons: no database, no luck of small samples."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from statistics import NormalDist, mean
from types import SimpleNamespace

import pytest

from kipp.demo.seasons import quality
from kipp.demo.seasons.filenames import LONG, TITLES, file_name, scan_name
from kipp.demo.seasons.flaws import SHARES, Flaw, deal
from kipp.demo.seasons.papers import paper
from kipp.demo.seasons.proposals import shared_out
from kipp.demo.seasons.schedule import Schedule, between
from submissions import files

START = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("number", [0, 1, 30, 305])
def test_flaws_are_dealt_by_their_shares_and_the_first_has_none(number):
    dealt = deal(Random(1), number)
    assert len(dealt) == number
    assert dealt[:1] in ([], [None])
    if number > 100:
        counts = Counter(dealt)
        assert abs(counts[Flaw.YOUNG] - SHARES[Flaw.YOUNG] * number) <= 1
        assert abs(counts[None] + counts[Flaw.MENDED] - 0.695 * number) <= 2


def test_a_field_is_spread_evenly_and_begins_with_the_best():
    drawn = quality.spread(Random(1), 200, NormalDist(70, 5))
    assert drawn[0] == max(drawn)
    assert mean(drawn) == pytest.approx(70, abs=0.2)
    assert drawn != sorted(drawn, reverse=True)


def test_neighbours_in_quality_differ_in_fitness():
    some = [quality.fitness(rank) for rank in range(27)]
    all_of_them = [quality.fitness(rank) for rank in range(2000)]
    assert mean(some) == pytest.approx(mean(all_of_them), abs=0.6)


def test_judges_are_as_strict_as_lenient():
    assert mean(quality.severities(Random(1), 30)) == pytest.approx(0, abs=1e-9)


def test_a_sheet_lies_near_the_total_and_is_the_same_every_time():
    weights = dict.fromkeys(range(7), 1)
    one = quality.sheet("seed", 80.0, weights)
    assert one == quality.sheet("seed", 80.0, weights)
    assert mean(map(float, one.values())) == pytest.approx(80, abs=6)
    assert all(value == int(value) for value in one.values())


@pytest.mark.parametrize("text", ["Waktu tunggu turun (120 menit) \\ 35 menit – “baik”.", ""])
def test_a_paper_is_a_pdf_that_the_portal_takes(text):
    data = paper("bukti.pdf", "Judul", [text] if text else []).read()
    found = files.inspect("bukti.pdf", BytesIO(data), ["pdf"])
    assert found.media_type == "application/pdf"
    begins = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[begins:].startswith(b"xref\n0 6\n")
    for number, row in enumerate(data[begins:].split(b"\n")[3:8], 1):
        assert data[int(row[:10]) :].startswith(b"%d 0 obj" % number)


def test_steps_go_by_their_moment_and_none_after_the_end():
    done = []
    schedule = Schedule(until=START + timedelta(days=2))
    schedule.plan(START + timedelta(days=1), lambda at: done.append("second"))
    schedule.plan(START + timedelta(days=3), lambda at: done.append("never"))

    def first(at: datetime) -> None:
        done.append("first")
        schedule.plan(at + timedelta(hours=1), lambda at: done.append("between"))

    schedule.plan(START, first)
    schedule.run()
    assert done == ["first", "between", "second"]


def test_moments_of_an_interval_come_in_order():
    moments = between(Random(1), START, START + timedelta(days=1), 5)
    assert moments == sorted(moments)
    assert START <= moments[0] < moments[-1] <= START + timedelta(days=1)
    assert between(Random(1), START, START - timedelta(days=1), 2) == [START, START]


@pytest.mark.parametrize("most", [9, 12])
def test_few_institutions_send_many_and_none_more_than_the_season_wants(most):
    places = [SimpleNamespace(pk=n) for n in range(345)]
    counts = Counter(place.pk for place in shared_out(Random(1), places, 2900, most=most))
    assert counts.keys() == {place.pk for place in places}
    assert max(counts.values()) == most
    assert min(counts.values()) < most / 2


def test_a_team_names_its_files_in_one_way_and_each_differently():
    names = {file_name("one", about, innovation="SIAGA", year=2025) for about in TITLES}
    assert len(names) == len(TITLES)
    assert names == {file_name("one", about, innovation="SIAGA", year=2025) for about in TITLES}
    drawn = {file_name(str(n), "implementation", innovation="SIAGA", year=2025) for n in range(60)}
    assert len(drawn) > 6
    long_name = "x" * (LONG + 1)
    assert not any(
        long_name in file_name(str(n), "process", innovation=long_name, year=2025).lower()
        for n in range(20)
    )


def test_every_file_name_is_one_that_the_portal_takes():
    names = [
        file_name(str(n), about, innovation="A", year=2025) for n in range(9) for about in TITLES
    ]
    names += [scan_name(str(n), START) for n in range(9)]
    for name in names:
        data = paper(name, "Judul", ["Isi"]).read()
        assert files.inspect(name, BytesIO(data), ["pdf"]).name == name
