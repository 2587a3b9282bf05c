"""XLSX and DOCX are containers: opened, counted and read to the end before they are taken."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from submissions.files import containers
from submissions.files.unfit import Unfit, cut_off, double, lies

# A workbook of a whole province has some hundreds of parts and inflates about tenfold.
MOST_PARTS = 3000
MOST_INFLATED = 100 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024  # a small part of blanks may well pack a thousandfold
BLOCK = 256 * 1024
TYPES = "[Content_Types].xml"
MOST_XML = 4 * 1024 * 1024

_MAIN_PART = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
_MAIN_TYPE = {
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "docx": b"wordprocessingml.document.main+xml",
}
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|oleobject", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|activeX|oleObject", re.IGNORECASE)
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\\\x00-\x1f]")
_ENCRYPTED = 0x1


def check(name: str, file: IO[bytes], extension: str) -> IO[bytes]:
    try:
        with zipfile.ZipFile(file) as container:
            _check_parts(name, container.infolist())
            _check_kind(name, container, extension)
            if not containers.is_whole(container, file):
                raise double(name, extension.upper())
            for part in container.infolist():
                _check_part(name, container, part, extension)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise cut_off(name) from None
    return file


def _check_parts(name: str, parts: list[zipfile.ZipInfo]) -> None:
    """What the table of contents says, before anything is unpacked."""
    names = [part.filename.lower() for part in parts]
    packed = sum(part.compress_size for part in parts)
    inflated = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or inflated > MOST_INFLATED:
        raise _bomb(name)
    if inflated > SMALL and inflated > MOST_RATIO * max(packed, 1):
        raise _bomb(name)
    if len(set(names)) < len(names) or any(_is_astray(part) for part in parts):
        raise Unfit(
            f"Susunan berkas di dalam “{name}” tidak wajar. "
            "Buka di aplikasi asalnya, simpan ulang, lalu unggah lagi."
        )
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Unfit(f"“{name}” dikunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.")
    if any(_MACROS.search(one) for one in names):
        raise _macro(name)


def _is_astray(part: zipfile.ZipInfo) -> bool:
    """A name that leads out of the folder it is unpacked in, or a link."""
    linked = stat.S_ISLNK(part.external_attr >> 16)
    return linked or bool(_OUTSIDE.search(part.orig_filename) or _OUTSIDE.search(part.filename))


def _check_kind(name: str, container: zipfile.ZipFile, extension: str) -> None:
    if not {TYPES, _MAIN_PART[extension]} <= set(container.namelist()):
        raise lies(name, extension.upper(), "berkas arsip lain")
    types = _text(name, container, TYPES)
    if _MACRO_TYPES.search(types):
        raise _macro(name)
    if _MAIN_TYPE[extension] not in types:
        raise lies(name, extension.upper(), "berkas arsip lain")


def _check_part(
    name: str, container: zipfile.ZipFile, part: zipfile.ZipInfo, extension: str
) -> None:
    _check_inflated(name, container, part)
    if not containers.begins_as_named(container, part):
        raise double(name, extension.upper())
    kind = part.filename.lower().rpartition(".")[2]
    if kind == "rels":
        _check_relations(name, _text(name, container, part.filename))
    elif kind == "xlsx":
        _check_figures(name, container, part)


def _check_figures(name: str, container: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """The workbook behind a chart is looked through as one that is uploaded; it holds no other."""
    inside = io.BytesIO(_text(name, container, part.filename))
    with zipfile.ZipFile(inside) as held:
        if any(one.lower().endswith(".xlsx") for one in held.namelist()):
            raise double(name, "XLSX")
    check(name, inside, "xlsx")


def _check_inflated(name: str, container: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read to the end: what it says of its size must be true, and its checksum too."""
    seen = 0
    with container.open(part) as stream:
        while block := stream.read(BLOCK):
            seen += len(block)
            if seen > part.file_size:
                raise _bomb(name)
    if seen != part.file_size:
        raise cut_off(name)


def _text(name: str, container: zipfile.ZipFile, part: str) -> bytes:
    if container.getinfo(part).file_size > MOST_XML:
        raise _bomb(name)
    return container.read(part)


def _check_relations(name: str, text: bytes) -> None:
    """A link for a reader to press may lead outside; what opens by itself may not."""

    def begin(tag: str, given: dict[str, str]) -> None:
        outside = given.get("TargetMode", "").lower() == "external"
        if outside and not given.get("Type", "").lower().endswith("/hyperlink"):
            raise Unfit(
                f"“{name}” mengambil isi dari luar berkasnya (tautan ke berkas, gambar, atau "
                "templat). Putuskan tautan itu, simpan, lalu unggah lagi."
            )

    def declared(*_: object) -> None:
        raise cut_off(name)

    reader = expat.ParserCreate()
    reader.StartElementHandler = begin
    reader.StartDoctypeDeclHandler = declared
    try:
        reader.Parse(text, True)
    except expat.ExpatError:
        raise cut_off(name) from None


def _bomb(name: str) -> Unfit:
    return Unfit(
        f"Isi “{name}” mengembang jauh melebihi ukuran berkasnya. "
        "Bagi isinya menjadi beberapa berkas, atau simpan sebagai PDF, lalu unggah lagi."
    )


def _macro(name: str) -> Unfit:
    return Unfit(f"“{name}” memuat makro atau objek tertanam. Simpan tanpa itu, lalu unggah lagi.")
