"""How a season fills: counted by place, kind, category and day, beside the season before."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kipp.accounts.models import InstitutionKind, RegionKind, Role
from submissions import overview
from submissions.models import Entry, EntryState, Group
from tests import make
from tests.costs import MOST, cost

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
PAGE = "/proposal/musim/"


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2101, 5, day, hour, tzinfo=WIB)


@pytest.fixture
def seasons():
    """Two seasons: the first open 1 to 10 May, the second 11 to 20 May of its own calendar."""
    before, now = (
        make.edition(year=2090, name="KIPP 2090"),
        make.edition(year=2091, name="KIPP 2091"),
    )
    Group.objects.filter(edition=before).update(opens_at=at(1), closes_at=at(10, 23))
    Group.objects.filter(edition=now).update(opens_at=at(11), closes_at=at(20, 23))
    found = {one.pk: one for one in overview.seasons()}
    return found[before.pk], found[now.pk]


def place(kind=InstitutionKind.KOTA, of="Jawa Tengah", **given):
    province = make.region(name=of)
    if kind == InstitutionKind.KOTA:
        given["region"] = make.region(name="Kota X", kind=RegionKind.CITY, parent=province)
    elif kind == InstitutionKind.PROVINSI:
        given["region"] = province
    return make.institution(kind=kind, **given)


def entry(edition, state, of=None, begun=None, lodged=None) -> Entry:
    home = of or place()
    owner = make.person(Role.INNOVATOR, unit=make.unit(home), institution=home)
    made = make.entry(state, owner=owner, of=edition.groups.get())
    changes = {"created_at": begun or at(11)} | ({"lodged_at": lodged} if lodged else {})
    Entry.objects.filter(pk=made.pk).update(**changes)
    return made


def by(dimension, seasons) -> dict[str, tuple[int, ...]]:
    rows = overview.rows_by(dimension, seasons[1], seasons[0])
    return {one.label: (one.drafts, one.with_agency, one.lodged, one.before) for one in rows}


class TestCounts:
    def test_the_three_counts_by_province_central_ones_apart(self, seasons):
        before, now = seasons
        home = place()
        entry(now, EntryState.DRAFT, home)
        entry(now, EntryState.WITH_AGENCY, home)
        entry(now, EntryState.ACCEPTED, home)
        entry(now, EntryState.LODGED, place(InstitutionKind.KEMENTERIAN))
        entry(before, EntryState.REJECTED, home)
        entry(now, EntryState.LAPSED, home)

        assert by("provinsi", seasons) == {
            "Jawa Tengah": (1, 1, 1, 1),
            overview.CENTRE: (0, 0, 1, 0),
        }

    def test_by_kind_in_words_and_a_province_of_its_own_government(self, seasons):
        entry(seasons[1], EntryState.LODGED, place(InstitutionKind.PROVINSI, "Bali"))
        assert by("jenis", seasons) == {"Pemerintah provinsi": (0, 0, 1, 0)}
        assert list(by("provinsi", seasons)) == ["Bali"]

    def test_categories_of_two_seasons_meet_by_their_short_name(self, seasons):
        entry(seasons[1], EntryState.DRAFT)
        entry(seasons[0], EntryState.LODGED)
        assert by("kategori", seasons) == {"Kesehatan": (1, 0, 0, 1)}

    def test_withdrawn_ones_are_in_none_of_the_three(self, seasons):
        entry(seasons[1], EntryState.WITHDRAWN)
        assert overview.sum_of(overview.rows_by("jenis", *seasons[::-1])).total == 0

    def test_the_first_season_has_nothing_before_it(self, seasons):
        entry(seasons[0], EntryState.LODGED)
        assert overview.previous(seasons[0], seasons[::-1]) is None
        assert overview.previous(seasons[1], seasons[::-1]) == seasons[0]
        (row,) = overview.rows_by("kelompok", seasons[0], None)
        assert (row.lodged, row.before) == (1, 0)


class TestDays:
    def test_each_day_beside_the_same_distance_from_the_close(self, seasons):
        before, now = seasons
        entry(before, EntryState.LODGED, begun=at(1), lodged=at(2))  # 8 days before its close
        entry(before, EntryState.LODGED, begun=at(1), lodged=at(9))  # 1 day
        entry(now, EntryState.LODGED, begun=at(11), lodged=at(13))  # 7 days
        entry(now, EntryState.DRAFT, begun=at(12))

        days = {one.on.day: one for one in overview.days_of(now, before, at(19))}

        assert list(days) == list(range(11, 20))
        assert (days[12].begun, days[12].lodged_so_far, days[12].before) == (1, 0, 1)
        assert (days[13].lodged, days[13].lodged_so_far) == (1, 1)
        assert (days[19].left, days[19].before) == (1, 2)

    def test_a_day_begins_at_midnight_in_jakarta(self, seasons):
        late = datetime(2101, 5, 12, 18, tzinfo=ZoneInfo("UTC"))  # 1.00 WIB of the 13th
        entry(seasons[1], EntryState.LODGED, lodged=late)
        days = overview.days_of(seasons[1], None, at(30))
        assert [one.on for one in days if one.lodged] == [date(2101, 5, 13)]
        assert days[-1].on == date(2101, 5, 20)

    def test_two_days_make_a_line_inside_its_frame(self, seasons):
        entry(seasons[1], EntryState.LODGED, lodged=at(12))
        days = overview.days_of(seasons[1], None, at(13))
        assert overview.trend_of(days[:1]) is None
        assert overview.trend_of(days).now == "0.00,40.00 50.00,2.00 100.00,2.00"

    def test_before_the_opening_there_is_no_day(self, seasons):
        assert overview.days_of(seasons[1], None, at(1)) == []


class TestAbsent:
    def test_those_that_could_take_part_and_have_not_begun(self, seasons):
        began = entry(seasons[1], EntryState.LAPSED).innovation.institution
        none, bumd = place(), place(InstitutionKind.BUMD, parent=None)
        other = entry(seasons[0], EntryState.LODGED).innovation.institution
        admin = make.person(Role.INSTITUTION_ADMIN, institution=none)

        found = {one.pk: one.has_admin for one in overview.absent(seasons[1])}

        assert found[none.pk] is True
        assert admin.acting.institution == none
        assert other.pk in found
        assert not {began.pk, bumd.pk} & set(found)

    def test_the_list_is_narrowed_and_taken_along(self, client, seasons):
        lonely = place(InstitutionKind.PROVINSI, "Bali", name="Pemerintah Provinsi Contoh")
        place()
        client.force_login(make.person(Role.LEADERSHIP))
        asked = f"?musim={seasons[1].year}&jenis=PROVINSI&admin=belum"

        shown = client.get(f"{PAGE}tanpa-proposal/{asked}").content.decode()
        rows = client.get(f"{PAGE}tanpa-proposal/unduh/csv/{asked}").content.decode("utf-8-sig")

        assert lonely.name in shown
        lines = list(csv.reader(io.StringIO(rows)))
        assert [line[0] for line in lines[1:]] == [lonely.name]
        assert lines[1][3] == "belum ada"


class TestPage:
    @pytest.mark.parametrize("dimension", overview.DIMENSIONS)
    def test_it_costs_the_same_whatever_the_season_holds(self, client, seasons, dimension):
        person, where = make.person(Role.SECRETARIAT), f"{PAGE}?musim=2091&menurut={dimension}"
        entry(seasons[1], EntryState.LODGED)
        one, _ = cost(client, person, where)
        for n in range(2):
            entry(seasons[1], EntryState.DRAFT, place(of=f"Provinsi {n}"))
        three, shown = cost(client, person, where)
        assert one == three <= MOST
        assert "1 dari 3 proposal sudah diajukan" in shown

    def test_the_newest_season_is_shown_and_nonsense_is_ignored(self, client, seasons):
        client.force_login(make.person(Role.SECRETARIAT))
        for asked in ("", "?musim=1999&menurut=nama"):
            assert "Perkembangan KIPP 2091" in client.get(f"{PAGE}{asked}").content.decode()

    def test_the_file_is_the_table(self, client, seasons):
        entry(seasons[1], EntryState.LODGED)
        client.force_login(make.person(Role.SECRETARIAT))
        text = client.get(f"{PAGE}unduh/csv/?musim=2091&menurut=provinsi").content.decode(
            "utf-8-sig"
        )
        assert list(csv.reader(io.StringIO(text)))[1] == ["Jawa Tengah", "0", "0", "1", "0"]

    def test_without_a_season_it_says_so(self, client):
        client.force_login(make.person(Role.SECRETARIAT))
        assert "Belum ada musim" in client.get(PAGE).content.decode()
        assert client.get(f"{PAGE}unduh/csv/").status_code == 404


def test_a_whole_month_is_drawn():
    days = [
        overview.Day(date(2101, 5, 1) + timedelta(days=n), 30 - n, 1, 1, n + 1, 2 * n)
        for n in range(31)
    ]
    trend = overview.trend_of(days)
    points = [tuple(map(float, one.split(","))) for one in trend.before.split()]
    assert all(0 <= x <= 100 and 0 <= y <= 40 for x, y in points)
