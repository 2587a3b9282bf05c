from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kipp.web import indonesian
from kipp.web.templatetags.kipp import day_cell, moment_cell

MOMENT = datetime(2025, 6, 3, 14, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Jakarta", "3 Juni 2025 pukul 21.14 WIB"),
        ("Asia/Makassar", "3 Juni 2025 pukul 22.14 WITA"),
        ("Asia/Jayapura", "3 Juni 2025 pukul 23.14 WIT"),
    ],
)
def test_a_moment_is_told_in_the_readers_zone(zone, words):
    with timezone.override(ZoneInfo(zone)):
        assert indonesian.moment(MOMENT) == words


def test_the_day_of_a_moment_is_the_readers_day():
    late = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Jakarta")):
        assert indonesian.day(late) == "31 Desember 2025"
    with timezone.override(ZoneInfo("Asia/Jayapura")):
        assert indonesian.day(late) == "1 Januari 2026"
    assert indonesian.day(date(2025, 6, 3)) == "3 Juni 2025"


def test_a_table_tells_a_day_in_short_and_in_full_on_pointing():
    late = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Jayapura")):
        assert indonesian.short_day(late) == "1 Jan 2026"
        assert day_cell(late) == (
            '<time datetime="2025-12-31T16:00:00+00:00" title="1 Januari 2026 pukul 01.00 WIT">'
            '<span class="nowrap">1 Jan 2026</span></time>'
        )
        assert moment_cell(late).endswith(
            '<span class="nowrap">1 Jan 2026,</span> <span class="nowrap">01.00 WIT</span></time>'
        )
    assert indonesian.short_day(date(2025, 8, 17)) == "17 Agu 2025"
    assert 'datetime="2025-08-17" title="17 Agustus 2025"' in day_cell(date(2025, 8, 17))
    assert [show(None) for show in (indonesian.short_day, day_cell, moment_cell)] == ["–"] * 3


def test_the_time_alone():
    with timezone.override(ZoneInfo("Asia/Jakarta")):
        assert indonesian.clock_time(MOMENT) == "21.14 WIB"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (999, "999"), (2116, "2.116"), (1234567, "1.234.567"), (Decimal("69.5"), "69,5")],
)
def test_numbers(value, words):
    assert indonesian.number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("85"), "85,00"),
        (Decimal("84.995"), "85,00"),
        (Decimal("84.985"), "84,99"),
        (Decimal("-0.005"), "-0,01"),
        (Decimal("1234.5"), "1.234,50"),
    ],
)
def test_scores_are_rounded_half_up(value, words):
    assert indonesian.score(value) == words


def test_a_score_with_fewer_places():
    assert indonesian.score(Decimal("84.95"), 1) == "85,0"


def test_percent():
    assert indonesian.percent(212, 305) == "70%"
    assert indonesian.percent(0, 305) == "0%"
    assert indonesian.percent(3, 0) == indonesian.NOTHING


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (512, "512 B"),
        (2048, "2 KB"),
        (153600, "150 KB"),
        (2516582, "2,4 MB"),
        (10 * 1024 * 1024, "10 MB"),
        (3 * 1024**3, "3,0 GB"),
    ],
)
def test_file_sizes(size, words):
    assert indonesian.file_size(size) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=5, hours=3, minutes=59), "tinggal 5 hari 3 jam"),
        (timedelta(days=1), "tinggal 1 hari"),
        (timedelta(hours=3, minutes=12), "tinggal 3 jam 12 menit"),
        (timedelta(minutes=1), "tinggal 1 menit"),
        (timedelta(seconds=59), "tinggal kurang dari satu menit"),
        (timedelta(0), "tinggal kurang dari satu menit"),
        (timedelta(days=40, hours=5), "tinggal 40 hari"),
        (-timedelta(hours=2), "lewat 2 jam"),
    ],
)
def test_the_time_left(left, words):
    assert indonesian.time_left(MOMENT + left, MOMENT) == words


def test_the_time_left_from_now():
    assert indonesian.time_left(
        datetime.fromtimestamp(time.time(), UTC) + timedelta(days=2, minutes=1)
    ).startswith("tinggal 2 hari")


@pytest.mark.parametrize(
    "words",
    [
        indonesian.day,
        indonesian.moment,
        indonesian.clock_time,
        indonesian.number,
        indonesian.score,
        indonesian.file_size,
        indonesian.time_left,
    ],
)
def test_nothing_is_a_dash(words):
    assert words(None) == "–"
