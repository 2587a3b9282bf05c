"""Contents of files for tests: honest ones, and what an attacker would send."""

from __future__ import annotations

import io
import zipfile
import zlib

import openpyxl
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from tests.journeys import papers

PDF = papers.pdf("laporan.pdf").content
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(words: str) -> bytes:
    return papers.pdf("laporan.pdf", words).content


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), **saved) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, form, **saved)
    return buffer.getvalue()


def photo(orientation: int = 6) -> bytes:
    """A JPEG that says where it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Kamera Rahasia"
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 10.0, 30.0)})
    return picture("JPEG", exif=exif, comment=b"catatan pribadi")


PNG, JPG = picture(), picture("JPEG")


def workbook() -> bytes:
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "Penerima layanan"
    book.active["A1"].hyperlink = "https://contoh.go.id/"
    book.save(buffer)
    return buffer.getvalue()


_TYPE = "application/vnd.openxmlformats-officedocument"
_MAIN = {
    "docx": ("word/document.xml", f"{_TYPE}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_TYPE}.spreadsheetml.sheet.main+xml"),
}


def office(extension: str, parts: dict[str, bytes | str] | None = None, kind: str = "") -> bytes:
    """The smallest container of its kind, with more parts in it."""
    main, media_type = _MAIN[extension]
    types = f'<Types><Override PartName="/{main}" ContentType="{kind or media_type}"/></Types>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in {"[Content_Types].xml": types, main: "<x/>", **(parts or {})}.items():
            container.writestr(name, text)
    return buffer.getvalue()


def related(target: str, kind: str, mode: str = "External") -> dict[str, bytes | str]:
    link = f'<Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return {"word/_rels/document.xml.rels": f"<Relationships>{link}</Relationships>"}


XLSX, DOCX = workbook(), office("docx")


def active(kind: str) -> bytes:
    """A PDF with one thing in it that it must not have; object streams hide it from a plain search."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    match kind:
        case "script":
            script = {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject("x"),
            }
            writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
        case "file":
            writer.add_attachment("program.exe", b"MZ")
        case "launch":
            launch = {
                NameObject("/S"): NameObject("/Launch"),
                NameObject("/F"): TextStringObject("x"),
            }
            writer.root_object[NameObject("/OpenAction")] = DictionaryObject(launch)
        case "media":
            note = {NameObject("/Type"): NameObject("/Annot")}
            note[NameObject("/Subtype")] = NameObject("/RichMedia")
            kept = writer._add_object(DictionaryObject(note))
            writer.pages[0][NameObject("/Annots")] = ArrayObject([kept])
    return written(writer)


def reaching(kind: str, *, pressed: bool = False, later: bool = False) -> bytes:
    """A PDF that calls an address: by itself at its opening, at once or as a second step, or when a
    reader presses a link."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    action = DictionaryObject({NameObject("/S"): NameObject(kind)})
    action[NameObject("/URI")] = action[NameObject("/F")] = TextStringObject("https://contoh.id/")
    kept = writer._add_object(action)
    if later:
        first = {NameObject("/S"): NameObject("/Named"), NameObject("/Next"): ArrayObject([kept])}
        kept = writer._add_object(DictionaryObject(first))
    if pressed:
        link = {NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): kept}
        note = writer._add_object(DictionaryObject(link))
        writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
        at_first = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
        writer.root_object[NameObject("/OpenAction")] = at_first
    elif kind == "/GoToR":
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): kept})
    else:
        writer.root_object[NameObject("/OpenAction")] = kept
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def packed(hidden: bytes) -> bytes:
    """A PDF whose second object, `hidden`, lies compressed in an object stream (PDF 1.5)."""
    body = b"<< /Type /Catalog /Pages 3 0 R /OpenAction 2 0 R >> " + hidden
    first = b"1 0 2 %d " % (body.index(hidden))
    data = zlib.compress(first + body)
    out = b"%PDF-1.5\n"
    places = {}
    for number, text in {
        3: b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        4: b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 9 9] >>",
        5: b"<< /Type /ObjStm /N 2 /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(first), len(data), data),
    }.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    rows = [(0, 0, 65535), (2, 5, 0), (2, 5, 1), *((1, places[n], 0) for n in (3, 4, 5))]
    rows.append((1, len(out), 0))
    table = b"".join(bytes([a]) + b.to_bytes(4, "big") + c.to_bytes(2, "big") for a, b, c in rows)
    start = len(out)
    return out + (
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n%s\n"
        b"endstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(table), table, start)
    )


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("rahasia", algorithm="RC4-128")
    return written(writer)


def signed_pdf() -> bytes:
    """With a signature field and the bytes it covers, as an electronic signature leaves them."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    seal = {
        NameObject("/Type"): NameObject("/Sig"),
        NameObject("/Filter"): NameObject("/Adobe.PPKLite"),
    }
    kept = writer._add_object(DictionaryObject(seal))
    field = {NameObject("/FT"): NameObject("/Sig"), NameObject("/Subtype"): NameObject("/Widget")}
    field |= {NameObject("/V"): kept, NameObject("/T"): TextStringObject("TTE")}
    made = writer._add_object(DictionaryObject(field))
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([made])})
    writer.root_object[NameObject("/AcroForm")] = form
    writer.pages[0][NameObject("/Annots")] = ArrayObject([made])
    return written(writer)
