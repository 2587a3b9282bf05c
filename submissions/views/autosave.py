"""What a page saves by itself while somebody writes: answers are data, never another page."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web import indonesian
from kipp.web.access import fetched, role_required
from submissions import missing, presence
from submissions.actions import entries, writing
from submissions.forms.autosave import AutosaveForm
from submissions.models import Answer, Entry, Section

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kipp.web.access import SignedInRequest

MOST_BYTES = 2_000_000
_VERSION = re.compile(r'^"(\d{1,9})"$')


@never_cache
@login_not_required
@require_http_methods(["GET", "PUT"])
@fetched
@role_required(Role.INNOVATOR, Role.INSTITUTION_ADMIN)
def answer_save(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """GET tells what is kept of one section, and why it may not be written now ("closed", "" else).

    PUT {"text"} with If-Match: "version" (“0”: none yet) keeps its words:
    200 kept, with the version that the next save names; the same words again are kept already.
    401 nobody, or somebody else than X-Bearer, is signed in; 409 it may not be written now;
    412 somebody has saved since: both texts; 413, 422 these words cannot be kept; 428 no version.
    """
    if request.method == "GET":
        return _found(request, *_place(request, pk, code))
    version = _VERSION.match(request.headers.get("If-Match", ""))
    if version is None:
        return _told(HTTPStatus.PRECONDITION_REQUIRED, "Simpanan ini tidak menyebut versinya.")
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _told(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Tulisan ini terlalu panjang.")
    entry, section = _place(request, pk, code)
    form = AutosaveForm(_sent(request))
    if not form.is_valid():
        faults = [str(fault) for found in form.errors.values() for fault in found]
        return _told(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(faults))
    text = form.cleaned_data["text"]
    try:
        kept = entries.answer(entry, section, text, by=request.user, version=int(version[1]))
    except writing.Stale as stale:
        return _both(stale)
    except Refused as refusal:
        return _told(HTTPStatus.CONFLICT, str(refusal))
    return _kept(request, entry, section, kept)


def _place(request: SignedInRequest, pk: int, code: str) -> tuple[Entry, Section]:
    entry = get_object_or_404(Entry.objects.viewable_by(request.user), pk=pk)
    return entry, get_object_or_404(Section, form=entry.form_id, code=code)


def _found(request: SignedInRequest, entry: Entry, section: Section) -> HttpResponse:
    kept = Answer.objects.filter(entry=entry, section=section).first() or Answer(version=0)
    closed = writing.why_not(entry, by=request.user, section=section)
    return JsonResponse({"version": kept.version, "values": {"text": kept.text}, "closed": closed})


def _sent(request: SignedInRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _kept(request: SignedInRequest, entry: Entry, section: Section, kept: Answer) -> HttpResponse:
    here = presence.note(entry.pk, section.code, request.user)
    over = kept.words - section.word_limit
    body = {
        "version": kept.version,
        "saved": f"Tersimpan {indonesian.clock_time(kept.updated_at)}",
        "saved_at": kept.updated_at.isoformat(),
        "words": kept.words,
        "over": max(over, 0),
        "lacks": missing.of_words(kept.words, section),
        "others": [f"{one.name} (bagian {one.section})" for one in here],
    }
    return JsonResponse(body, headers={"ETag": f'"{kept.version}"'})


def _both(stale: writing.Stale) -> HttpResponse:
    theirs = stale.answer
    body = {
        "refusal": str(stale),
        "version": theirs.version,
        "values": {"text": theirs.text},
        "by": str(theirs.updated_by),
        "saved": indonesian.moment(theirs.updated_at),
    }
    status = HTTPStatus.PRECONDITION_FAILED
    return JsonResponse(body, status=status, headers={"ETag": f'"{theirs.version}"'})


def _told(status: HTTPStatus, refusal: str) -> HttpResponse:
    return JsonResponse({"refusal": refusal}, status=status)
