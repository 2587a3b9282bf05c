"""Papers beside words (letters, decrees, evidence) come in when the scanner has found them clean."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kipp.accounts.models import Role
from submissions import files, papers
from submissions.actions import account_requests, disqualifying
from submissions.models import AccountRequest
from tests import make
from tests.submissions import contents
from tests.submissions.letters import asked, letter, place
from tests.submissions.test_account_requests import ASK, form
from tests.submissions.test_scanning import NOWHERE, sick_pdf
from tests.submissions.unchanged import unchanged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_fresh_cache")]


def sick() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", sick_pdf())


def test_a_clean_paper_is_taken_as_it_was_given(settings, clamd):
    settings.CLAMAV_URL = clamd
    content, sha256 = papers.taken(SimpleUploadedFile("surat.pdf", contents.PDF))

    assert content == contents.PDF
    assert len(sha256) == 64
    assert papers.taken(None) == (b"", "")


def test_a_sick_letter_of_a_stranger_is_refused_in_words_and_nothing_is_kept(
    settings, clamd, client
):
    settings.CLAMAV_URL = clamd
    response = client.post(ASK, form(place(), file=sick()))

    assert "mengandung virus" in response.content.decode()
    assert not AccountRequest.objects.exists()


def test_while_the_scanner_is_down_no_paper_is_taken(settings, clamd, client):
    settings.CLAMAV_URL = NOWHERE
    home = place()
    response = client.post(ASK, form(home))
    assert "Tunggu beberapa menit" in response.content.decode()
    assert not AccountRequest.objects.exists()

    settings.CLAMAV_URL = clamd
    assert account_requests.ask(asked(home, file=letter())).pk


def test_evidence_against_a_proposal_is_scanned_before_anything_is_locked(settings, clamd):
    settings.CLAMAV_URL = clamd
    entry, keeper = make.accepted_entry(), make.person(Role.SECRETARIAT)
    charge = disqualifying.Charge(reason="Bukti palsu.", file=sick())

    with unchanged(), pytest.raises(files.Unfit, match="mengandung virus"):
        disqualifying.propose(entry, charge, by=keeper)


def test_without_a_scanner_by_choice_papers_are_taken():
    assert papers.taken(letter())[0].startswith(b"%PDF")


def test_every_paper_of_every_app_comes_through_this_door():
    """Whoever keeps a PDF beside words asks `papers.taken`; only its own field looks without it."""
    sources = [
        path
        for app in ("submissions", "judging", "scaling", "kipp")
        for path in Path(app).rglob("*.py")
        if "inspect_paper" in path.read_text()
    ]
    assert sorted(map(str, sources)) == [
        "submissions/files/__init__.py",
        "submissions/forms/papers.py",
        "submissions/papers.py",
    ]
