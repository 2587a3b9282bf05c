"""What is inside a file: honest ones pass unchanged, attacks are refused in words."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zipfile
import zlib

import pytest
from PIL import Image

from submissions import files
from submissions.files import images, pdf
from tests.submissions import contents
from tests.submissions.contents import DOCX, JPG, PDF, PNG, XLSX

EVERY = ["pdf", "png", "jpg", "jpeg", "xlsx", "docx"]


def inspect(name: str, data: bytes):
    return files.inspect(name, io.BytesIO(data), EVERY)


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(files.Unfit) as refused:
        inspect(name, data)
    return str(refused.value)


def _named(value: object) -> str:
    """Bytes differ from run to run (a ZIP keeps its time): only words name a case."""
    return "data" if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("laporan.pdf", PDF, "application/pdf"),
        ("bertanda tangan.pdf", contents.signed_pdf(), "application/pdf"),
        ("data.xlsx", XLSX, files.MEDIA_TYPES["xlsx"]),
        ("surat.docx", DOCX, files.MEDIA_TYPES["docx"]),
    ],
    ids=_named,
)
def test_a_file_is_known_by_its_bytes_and_none_of_them_changes(name, data, media_type):
    found = inspect(name, data)

    digest = hashlib.sha256(data).hexdigest()
    assert (found.name, found.media_type, found.size) == (name, media_type, len(data))
    assert found.sha256 == found.given_sha256 == digest
    assert found.content.read() == data


@pytest.mark.parametrize(("name", "data"), [("A.PNG", PNG), ("a.jpg", JPG), ("a.jpeg", JPG)])
def test_an_image_is_drawn_anew(name, data):
    found = inspect(name, data)

    kept = found.content.read()
    assert found.given_sha256 == hashlib.sha256(data).hexdigest()
    assert (found.sha256, found.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert Image.open(io.BytesIO(kept)).size == (60, 40)
    assert found.media_type == files.MEDIA_TYPES[name.rpartition(".")[2].lower()]


def test_a_photo_loses_its_place_and_camera_and_stands_upright():
    found = inspect("foto.jpg", contents.photo(orientation=6))

    kept = found.content.read()
    image = Image.open(io.BytesIO(kept))
    assert image.size == (40, 60)
    assert not image.getexif()
    assert "comment" not in image.info
    assert b"Rahasia" not in kept


def test_what_hides_behind_an_image_does_not_come_along():
    for data in (
        PNG + b"<?php system('x');",
        JPG + XLSX,
        contents.picture(icc_profile=b"evil" * 9),
    ):
        name = "a.png" if data.startswith(b"\x89PNG") else "a.jpg"
        kept = inspect(name, data).content.read()
        assert b"<?php" not in kept
        assert b"evil" not in kept
        assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_a_see_through_image_stays_see_through():
    buffer = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(buffer, "PNG")

    kept = Image.open(inspect("logo.png", buffer.getvalue()).content)

    assert kept.getpixel((0, 0)) == (255, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("laporan.pdf", PNG, "bukan PDF, melainkan berkas PNG"),
        ("laporan.pdf", b"<html><script>alert(1)</script>", "bukan PDF"),
        ("laporan.pdf", b"MZ" + b"\0" * 200, "bukan PDF"),
        ("laporan.pdf", b"   " + PDF, "bukan PDF"),
        ("foto.png", PDF, "bukan PNG, melainkan berkas PDF"),
        ("foto.jpg", PNG, "bukan JPG"),
        ("data.xlsx", DOCX, "bukan XLSX, melainkan berkas arsip lain"),
        ("data.xlsx", PDF, "bukan XLSX, melainkan berkas PDF"),
        ("surat.docx", XLSX, "bukan DOCX"),
        ("program.exe", b"MZ", "tidak diterima. Yang diterima: PDF, PNG"),
        ("laporan.pdf.html", b"<html>", "tidak diterima"),
        ("laporan", PDF, "tidak diterima"),
        ("gambar.svg", b"<svg/>", "tidak diterima"),
        ("laporan.pdf", b"", "kosong"),
        ("laporan.pdf", PDF[:-7], "terpotong"),
        ("laporan.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "terpotong"),
        ("laporan.pdf", b"%PDF-1.7\n%%EOF", "terpotong"),
        ("foto.png", PNG[:-30], "terpotong"),
        ("foto.png", PNG[:40] + b"\0" * 40, "terpotong"),
        ("foto.jpg", JPG[: len(JPG) // 2], "terpotong"),
        ("data.xlsx", XLSX[:40], "terpotong"),
    ],
    ids=_named,
)
def test_a_file_that_lies_or_is_torn_is_refused_in_words(name, data, why):
    assert why in refusal(name, data)


# --- PDF ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["script", "file", "launch", "media"])
def test_a_pdf_that_runs_or_carries_something_is_refused(kind):
    assert "memuat skrip, media, atau berkas tertanam" in refusal("a.pdf", contents.active(kind))


@pytest.mark.parametrize(
    "hidden",
    [
        b"<< /S /JavaScript /JS (app.alert) >>",
        b"<< /S /J#61vaScript /J#53 (app.alert) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"[ << /Type /Filespec /EF << /F 3 0 R >> >> ]",
        b"<< /Deep [ [ << /Subtype /RichMedia >> ] ] >>",
    ],
)
def test_compressed_or_spelled_otherwise_it_is_found_all_the_same(hidden):
    assert "memuat skrip" in refusal("a.pdf", contents.packed(hidden))


def test_a_compressed_pdf_without_such_things_passes():
    data = contents.packed(b"<< /S /GoTo /D [ 4 0 R /Fit ] >>")

    assert inspect("a.pdf", data).content.read() == data


def test_a_script_in_a_revision_that_was_replaced_is_found():
    end = PDF[PDF.index(b"startxref") :]
    data = PDF + b"9 0 obj\n<< /S /JavaScript >>\nendobj\n" + end

    assert "memuat skrip" in refusal("a.pdf", data)


def test_bytes_of_a_stream_that_look_like_a_script_are_none():
    data = contents.pdf("/JS /JavaScript /Launch")

    assert inspect("a.pdf", data).content.read() == data


def test_a_locked_pdf_is_refused_with_what_to_do():
    assert "dikunci kata sandi" in refusal("a.pdf", contents.locked_pdf())


@pytest.mark.parametrize(
    "data",
    [
        PDF + XLSX,
        PDF + b"<html><script>alert(1)</script>",
        PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%<script>alert(1)</script>\n"),
        PDF + XLSX + b"%%EOF",
    ],
)
def test_a_pdf_that_is_something_else_besides_is_refused(data):
    assert "memuat berkas lain" in refusal("a.pdf", data)


def test_a_pdf_without_end_of_objects_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_OBJECTS", 3)
    assert "terlalu rumit" in refusal("a.pdf", PDF)
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "MOST_SECONDS", -1.0)
    assert "terlalu rumit" in refusal("a.pdf", PDF)


# --- Images -------------------------------------------------------------------------------------


def test_an_image_of_too_many_dots_is_refused_before_it_is_unpacked():
    head = struct.pack(">II", 60_000, 60_000)
    data = PNG[:16] + head + PNG[24:]  # the checksum of the head no longer fits, either
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "paling banyak 40 megapiksel" in refusal("a.png", repaired(data))


def repaired(data: bytes) -> bytes:
    check = zlib.crc32(data[12:29])
    return data[:29] + struct.pack(">I", check) + data[33:]


def test_the_limit_of_dots_is_the_limit(monkeypatch):
    monkeypatch.setattr(images, "MOST_DOTS", 60 * 40)
    assert inspect("a.png", PNG).size
    monkeypatch.setattr(images, "MOST_DOTS", 60 * 40 - 1)
    assert "megapiksel" in refusal("a.png", PNG)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Dokumen\laporan akhir.pdf", "laporan akhir.pdf"),
        ("lap\x00or\u202ean.pdf", "laporan.pdf"),
        ("..", "berkas"),
        ("a" * 300 + ".pdf", "a" * 156 + ".pdf"),
    ],
)
def test_nothing_of_a_path_stays_in_a_name(typed, kept):
    assert files.clean_name(typed) == kept


@pytest.mark.parametrize("kind", ["/URI", "/SubmitForm", "/GoToR"])
@pytest.mark.parametrize("later", [False, True])
def test_a_pdf_that_calls_an_address_by_itself_is_refused_and_a_link_to_press_is_not(kind, later):
    assert "skrip" in refusal("a.pdf", contents.reaching(kind, later=later))

    pressed = contents.reaching(kind, later=later, pressed=True)
    assert inspect("a.pdf", pressed).size == len(pressed)
