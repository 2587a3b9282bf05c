"""The same in Chromium, with a real server, worker, broker and mail: from a blank draft to a case."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from kipp.accounts.models import Institution, Role, Unit
from kipp.notices.models import Channel, Notice
from scaling import tasks as scaling_tasks
from scaling.models import ScalingCase
from tests import make
from tests.journeys import cast, judging, scaling, season, writing
from tests.journeys.judging import TE, TPI
from tests.journeys.visitor import PASSWORD

if TYPE_CHECKING:
    from kipp.accounts.models import User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_fresh_cache"),
]

TITLE = "Kader Jemput Sembuh"
ON_A_PHONE = ("admin", "kl")


def test_from_a_blank_draft_to_a_scaling_case(screen, worker, letters):
    edition = season.begin()
    people = _everybody(screen)
    entry = _written_and_accepted(people)
    season.pass_days(edition, 30)
    _judged(people, entry)
    scaling_tasks.open_cases.delay()  # the clock's part
    people.kl.open("/perluasan/").waits_for(TITLE)
    scaling.through_the_gates(people, TITLE)
    people.inovator.open("/perluasan/").sees(TITLE).sees("Pemantauan")

    assert ScalingCase.objects.get().state == "MONITORED"
    _all_letters_arrived(letters)


def _everybody(screen) -> SimpleNamespace:
    people = {}
    for part in cast.CAST:
        _enrol(part)
        people[part.key] = screen(part.email, width=390 if part.key in ON_A_PHONE else 1280)
        people[part.key].log_in().sees(part.name.split()[-1])
    return SimpleNamespace(**people)


def _enrol(part: cast.Part) -> User:
    place = {}
    if part.institution:
        place["institution"] = Institution.objects.get(name=part.institution)
    if part.unit:
        given = {"institution": place["institution"], "name": part.unit}
        place["unit"] = Unit.objects.get_or_create(**given)[0]
    role = next(role for role in Role if role.label == part.role)
    user = make.person(role, email=part.email, name=part.name, **place)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def _written_and_accepted(people) -> writing.Proposal:
    entry = writing.draft(people.inovator, TITLE)
    writing.send(people.inovator, entry)
    writing.give_back_and_mend(people.inovator, people.admin, entry)
    entry = writing.lodge(people.admin, entry)
    writing.screen(people.sekretariat, entry)
    return entry


def _judged(people, entry) -> None:
    """Both rounds: what the worker counts is waited for on the page."""
    judging.open_and_deal(people.sekretariat, TE, seats="2 lembar untuk 2 penilai")
    for judge in (people.te1, people.te2, people.te3):
        judging.judge_all(judge, TE, {entry.code: "88,5"})
    judging.ranked(people.sekretariat, TE, "88,50")
    judging.consolidate(people.sekretariat, TE)
    judging.decide(people.sekretariat, people.ketua, TE)
    judging.announce(people.sekretariat, TE)
    judging.open_and_deal(people.sekretariat, TPI, seats="3 lembar untuk 3 penilai")
    judging.judge_all(people.tpi1, TPI, {entry.code: "92"}, tick="Sesuai program kami.")
    for judge in (people.tpi2, people.tpi3):
        judging.judge_all(judge, TPI, {entry.code: "89"})
    judging.ranked(people.sekretariat, TPI, "90,00")
    judging.consolidate(people.sekretariat, TPI)
    judging.decide(people.sekretariat, people.ketua, TPI)
    judging.grant(people.sekretariat, entry.code)
    judging.announce(people.sekretariat, TPI)


def _all_letters_arrived(letters) -> None:
    """The worker has handed every letter to the mail server, each once."""
    mail = Notice.objects.filter(channel=Channel.MAIL)
    for _ in range(60):
        if not mail.exclude(state="SENT").exists():
            break
        time.sleep(0.5)
    assert not mail.exclude(state="SENT").exists()
    assert len(list(letters.glob("*.eml"))) == mail.count() > 20
