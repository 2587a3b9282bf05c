"""Signatures by certificate (TTE) inside a PDF: that they are there, not whether they hold."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from submissions.files.pdf import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FIELDS = 1000
DEEPEST = 20


def count(file: IO[bytes]) -> int:
    """Fields of the form that carry a signature; 0 where the file is no form or cannot be read."""
    try:
        form = PdfReader(file, strict=False).root_object.get("/AcroForm")
        fields = list(_fields(form.get_object().get("/Fields"))) if form else []
        return sum(_is_signed(field) for field in fields)
    except FAULTS:
        return 0


def _fields(found: object, kind: object = None, depth: int = 0) -> Iterator[DictionaryObject]:
    """Those without fields below them, each with the kind it has from above. Bounded: a file can name
    a field as its own parent."""
    waiting = [(found, kind, depth)]
    seen = 0
    while waiting and seen < MOST_FIELDS:
        found, kind, depth = waiting.pop()
        rows = found.get_object() if hasattr(found, "get_object") else found
        for one in rows if isinstance(rows, ArrayObject) and depth < DEEPEST else ():
            seen += 1
            field = one.get_object()
            if not isinstance(field, DictionaryObject):
                continue
            own = field.get("/FT", kind)
            if "/V" in field and own == "/Sig":
                yield field
            waiting.append((field.get("/Kids"), own, depth + 1))


def _is_signed(field: DictionaryObject) -> bool:
    """A field that waits for its signature has none yet."""
    value = field["/V"].get_object()
    return isinstance(value, DictionaryObject) and {"/ByteRange", "/Contents"} <= value.keys()
