"""The last hour, small: a few innovators for a few seconds, and an audit that finds what is amiss."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from kipp.bench.deadline import audit, run, stage
from kipp.bench.deadline.audit import Verdict
from kipp.bench.deadline.line import Lines
from kipp.bench.deadline.play import Acknowledged, Play
from submissions.models import Edition, Lodgement

pytestmark = pytest.mark.django_db(transaction=True)
INNOVATORS = 12


@pytest.fixture
def played(live_server, settings, tmp_path, _font) -> tuple[Play, Lines]:
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.MEDIA_ROOT = tmp_path
    lines = Lines(live_server.url)
    play = Play(stage.prepare(INNOVATORS), lines, seconds=6, pause=0.5)

    async def inside() -> None:
        async with lines:
            await play.run()

    with ThreadPoolExecutor(
        1
    ) as beside:  # the browser's tests leave a loop of their own in this thread
        beside.submit(lambda: asyncio.run(inside())).result()
    return play, lines


def test_all_that_was_acknowledged_in_the_last_minutes_is_there_once(played):
    play, lines = played
    known = play.known

    assert {status for _, status, _ in lines.log.rows} == {200, 201, 204, 302}
    assert len(known.files) == INNOVATORS
    assert len(known.saves) >= INNOVATORS
    assert len(known.sent) == INNOVATORS
    assert len(known.lodged) == INNOVATORS
    edition = Edition.objects.get()
    assert audit.judge(edition, known) == Verdict(lost=0, twice=0)
    game = run.Game(known, lines.log, play.took, 1.0, Verdict(0, 0))
    figures = {one.name: one for one in run.figures_of(game, INNOVATORS)}
    assert figures["deadline.requests"].value == len(lines.log.rows)
    assert figures["deadline.5xx"].met


def test_what_is_not_there_is_found(played):
    play, _ = played
    entry, code, version, sha256 = play.known.saves[-1]
    lodgement = Lodgement.objects.first()
    invented = Acknowledged(
        saves=[(entry, code, version + 99, sha256), (entry, code, version, "0" * 64)],
        files=[(entry, "1" * 64)],
        lodged={"KIPP-2025-99999", lodgement.entry.code},
    )

    assert audit.judge(Edition.objects.get(), invented) == Verdict(lost=4, twice=0)
    Lodgement.objects.create(
        entry=lodgement.entry, number=2, content={}, sha256="", at=lodgement.at, by=lodgement.by
    )
    assert audit.judge(Edition.objects.get(), Acknowledged()).twice == 1


@pytest.mark.parametrize(("innovators", "minutes"), [(0, 1), (10**6, 1), (10, 0), (10, 600)])
def test_the_crowd_and_the_time_are_bounded(innovators, minutes):
    with pytest.raises(ValueError, match="innovators"):
        list(run.run(innovators=innovators, minutes=minutes))
