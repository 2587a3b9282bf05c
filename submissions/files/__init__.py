"""What an uploaded file truly is, whatever its name says."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from kipp.web import indonesian
from submissions.files import images, office, pdf
from submissions.files.unfit import Unfit, check_begins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.core.files.base import File

__all__ = ["MEDIA_TYPES", "PAPER_BYTES", "Found", "Unfit", "clean_name", "inspect", "inspect_paper"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
# The only types the portal takes; an edition may allow fewer (DocumentKind.extensions).
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "docx": f"{_OFFICE}.wordprocessingml.document",
}
# A letter, a decree, evidence: what a season does not name, and so gives no size of its own.
PAPER_BYTES = 5 * 1024 * 1024
BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """`content` is what to keep: for an image drawn anew, for all else the file as it was given.
    `sha256` is of that content, `given_sha256` of what was given."""

    name: str
    media_type: str
    size: int
    sha256: str
    given_sha256: str
    content: IO[bytes]

    def is_one_of(self, known: Iterable[str]) -> bool:
        """Is it the same file, as it was given or as it is kept?"""
        return not {self.sha256, self.given_sha256}.isdisjoint(known)


def inspect(name: str, file: IO[bytes], extensions: list[str]) -> Found:
    """What a file is whose bytes are what its name says; Unfit otherwise. Read block by block."""
    name = clean_name(name)
    extension = check_extension(name, extensions)
    check_filled(name, _size_of(file))
    mark, kind, check = _CHECKS[extension]
    check_begins(name, file, mark, kind)
    given = digest_of(file)
    content = check(name, file, extension)
    sha256 = given if content is file else digest_of(content)
    content.seek(0)
    return Found(name, MEDIA_TYPES[extension], _size_of(content), sha256, given, content)


def inspect_paper(upload: File[bytes] | None) -> tuple[bytes, str]:
    """Content and SHA-256 of a PDF of at most PAPER_BYTES, both empty without a file; Unfit when it
    is not what it says it is."""
    if upload is None:
        return b"", ""
    if upload.size > PAPER_BYTES:
        raise Unfit(
            f"Berkas “{clean_name(upload.name or '')}” melebihi "
            f"{indonesian.file_size(PAPER_BYTES)}. Perkecil berkas PDF-nya, lalu unggah lagi."
        )
    upload.seek(0)
    content: bytes = upload.read()
    upload.seek(0)
    return content, inspect(upload.name or "", io.BytesIO(content), ["pdf"]).sha256


def clean_name(name: str) -> str:
    """The last part of a path, of whatever system, without control characters; at most 160 long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = (
        "".join(one for one in name if unicodedata.category(one)[0] != "C").strip(" .") or "berkas"
    )
    stem, dot, extension = name.rpartition(".")
    return name if len(name) <= 160 else f"{stem[: 160 - len(extension) - 1]}{dot}{extension}"


def check_extension(name: str, extensions: list[str]) -> str:
    """The ending of a name, refused when it is not one of those."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in extensions or extension not in MEDIA_TYPES:
        allowed = ", ".join(one.upper() for one in extensions)
        raise Unfit(f"Jenis berkas “{name}” tidak diterima. Yang diterima: {allowed}.")
    return extension


def check_filled(name: str, size: int) -> None:
    if size < 1:
        raise Unfit(f"Berkas “{name}” kosong. Periksa berkas aslinya, lalu unggah lagi.")


def digest_of(file: IO[bytes]) -> str:
    """SHA-256 as hex, from the beginning; leaves the file there."""
    file.seek(0)
    seen = hashlib.sha256()
    while block := file.read(BLOCK):
        seen.update(block)
    file.seek(0)
    return seen.hexdigest()


def _size_of(file: IO[bytes]) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


_CHECKS: dict[str, tuple[bytes, str, Callable[[str, IO[bytes], str], IO[bytes]]]] = {
    "pdf": (b"%PDF-", "PDF", pdf.check),
    "png": (b"\x89PNG\r\n\x1a\n", "PNG", images.redraw),
    "jpg": (b"\xff\xd8\xff", "JPG", images.redraw),
    "jpeg": (b"\xff\xd8\xff", "JPG", images.redraw),
    "xlsx": (b"PK\x03\x04", "XLSX", office.check),
    "docx": (b"PK\x03\x04", "DOCX", office.check),
}
