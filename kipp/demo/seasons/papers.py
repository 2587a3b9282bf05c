"""Small PDF files that open in any reader: one page, one typeface, text only."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

if TYPE_CHECKING:
    from collections.abc import Sequence

A4 = "0 0 595 842"
LINE, TOP, LEFT = 16, 780, 64
WIDTH = 82
NOTICE = "Dokumen contoh dari data simulasi Portal KIPP. Bukan dokumen resmi."


def paper(name: str, title: str, paragraphs: Sequence[str]) -> ContentFile[bytes]:
    """A page with a heading; every page says that it is invented. Without paragraphs it is blank."""
    lines = [title, ""]
    for paragraph in paragraphs:
        lines += [*wrap(paragraph, WIDTH), ""]
    return ContentFile(_pdf([*lines, NOTICE] if paragraphs else []), name=name)


def _pdf(lines: Sequence[str]) -> bytes:
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    text = f"BT /F1 11 Tf {LINE} TL {LEFT} {TOP} Td\n{shown}ET".encode("cp1252", "replace")
    return _assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] /Contents 5 0 R"
            " /Resources << /Font << /F1 4 0 R >> >> >>".encode(),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        ]
    )


def _assembled(objects: Sequence[bytes]) -> bytes:
    """Objects, then the table of where each begins."""
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
    return data + end % (size, table, size) + b"startxref\n%d\n%%%%EOF\n" % len(data)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
