"""That a ZIP is nothing but its parts, and each part what its name says: no second file before, between
or behind them, and none inside."""

from __future__ import annotations

import re
import struct
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

# The end of a container without comment (APPNOTE 4.3.16); ZIP64 is for sizes that are refused anyway.
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTORS = (0, 12, 16, 20, 24)
_DESCRIBED = 0x8  # sizes stand behind the bytes
HEAD = 64

_XML = re.compile(rb"(\xef\xbb\xbf)?\s*<(?!!|html)|\xff\xfe<\x00|\xfe\xff\x00<", re.IGNORECASE)
# What a part may be by its ending, and how it then begins.
_BEGINS: dict[str, re.Pattern[bytes]] = {
    "xml": _XML,
    "rels": _XML,
    "vml": _XML,
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "bmp": re.compile(rb"BM"),
    "tif": re.compile(rb"II\*\x00|MM\x00\*"),
    "tiff": re.compile(rb"II\*\x00|MM\x00\*"),
    "emf": re.compile(rb"\x01\x00\x00\x00"),
    "wmf": re.compile(rb"\xd7\xcd\xc6\x9a|[\x01\x02]\x00\x09\x00"),
    # The figures behind a chart: a container of its own, opened and looked through in its turn.
    "xlsx": re.compile(rb"PK\x03\x04"),
}
# Settings of a printer and embedded letters of a typeface are bytes of their makers.
_OPAQUE = re.compile(r"(^|/)printersettings/[^/]+\.bin$|(^|/)fonts/[^/]+\.(odttf|fntdata)$")
_FOREIGN = re.compile(rb"MZ|\x7fELF|%PDF|PK\x03\x04|#!|<")


def is_whole(container: zipfile.ZipFile, file: IO[bytes]) -> bool:
    """Its parts lie one behind the other from the first byte, then its table, then its end."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size))
    tail = file.read(_END.size)
    if len(tail) < _END.size:
        return False
    mark, *_, length, start, comment = _END.unpack(tail)
    if mark != b"PK\x05\x06" or comment or start + length + _END.size != size:
        return False
    return _lie_in_a_row(container.infolist(), file, start)


def begins_as_named(container: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Is this part of a kind that documents hold, and does it begin as that kind does?"""
    name = part.filename.lower()
    if part.is_dir():
        return part.file_size == 0
    with container.open(part) as stream:
        head = stream.read(HEAD)
    if _OPAQUE.search(name):
        return not _FOREIGN.match(head)
    begins = _BEGINS.get(name.rpartition(".")[2])
    return begins is not None and (not head or bool(begins.match(head)))


def _lie_in_a_row(parts: list[zipfile.ZipInfo], file: IO[bytes], end: int) -> bool:
    rows = sorted(parts, key=lambda part: part.header_offset)
    nexts = [*(part.header_offset for part in rows), end]
    return nexts[0] == 0 and all(
        _is_followed(part, file, then) for part, then in zip(rows, nexts[1:], strict=True)
    )


def _is_followed(part: zipfile.ZipInfo, file: IO[bytes], then: int) -> bool:
    """At once, or behind the sizes that stand after its bytes."""
    file.seek(part.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        return False
    *_, name, extra = _LOCAL.unpack(head)
    gap = then - (part.header_offset + _LOCAL.size + name + extra + part.compress_size)
    return gap in (_DESCRIPTORS if part.flag_bits & _DESCRIBED else (0,))
