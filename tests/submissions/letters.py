"""Somebody without an account who asks for one, with a letter that a reader opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kipp.demo.seasons.papers import paper
from submissions.actions.account_requests import Asked
from tests import make

if TYPE_CHECKING:
    from kipp.accounts.models import Institution


def place() -> Institution:
    return make.institution()


def letter() -> SimpleUploadedFile:
    content = paper("surat.pdf", "Surat Penunjukan", ["Menunjuk Admin Lokal."]).read()
    return SimpleUploadedFile("surat.pdf", content, content_type="application/pdf")


def asked(institution: Institution | None = None, **given: Any) -> Asked:
    defaults: dict[str, Any] = {
        "institution": institution or place(),
        "name": "Sari Contoh",
        "position": "Analis Kebijakan, Bagian Organisasi",
        "email": "sari@kota.contoh.id",
        "file": letter(),
    }
    return Asked(**defaults | given)
