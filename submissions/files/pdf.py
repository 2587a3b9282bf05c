"""A PDF is looked through and never rewritten: an electronic signature (TTE) covers every byte."""

from __future__ import annotations

import io
import logging
import mmap
import re
import time
import zipfile
from typing import IO, TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from submissions.files.unfit import Unfit, cut_off, double

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OBJECTS = 200_000
MOST_SECONDS = 15.0
TAIL = 2048
HEAD = 1024
# Keys and names of what runs, reaches out or carries a file. Signature fields are not among them.
_KEYS = {"/JS", "/EF", "/XFA"}
_NAMES = {
    "/JavaScript", "/Launch", "/ImportData", "/GoToE", "/EmbeddedFile", "/RichMedia",
    "/RichMediaExecute", "/FileAttachment", "/Movie", "/Sound", "/Screen", "/3D",
}  # fmt: skip
_NAMED_BY = ("/S", "/Subtype", "/Type")
# A link to press may do these; a reader by itself, at opening or on a page's turn, may not.
_REACHES_OUT = {"/URI", "/GoToR", "/SubmitForm", "/Thread"}
DEEPEST = 8
# The same in what a reader might find although no table lists it; streams are binary and left out.
_PLAIN = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)(?![\w#])")
_STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
_WEB = re.compile(rb"<(!doctype|html|script|svg|\?php)", re.IGNORECASE)
FAULTS = (
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, NotImplementedError, OverflowError, RecursionError, OSError,
)  # fmt: skip
logging.getLogger("pypdf").setLevel(logging.ERROR)


def check(name: str, file: IO[bytes], extension: str) -> IO[bytes]:
    _check_ends(name, file)
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise Unfit(
                f"PDF “{name}” dikunci kata sandi atau dibatasi izinnya. Simpan tanpa kunci, lalu "
                "unggah lagi. Tanda tangan elektronik (TTE) tidak memerlukan kunci."
            )
        if not reader.pages or any(_is_active(one) for one in _everything(name, reader)):
            raise _active(name) if reader.pages else cut_off(name)
    except FAULTS:
        raise cut_off(name) from None
    if _has_hidden(file):
        raise _active(name)
    file.seek(0)
    return file


def _check_ends(name: str, file: IO[bytes]) -> None:
    """Begins and ends as a PDF, and is not another kind of file besides."""
    file.seek(0)
    head = file.read(HEAD)
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - TAIL))
    tail = file.read()
    _, end, after = tail.rpartition(b"%%EOF")
    if _WEB.search(head) or zipfile.is_zipfile(file):
        raise double(name, "PDF")
    if not end:
        raise cut_off(name)
    if after.strip(b"\r\n\t \0"):
        raise double(name, "PDF")
    file.seek(0)


def _everything(name: str, reader: PdfReader) -> Iterator[Any]:
    """Every object of the file's tables, also those packed into object streams."""
    places = [
        IndirectObject(number, generation, reader)
        for generation, table in reader.xref.items()
        for number in table
    ]
    places += [IndirectObject(number, 0, reader) for number in reader.xref_objStm]
    until = time.monotonic() + MOST_SECONDS
    if len(places) > MOST_OBJECTS:
        raise _too_much(name)
    yield reader.trailer
    for place in places:
        if time.monotonic() > until:
            raise _too_much(name)
        try:
            yield reader.get_object(place)
        except PdfReadError:
            continue  # a table may list what is not there; what readers cannot read does nothing


def _is_active(found: Any) -> bool:
    """Looks into what is written out in this object; what it refers to is an object of its own."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            if _KEYS & one.keys() or _is_named(one, _NAMES):
                return True
            if any(_reaches_out(action) for action in _by_itself(one)):
                return True
            waiting.extend(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))
    return False


def _is_named(one: DictionaryObject, names: set[str]) -> bool:
    return any(one.raw_get(key) in names for key in _NAMED_BY if key in one)


def _by_itself(one: DictionaryObject) -> Iterator[Any]:
    """The actions of this object that nobody presses; a destination (an array) is none."""
    yield one.get("/OpenAction")
    turns = one.get("/AA")
    if isinstance(turns, DictionaryObject):
        yield from (turns[key] for key in turns)


def _reaches_out(action: Any, depth: int = 0) -> bool:
    """This action, or one that follows it."""
    if isinstance(action, IndirectObject):
        action = action.get_object()
    if not isinstance(action, DictionaryObject):
        return False
    if depth > DEEPEST or _is_named(action, _REACHES_OUT):
        return True
    after = action.get("/Next")
    following = after if isinstance(after, ArrayObject) else [after]
    return any(_reaches_out(one, depth + 1) for one in following)


def _has_hidden(file: IO[bytes]) -> bool:
    """In the bytes themselves, outside streams: revisions that a later table has replaced."""
    file.seek(0)
    try:
        held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError, AttributeError):
        return _is_written_in(file.read())
    with held:
        return _is_written_in(held)


def _is_written_in(data: bytes | mmap.mmap) -> bool:
    at = 0
    for stream in _STREAM.finditer(data):
        if _PLAIN.search(data, at, stream.start()):
            return True
        at = stream.end()
    return bool(_PLAIN.search(data, at))


def _active(name: str) -> Unfit:
    return Unfit(
        f"PDF “{name}” memuat skrip, media, atau berkas tertanam. "
        "Cetak ulang ke PDF biasa, lalu unggah lagi."
    )


def _too_much(name: str) -> Unfit:
    return Unfit(
        f"PDF “{name}” terlalu rumit untuk diperiksa. Cetak ulang ke PDF biasa, lalu unggah lagi."
    )
