"""Handing out a private file, after the caller's permission check."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

if TYPE_CHECKING:
    from django.core.files import File
    from django.db.models.fields.files import FieldFile
    from django.http import HttpResponseBase

PDF = "application/pdf"
SHOWN_IN_THE_BROWSER = (PDF, "image/png", "image/jpeg")
# No script, no request; browsers refuse their own PDF reader inside a sandbox, so a PDF goes without.
_QUIET = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"


def private_file(file: FieldFile, *, name: str, media_type: str) -> HttpResponseBase:
    """The file itself with the type it was found to have, never guessed, and unable to run anything.
    With `ACCEL_REDIRECT` set, nginx sends the bytes; with `STORAGE_URL`, the store does."""
    if not file:  # the bytes of a file with a virus are gone
        raise Http404
    response: HttpResponseBase
    shown = media_type in SHOWN_IN_THE_BROWSER
    disposition = content_disposition_header(not shown, name) or "attachment"
    if settings.STORAGE_URL:
        return _redirected(file, media_type, disposition)
    if settings.ACCEL_REDIRECT:
        response = HttpResponse(content_type=media_type)
        response["X-Accel-Redirect"] = quote(f"{settings.ACCEL_REDIRECT.rstrip('/')}/{file.name}")
    else:
        response = FileResponse(_opened(file), content_type=media_type)
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-cache"
    sandbox = "" if media_type == PDF else "; sandbox"
    response["Content-Security-Policy"] = f"{_QUIET}{sandbox}"
    return response


def _redirected(file: FieldFile, media_type: str, disposition: str) -> HttpResponse:
    """To the store, by an address that opens this file with this type for a minute. It is another
    origin: what a browser might make of the bytes there reaches neither session nor page."""
    forced = {"ResponseContentType": media_type, "ResponseContentDisposition": disposition}
    forced["ResponseCacheControl"] = "private, no-store"
    address = file.storage.url(file.name, parameters=forced)  # type: ignore[call-arg]
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _opened(file: FieldFile) -> File[bytes]:
    """A row whose bytes are gone from the disk is a page that is not found, not a fault."""
    try:
        return file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
