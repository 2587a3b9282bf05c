"""What is hidden stays hidden (rules of the portal, section 3): scores until the announcement, the
sheets of others and the names of judges from whoever may not know them. Every door, list, filter,
order, file and letter is read as every person."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

import pytest
from django.urls import reverse

from judging.models import PlenaryMove, RoundState, Scorecard, Stage
from kipp.journal.models import JournalLine, pseudonym_of
from kipp.notices.models import Notice
from tests import make
from tests.doors import DOORS, address, ask, let_in, look_in, sign_in
from tests.journeys.markup import Page
from tests.judging import season
from tests.make import rounds
from tests.make.entries import now
from tests.world import WHO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from judging.models import Round

pytestmark = pytest.mark.django_db

_S = RoundState
# The official score of the owner's entry in a round of each state: nothing else shows these.
SCORES = {
    _S.OPEN: Decimal("81.31"),
    _S.CONSOLIDATION: Decimal("82.47"),
    _S.PLENARY: Decimal("83.59"),
    _S.CLOSED: Decimal("84.63"),
    _S.ANNOUNCED: Decimal("85.71"),
}
APART = Decimal("0.55")  # between the official score and each of its two sheets
PARTNER = "Hakim Rahasia Suryadarma"
STAFF = ("secretariat",)
KNOWS = {
    _S.OPEN: STAFF,
    _S.CONSOLIDATION: (*STAFF, "chair"),
    _S.PLENARY: (*STAFF, "chair"),
    _S.CLOSED: (*STAFF, "chair", "leadership"),
}
# A panelist who has not signed must not lean on what the evaluators found, even once it is known.
SEE_RESULTS = tuple(who for who in WHO if who not in ("panelist", "evaluator", "conflicted"))
READS_SHEETS = ("secretariat", "chair", "auditor")
# The set-up page names who holds which role. Auditors read sheets once they are announced, and the
# journal always, but know judges by their pseudonyms.
NAMES_JUDGES = ("secretariat", "chair", "superuser")
OF_A_ROUND = (
    "round-detail", "round-open", "round-consolidate", "round-convene", "round-close",
    "round-announce", "ranking", "plenary", "minutes", "assignment-plan", "assignment-add",
    "award-list", "decree-add",
)  # fmt: skip


@pytest.fixture(scope="module")
def scored(world) -> dict[RoundState, Round]:
    """A round in each state, read by the evaluator and by the partner; everything is counted."""
    partner = make.judge(name=PARTNER)
    return {state: _round(world, state, partner) for state in SCORES}


def _round(world, state: RoundState, partner) -> Round:
    entry, score = world.entries["ACCEPTED"], SCORES[state]
    made = rounds.round(_S.PLANNED, of=entry.edition, entries=0, stage=Stage.TE)
    rounds.walk_round(made, _S.OPEN)
    sheets = ((world.people["evaluator"], score + APART), (partner, score - APART))
    for judge, value in sheets:
        rounds.signed_sheet(made, entry=entry, judge=judge, value=value)
    season.counted(made)
    if state not in (_S.CLOSED, _S.ANNOUNCED):
        return rounds.walk_round(made, state)
    rounds.walk_round(made, _S.PLENARY)
    _moved_by(PARTNER, made, entry)
    season.close(made)
    return season.announce(made) if state == _S.ANNOUNCED else made


def _moved_by(mover: str, made: Round, entry) -> None:
    """A judge may sit in the plenary too."""
    PlenaryMove.objects.create(
        **{"round": made, "entry": entry, "advances": True, "mover": mover, "reason": "Alasan."},
        **{"votes_for": 5, "votes_against": 1, "by": make.person(None), "at": now()},
    )


def secrets_of(who: str) -> set[str]:
    """What this person must not find anywhere, in both ways of writing a decimal."""
    hidden: set[Decimal] = set()
    for state, score in SCORES.items():
        sheets = {score + APART, score - APART}
        if who in KNOWS.get(state, SEE_RESULTS):
            hidden |= set() if who in READS_SHEETS else sheets
        else:
            hidden |= sheets | {score}
        hidden -= {score + APART} if who == "evaluator" else set()
    return {str(one) for one in hidden} | {str(one).replace(".", ",") for one in hidden}


def found_in(texts: dict[str, str], words: set[str]) -> list[tuple[str, str]]:
    if not words:
        return []
    sought = re.compile("|".join(rf"(?<!\d){re.escape(one)}(?!\d)" for one in sorted(words)))
    return [(place, hit[0]) for place, text in texts.items() if (hit := sought.search(text))]


def walk(client, who: str, world, scored) -> dict[str, str]:
    """Every page this person is let into, each in every order and filter it offers; and every page
    of the scored rounds, let in or not."""
    sign_in(client, world.people[who])
    texts: dict[str, str] = {}
    urls = [address(name, world) for name in DOORS if who in let_in(name)]
    for url in [*urls, *_of_rounds(world, scored)]:
        response = look_in(client, url)
        texts[url] = _text(response)
        for more in _offered(url, texts[url], response):
            texts[more] = _text(look_in(client, more))
    return texts


def _of_rounds(world, scored) -> Iterator[str]:
    entry = world.entries["ACCEPTED"]
    for round in scored.values():
        yield from (reverse(f"judging:{name}", args=[round.pk]) for name in OF_A_ROUND)
        for name in ("entry-sheets", "plenary-move"):
            yield reverse(f"judging:{name}", args=[round.pk, entry.pk])
        for kind in ("csv", "xlsx"):
            yield reverse("judging:ranking-export", args=[round.pk, kind])
        for seat in round.assignments.all():
            for name in ("scorecard", "consolidation-sheet", "scorecard-sign", "relevance-tick"):
                yield reverse(f"judging:{name}", args=[seat.pk])
    yield reverse("judging:result", args=[entry.pk])
    yield reverse("submissions:entry-export", args=["xlsx"])


def _offered(url: str, text: str, response) -> list[str]:
    """Orders (links of the table's heads) and filters (each choice of the form) of a list page."""
    if response.status_code != 200 or "text/html" not in response["Content-Type"]:
        return []
    page = Page(text)
    links = [one.attrs.get("href", "") for one in page.main.all("a")]
    found = [urljoin(url, link) for link in links if link.startswith("?")]
    for select in page.main.all("select"):
        form = select.up("form")
        if form and form.attrs.get("method", "get").lower() == "get":
            values = [one.attrs.get("value", "") for one in select.all("option")]
            found += [f"{url}?{urlencode({select.attrs['name']: value})}" for value in values]
    return list(dict.fromkeys(found))


def _text(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body.decode(errors="replace")


@pytest.mark.parametrize("who", WHO)
def test_nobody_finds_what_he_may_not_know(who, world, scored, client):
    texts = walk(client, who, world, scored)

    assert found_in(texts, secrets_of(who)) == []
    if who not in NAMES_JUDGES:
        assert [place for place, text in texts.items() if PARTNER in text] == []


@pytest.mark.parametrize(
    ("who", "name", "state"),
    [
        ("secretariat", "ranking", _S.OPEN),
        ("chair", "ranking", _S.PLENARY),
        ("leadership", "ranking", _S.CLOSED),
        ("evaluator", "scorecard", _S.OPEN),
        ("owner", "result", _S.ANNOUNCED),
        ("auditor", "ranking", _S.ANNOUNCED),
    ],
)
def test_whoever_may_know_finds_it(who, name, state, world, scored, client):
    """The counter-test: these numbers do stand on pages, in the way they are looked for."""
    score, round = SCORES[state], scored[state]
    subject = {"result": world.entries["ACCEPTED"].pk, "ranking": round.pk}
    if name == "scorecard":
        seat = round.assignments.get(holding=world.people[who].acting)
        subject[name], score = seat.pk, score + APART
    response = ask(client, reverse(f"judging:{name}", args=[subject[name]]), world.people[who])

    assert str(score).replace(".", ",") in response.content.decode()


def test_an_auditor_knows_judges_by_one_pseudonym_on_sheets_and_in_the_journal(
    world, scored, client
):
    entry, round, auditor = world.entries["ACCEPTED"], scored[_S.ANNOUNCED], world.people["auditor"]
    where = reverse("judging:entry-sheets", args=[round.pk, entry.pk])
    sheets = ask(client, where, auditor).content.decode()
    judges = [seat.holding.user for seat in round.assignments.all()]
    lines = reverse("journal:line-list")

    assert len(judges) == 2
    for judge, by in zip(judges, (APART, -APART), strict=True):
        assert pseudonym_of(judge.pk) in sheets
        assert f"{SCORES[_S.ANNOUNCED] + by}".replace(".", ",") in sheets
        card = Scorecard.objects.get(assignment__round=round, assignment__holding__user=judge)
        asked = f"{lines}?tentang=judging.Scorecard:{card.pk}"
        assert pseudonym_of(judge.pk) in ask(client, asked, auditor).content.decode()
    for state in KNOWS:
        hidden = reverse("judging:entry-sheets", args=[scored[state].pk, entry.pk])
        assert ask(client, hidden, auditor).status_code == 404


def test_no_letter_tells_a_score_or_a_judge_too_early(world, scored):
    """Letters of the announced round are for its owners; the others tell no number at all."""
    hidden = {str(SCORES[state] + by) for state in KNOWS for by in (0, APART, -APART)}
    hidden |= {one.replace(".", ",") for one in hidden}
    letters = {f"{one}": f"{one.title}\n{one.body}" for one in Notice.objects.all()}

    assert len(letters) > 20
    assert found_in(letters, hidden) == []
    participants = Notice.objects.exclude(recipient__name=PARTNER)
    assert [one for one in participants if PARTNER in f"{one.title}{one.body}"] == []


def test_the_journal_holds_no_score(world, scored):
    numbers = {str(SCORES[state] + by) for state in SCORES for by in (0, APART, -APART)}
    lines = {f"{line.verb} {line.pk}": str(line.detail) for line in JournalLine.objects.all()}

    assert len(lines) > 50
    assert found_in(lines, numbers) == []
