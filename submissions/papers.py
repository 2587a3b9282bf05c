"""Papers of the offices: letters, decrees, evidence, a PDF each, kept beside the words they prove."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.conf import settings

from kipp.journal.moves import Refused
from submissions import clamav, files

if TYPE_CHECKING:
    from django.core.files.base import File

# Whoever sends a paper waits for the answer: 5 MB take the scanner a tenth of a second.
PATIENCE = 10.0
AWAY = (
    "Berkas belum dapat diperiksa dari virus, sehingga belum diterima. Tunggu beberapa menit, "
    "lalu kirim lagi."
)


def taken(upload: File[bytes] | None) -> tuple[bytes, str]:
    """As `files.inspect_paper`, and free of viruses; call it before any row is locked.

    A paper has no state in which only its sender may open it, as evidence has (ADR 14), so nothing
    is kept before the scanner has answered: without an answer it is refused.
    """
    content, sha256 = files.inspect_paper(upload)
    if content and settings.CLAMAV_URL:
        _refuse_sick(content, files.clean_name((upload and upload.name) or ""))
    return content, sha256


def _refuse_sick(content: bytes, name: str) -> None:
    try:
        virus = clamav.scan(settings.CLAMAV_URL, clamav.blocks(io.BytesIO(content)), PATIENCE)
    except OSError as failure:
        raise Refused(AWAY) from failure
    if virus:
        raise files.Unfit(
            f"Berkas “{name}” mengandung virus ({virus[:60]}) dan tidak disimpan. "
            "Bersihkan komputer Anda, buat ulang berkasnya, lalu kirim lagi."
        )
