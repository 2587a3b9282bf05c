"""What an uploaded file truly is, whatever its name says."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import puremagic

from kipp.journal.moves import Refused
from kipp.web import indonesian

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.base import File


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
# A PDF that runs something or carries other files inside.
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
_MAIN_PART = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}


class Unfit(Refused):
    """The file cannot be taken: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    name: str
    media_type: str
    size: int
    sha256: str


def inspect(name: str, data: bytes, extensions: list[str]) -> Found:
    """Name, type and digest of a file whose bytes are what its name says; Unfit otherwise."""
    name = clean_name(name)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    allowed = ", ".join(one.upper() for one in extensions)
    if extension not in extensions or extension not in MEDIA_TYPES:
        raise Unfit(f"Jenis berkas “{name}” tidak diterima. Yang diterima: {allowed}.")
    if not data:
        raise Unfit(f"Berkas “{name}” kosong. Periksa berkas aslinya, lalu unggah lagi.")
    _CHECKS[extension](name, data)
    digest = hashlib.sha256(data).hexdigest()
    return Found(name, MEDIA_TYPES[extension], len(data), digest)


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
    return content, inspect(upload.name or "", content, ["pdf"]).sha256


def clean_name(name: str) -> str:
    """The last part of a path, of whatever system, without control characters; at most 160 long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = (
        "".join(one for one in name if unicodedata.category(one)[0] != "C").strip(" .") or "berkas"
    )
    stem, dot, extension = name.rpartition(".")
    return name if len(name) <= 160 else f"{stem[: 160 - len(extension) - 1]}{dot}{extension}"


def _check_pdf(name: str, data: bytes) -> None:
    _check_begins(name, data, b"%PDF-", "PDF")
    if b"%%EOF" not in data[-2048:]:
        raise Unfit(_cut_off(name))
    if _ACTIVE_PDF.search(data):
        raise Unfit(
            f"PDF “{name}” memuat skrip atau berkas tertanam. "
            "Cetak ulang ke PDF biasa, lalu unggah lagi."
        )


def _check_png(name: str, data: bytes) -> None:
    _check_begins(name, data, b"\x89PNG\r\n\x1a\n", "PNG")
    if b"IEND" not in data[-64:]:
        raise Unfit(_cut_off(name))


def _check_jpeg(name: str, data: bytes) -> None:
    _check_begins(name, data, b"\xff\xd8\xff", "JPG")
    if b"\xff\xd9" not in data:
        raise Unfit(_cut_off(name))


def _check_office(name: str, data: bytes) -> None:
    """XLSX and DOCX are containers: the part that makes them one must be inside, macros must not."""
    extension = name.rpartition(".")[2].lower()
    _check_begins(name, data, b"PK\x03\x04", extension.upper())
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = set(container.namelist())
    except zipfile.BadZipFile:
        raise Unfit(_cut_off(name)) from None
    if not {"[Content_Types].xml", _MAIN_PART[extension]} <= parts:
        raise Unfit(_lies(name, extension.upper(), "berkas arsip lain"))
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise Unfit(f"“{name}” memuat makro. Simpan tanpa makro, lalu unggah lagi.")


_CHECKS: dict[str, Callable[[str, bytes], None]] = {
    "pdf": _check_pdf,
    "png": _check_png,
    "jpg": _check_jpeg,
    "jpeg": _check_jpeg,
    "xlsx": _check_office,
    "docx": _check_office,
}


def _check_begins(name: str, data: bytes, mark: bytes, kind: str) -> None:
    if not data.startswith(mark):
        raise Unfit(_lies(name, kind, _looks_like(data)))


def _looks_like(data: bytes) -> str:
    try:
        best = puremagic.magic_string(data[:65_536])[0]
    except (puremagic.PureError, ValueError, IndexError):
        return "berkas yang tidak dikenal"
    return f"berkas {best.extension.lstrip('.').upper()}"


def _lies(name: str, kind: str, truth: str) -> str:
    return (
        f"Isi “{name}” bukan {kind}, melainkan {truth}. "
        f"Mengubah nama saja tidak cukup: simpan atau ekspor sebagai {kind}, lalu unggah lagi."
    )


def _cut_off(name: str) -> str:
    return f"Berkas “{name}” terpotong atau rusak. Buka berkas aslinya, lalu unggah lagi."
