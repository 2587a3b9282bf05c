"""The data file of a season: every key is read by a program, and a key that is not is refused."""

from __future__ import annotations

import copy
import json
import random
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from judging import round_file
from judging.actions import rounds
from judging.models import Round
from kipp.demo.seasons import casting
from kipp.demo.seasons.crowd import Crowd
from kipp.demo.seasons.season import Season
from submissions import season_file
from submissions.actions import editions
from submissions.models import Edition

KIPP = json.loads((settings.BASE_DIR / "submissions/data/kipp-2025.json").read_text("utf-8"))
ROUNDS = json.loads((settings.BASE_DIR / "judging/data/kipp-2025.json").read_text("utf-8"))


class Noted(dict):
    """A map that remembers which of its keys were asked for, and those of the maps within."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__({key: noted(value) for key, value in found.items()})
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def items(self) -> Any:
        self.asked |= set(self)
        return super().items()


def noted(value: Any) -> Any:
    if isinstance(value, dict):
        return Noted(value)
    return [noted(one) for one in value] if isinstance(value, list) else value


def unread(data: Noted) -> set[str]:
    """Paths to the keys nobody asked for. Rows of a list share a path: to read one is to read all."""
    there: set[str] = set()
    asked: set[str] = set()
    _walk(data, "", there, asked)
    return there - asked


def _walk(found: Any, path: str, there: set[str], asked: set[str]) -> None:
    if isinstance(found, list):
        for one in found:
            _walk(one, f"{path}[]", there, asked)
    elif isinstance(found, Noted):
        for key in set(found) - season_file.ABOUT_IT:
            there.add(f"{path}.{key}")
            _walk(dict.__getitem__(found, key), f"{path}.{key}", there, asked)
        asked |= {f"{path}.{key}" for key in found.asked}


@pytest.mark.django_db
def test_every_key_is_read_by_who_loads_it(monkeypatch):
    """By the edition, its rounds, and the demo, which names sections and items by their codes."""
    monkeypatch.setattr(season_file, "check", lambda data: None)
    monkeypatch.setattr(editions, "json", SimpleNamespace(dumps=lambda *args, **given: ""))
    monkeypatch.setattr(round_file, "check", lambda data: None)
    call_command("load_institutions")
    data, judged = Noted(KIPP), Noted(ROUNDS)

    edition = editions.load(data)
    rounds.load(judged, edition, season=data)
    Season(None, edition, data)
    casting.cast_ministry(Crowd(random.Random(1)), 1, judged["panel"])

    # The calendar of the season: what no round and no registration refers to is for people.
    assert {path for path in unread(data) if not path.startswith(".dates.")} == set()
    assert not {".dates.te_opens_at", ".dates.judging_opens_at"} & unread(data)
    assert unread(judged) == set()


def test_a_key_nobody_asks_for_is_seen():
    data = Noted({"a": 1, "b": [{"c": 1}, {"c": 2, "d": 3}], "basis": {"e": ""}})
    assert data["b"][0]["c"] == 1

    assert unread(data) == {".a", ".b[].d"}


def test_the_shipped_file_is_in_shape():
    season_file.check(KIPP)


def changed(path: str, value: Any = "x", *, of: dict[str, Any] = KIPP) -> dict[str, Any]:
    """A shipped file with one more value; a path of keys and places."""
    data = copy.deepcopy(of)
    *way, last = [int(one) if one.isdigit() else one for one in path.split(".")]
    place: Any = data
    for one in way:
        place = place[one]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("retrun_days", "retrun_days: unknown"),
        ("groups.1.quotas", "groups[1].quotas: unknown"),
        ("forms.umum.sections.3.minimum_word", "forms.umum.sections[3].minimum_word: unknown"),
        ("video.max_minutes", "video.max_minutes: unknown"),
        ("checklist.0.pre_checked", "checklist[0].pre_checked: unknown"),
        ("vocabularies.quick_wins", "vocabularies.quick_wins: unknown"),
    ],
)
@pytest.mark.django_db
def test_an_unknown_key_is_refused_by_its_path_and_nothing_is_loaded(path, told):
    with pytest.raises(season_file.Misshapen, match=told.replace("[", r"\[").replace("]", r"\]")):
        editions.load(changed(path))
    assert not Edition.objects.exists()


@pytest.mark.parametrize("key", ["return_days", "declaration", "groups", "dates"])
def test_a_missing_key_is_refused(key):
    data = copy.deepcopy(KIPP)
    del data[key]
    with pytest.raises(season_file.Misshapen, match=f"^{key}: missing$"):
        season_file.check(data)


@pytest.mark.parametrize("value", ["3 Juni 2025", "2025-02-30", None, 20250603])
def test_a_date_that_is_none_is_refused(value):
    with pytest.raises(season_file.Misshapen, match=r"dates\.awards_on: not a day"):
        season_file.check(changed("dates.awards_on", value))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("rounds.0.third_reading_share", "rounds[0].third_reading_share: unknown"),
        ("rounds.1.criteria.umum.0.max", "rounds[1].criteria.umum[0].max: unknown"),
        ("plenary.vote", "plenary.vote: unknown"),
        ("public_rating", "public_rating: unknown"),
    ],
)
@pytest.mark.django_db
def test_the_file_of_rounds_knows_no_other_key_either(path, told, tmp_path):
    editions.load(KIPP)
    file = tmp_path / "tahap.json"
    file.write_text(json.dumps(changed(path, of=ROUNDS)), encoding="utf-8")

    with pytest.raises(CommandError, match=re.escape(told)):
        call_command("load_rounds", str(file))
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("path", "told"), [("groups", "groups: not a list"), ("video", "video: not a map")]
)
def test_another_shape_is_refused(path, told):
    with pytest.raises(season_file.Misshapen, match=told):
        season_file.check(changed(path))


def test_all_faults_are_told_at_once():
    data = changed("one_return", True)
    del data["theme"]
    with pytest.raises(season_file.Misshapen) as fault:
        season_file.check(data)
    assert str(fault.value) == "theme: missing; one_return: unknown"


@pytest.mark.parametrize("path", ["basis.x", "groups.0.note", "dates.basis.x", "video.basis.x"])
def test_words_on_where_a_value_comes_from_are_free(path):
    season_file.check(changed(path))


def test_a_round_may_have_a_date_of_its_own():
    season_file.check(changed("dates.te_2_opens_at", "2026-01-01T08:00:00+07:00"))


@pytest.mark.django_db
def test_the_command_says_which_key(tmp_path):
    path = tmp_path / "musim.json"
    path.write_text(json.dumps(changed("one_return", True)), encoding="utf-8")
    with pytest.raises(CommandError, match="one_return: unknown"):
        call_command("load_edition", str(path))


@pytest.mark.django_db
def test_what_it_says_of_videos_words_and_reasons_arrives():
    umum = editions.load(KIPP).groups.get(code="umum")

    edition = umum.edition
    assert (edition.video_help, edition.video_rules) == (
        KIPP["video"]["help"],
        KIPP["video"]["rules"],
    )
    assert "youtu.be" in edition.video_hosts
    assert edition.declaration == KIPP["declaration"]["text"]
    sections = umum.forms.get().sections.order_by("position")
    assert [one.minimum_words for one in sections] == [
        row["minimum_words"] for row in KIPP["forms"]["umum"]["sections"]
    ]
    said = {row["code"]: row for row in KIPP["reasons"]}
    rows = [row for row in KIPP["checklist"] if "umum" in row["groups"]]
    for item, row in zip(umum.checklist.order_by("position"), rows, strict=True):
        assert item.reject_text == said[row["reason"]]["reject_text"]
        assert item.return_text == (said[row["reason"]]["return_text"] or "")
