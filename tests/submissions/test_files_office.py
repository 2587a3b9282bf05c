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
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'

    assert "rusak" in refusal("a.docx", contents.office("docx", {"_rels/.rels": laughs}))
    assert "rusak" in refusal("a.docx", contents.office("docx", {"_rels/.rels": "<x"}))
