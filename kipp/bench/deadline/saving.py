"""How one innovator saves: the words of the section he is in, and a file of evidence."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING

from kipp.demo.seasons.papers import paper

if TYPE_CHECKING:
    from kipp.bench.deadline.line import Lines
    from kipp.bench.deadline.play import Acknowledged
    from kipp.bench.deadline.stage import Writer

PIECE = 64 * 1024  # bytes of a file that are sent at once, as on a weak line
_MARK = "BERKAS 000000"  # of one length in every file, so that its table of places stays true
MOST_WORDS = 120  # below every limit of the form: what is too long could not be sent


class Typing:
    """The section that is open, and what its next save is measured against."""

    def __init__(self, writer: Writer, lines: Lines, known: Acknowledged) -> None:
        self.writer, self.lines, self.known = writer, lines, known
        self.texts = [text for _, text in writer.sections]
        self.versions = [1] * len(writer.sections)
        self.here, self.serial = -1, 0

    async def open_next(self) -> None:
        self.here = (self.here + 1) % len(self.writer.sections)
        await self.lines.ask("page.section", "GET", self.path, self.writer.cookie)

    async def save(self) -> None:
        """A few more words than last time. What is not acknowledged is sent again with the next."""
        self.serial += 1
        text = self._longer()
        reply = await self.lines.ask(
            "autosave",
            "PUT",
            f"{self.path}simpan/",
            self.writer.cookie,
            data=json.dumps({"text": text}),
            Content_Type="application/json",
            If_Match=f'"{self.versions[self.here]}"',
        )
        if reply.status != 200:
            return
        version = json.loads(reply.body)["version"]
        self.texts[self.here], self.versions[self.here] = text, version
        self.known.saves.append((self.writer.entry, self._code, version, digest(text)))

    @property
    def path(self) -> str:
        return self.writer.sections[self.here][0]

    @property
    def _code(self) -> str:
        return self.path.rstrip("/").rpartition("/")[2]

    def _longer(self) -> str:
        words = f"{self.texts[self.here]} Warga ke-{self.serial} dilayani.".split()
        return " ".join(words if len(words) <= MOST_WORDS else [*words[:60], *words[-3:]])


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def upload(writer: Writer, kind: int, lines: Lines, known: Acknowledged) -> None:
    """One PDF for the first section, in pieces (tus 1.0); kept once the last piece is answered."""
    data = _file().replace(_MARK.encode(), f"BERKAS {writer.entry:06}".encode())
    said = {"filename": f"bukti-{writer.entry}.pdf", "kind": str(kind), "section": _first(writer)}
    pairs = (f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in said.items())
    speaks = {"Tus_Resumable": "1.0.0"}
    begun = await lines.ask(
        "upload.begin",
        "POST",
        f"/proposal/{writer.entry}/unggahan/",
        writer.cookie,
        Upload_Length=str(len(data)),
        Upload_Metadata=",".join(pairs),
        **speaks,
    )
    if begun.status != 201:
        return
    for offset in range(0, len(data), PIECE):
        reply = await lines.ask(
            "upload.piece",
            "PATCH",
            begun.headers["Location"],
            writer.cookie,
            data=data[offset : offset + PIECE],
            Content_Type="application/offset+octet-stream",
            Upload_Offset=str(offset),
            **speaks,
        )
        if reply.status != 204:
            return
    known.files.append((writer.entry, hashlib.sha256(data).hexdigest()))


@cache
def _file() -> bytes:
    """About 150 KB: a report with its tables."""
    sentence = (
        "Antrean turun dari tujuh hari menjadi satu hari; warga membawa pulang hasilnya. " * 6
    )
    data: bytes = paper("bukti.pdf", _MARK, [f"{n}. {sentence}" for n in range(300)]).read()
    return data


def _first(writer: Writer) -> str:
    return writer.sections[0][0].rstrip("/").rpartition("/")[2]
