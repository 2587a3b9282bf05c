"""Files in pieces: the core of tus 1.0 (https://tus.io/protocols/resumable-upload) with creation and
termination. A refusal is one Indonesian sentence in plain text."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kipp.accounts.models import Role
from kipp.journal.moves import Refused
from kipp.web.access import role_required
from submissions.actions import uploads
from submissions.actions.attachments import Place
from submissions.actions.uploads import Announced
from submissions.models import DocumentKind, Entry, Section, Upload

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from kipp.web.access import SignedInRequest

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
SENTENCE = "text/plain; charset=utf-8"
SAYS = {
    "Tus-Resumable": VERSION,
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination",
    "Cache-Control": "no-store",
}


@require_http_methods(["OPTIONS", "POST"])
@role_required(Role.INNOVATOR)
def upload_begin(request: SignedInRequest, pk: int) -> HttpResponse:
    if request.method == "OPTIONS":
        return _answer(204)
    entry = get_object_or_404(Entry.objects.editable_by(request.user), pk=pk)
    if not _speaks(request):
        return _answer(412)
    said, size = _metadata(request), _number(request, "Upload-Length")
    if size is None or "filename" not in said:
        return _answer(400)
    place = _place(entry, said)
    try:
        upload = uploads.begin(entry, place, Announced(said["filename"], size), by=request.user)
    except uploads.TooMuch as refusal:
        return _answer(413, str(refusal))
    except Refused as refusal:
        return _answer(422, str(refusal))
    return _answer(201, location=reverse("submissions:upload-continue", kwargs={"pk": upload.pk}))


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@role_required(Role.INNOVATOR)
def upload_continue(request: SignedInRequest, pk: UUID) -> HttpResponse:
    if request.method == "OPTIONS":
        return _answer(204)
    upload = get_object_or_404(Upload.objects.continuable_by(request.user), pk=pk)
    if not _speaks(request):
        return _answer(412)
    if request.method == "HEAD":
        return _answer(200, offset=upload.offset, length=upload.size)
    try:
        if request.method == "PATCH":
            return _take(request, upload)
        uploads.cancel(upload)
    except uploads.Gone as refusal:
        return _answer(404, str(refusal))
    return _answer(204)


def _take(request: SignedInRequest, upload: Upload) -> HttpResponse:
    """The piece is read before anything is locked: a slow line holds up nobody."""
    if request.content_type != PIECE:
        return _answer(415)
    offset, length = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    if offset is None or length is None:
        return _answer(400)
    if length > min(uploads.MOST_BYTES, upload.size):
        return _answer(413, f"Potongan berkas “{upload}” terlalu besar.")
    try:
        upload = uploads.take(upload, offset, _read(request, length), by=request.user)
    except uploads.Elsewhere as refusal:
        return _answer(409, str(refusal))
    except uploads.TooMuch as refusal:
        return _answer(413, str(refusal))
    if upload.refusal:
        return _answer(422, upload.refusal, offset=upload.offset)
    return _answer(204, offset=upload.offset)


def _read(request: HttpRequest, length: int) -> bytes:
    """What has arrived of it counts, even where the line broke before its end."""
    data = b""
    try:
        while len(data) < length and (some := request.read(length - len(data))):
            data += some
    except OSError:  # UnreadablePostError is one
        pass
    return data


def _place(entry: Entry, said: dict[str, str]) -> Place:
    kinds = DocumentKind.objects.filter(group=entry.group_id)
    kind = get_object_or_404(kinds, pk=said.get("kind") if said.get("kind", "").isdecimal() else 0)
    code = said.get("section")
    section = get_object_or_404(Section, form=entry.form_id, code=code) if code else None
    return Place(kind, section)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """`Upload-Metadata: filename <base64>,kind <base64>`; what cannot be read was not said."""
    said = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            said[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return said


def _number(request: HttpRequest, header: str) -> int | None:
    given = request.headers.get(header, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 12 else None


def _speaks(request: HttpRequest) -> bool:
    return request.headers.get("Tus-Resumable") == VERSION


def _answer(
    status: int,
    words: str = "",
    *,
    offset: int | None = None,
    length: int | None = None,
    location: str = "",
) -> HttpResponse:
    given = {"Upload-Offset": offset, "Upload-Length": length, "Location": location or None}
    headers = SAYS | {name: str(value) for name, value in given.items() if value is not None}
    return HttpResponse(words, status=status, content_type=SENTENCE, headers=headers)
