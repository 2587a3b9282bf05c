"""Signatures by certificate in the letters of a proposal: seen behind the upload, once and for all."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from submissions import tasks
from submissions.actions import signatures
from submissions.files import signatures as inside
from submissions.models import Attachment, DocumentKind
from tests import make
from tests.make.entries import now


def letter(*fields: DictionaryObject) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    form = DictionaryObject({NameObject("/Fields"): ArrayObject(fields)})
    writer.root_object[NameObject("/AcroForm")] = form
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def field(*, kind: str = "/Sig", signed: bool = True) -> DictionaryObject:
    made = DictionaryObject({NameObject("/T"): TextStringObject("TTE")})
    made[NameObject("/FT")] = NameObject(kind)
    if signed:
        numbers = ArrayObject([NumberObject(n) for n in (0, 10, 20, 30)])
        value = {"/ByteRange": numbers, "/Contents": ByteStringObject(b"\x30\x82")}
        made[NameObject("/V")] = DictionaryObject({NameObject(k): v for k, v in value.items()})
    return made


def group_of(*kids: DictionaryObject) -> DictionaryObject:
    """A field whose kind its parts have from it."""
    for kid in kids:
        del kid[NameObject("/FT")]
    whole = field(signed=False)
    whole[NameObject("/Kids")] = ArrayObject(kids)
    return whole


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ([], 0),
        ([field()], 1),
        ([field(), field()], 2),
        ([field(signed=False)], 0),
        ([field(kind="/Tx")], 0),
        ([group_of(field(), field(signed=False))], 1),
    ],
)
def test_only_a_field_that_carries_a_signature_counts(fields, found):
    assert inside.count(io.BytesIO(letter(*fields))) == found


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 rusak", b"PK\x03\x04", b"%PDF-1.7\n%%EOF"])
def test_a_file_that_cannot_be_read_has_none(data):
    assert inside.count(io.BytesIO(data)) == 0


def test_a_field_that_is_its_own_part_is_walked_to_an_end():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    made = writer._add_object(field(signed=False))
    made.get_object()[NameObject("/Kids")] = ArrayObject([made, made])
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([made])})
    writer.root_object[NameObject("/AcroForm")] = form
    out = io.BytesIO()
    writer.write(out)
    assert inside.count(out) == 0


def attached(data: bytes, *, signed: bool = True, media_type: str = "application/pdf"):
    entry = make.draft()
    kind = DocumentKind.objects.create(
        group=entry.group,
        code="surat",
        name="Surat",
        position=2,
        signed=signed,
        extensions=["pdf"],
        max_bytes=99_999,
    )
    return Attachment.objects.create(
        entry=entry,
        kind=kind,
        name="surat.pdf",
        media_type=media_type,
        size=len(data),
        sha256="0",
        file=ContentFile(data, name="surat.pdf"),
        uploaded_by=entry.created_by,
        uploaded_at=now(),
    )


@pytest.mark.django_db
def test_a_letter_is_looked_into_once():
    one = attached(letter(field()))
    assert signatures.unread() == [one.pk]
    tasks.read_signatures()
    tasks.read_signatures()
    one.refresh_from_db()
    assert one.signatures == 1
    assert signatures.unread() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given", [{"signed": False}, {"media_type": "image/png"}], ids=["unasked", "image"]
)
def test_what_needs_no_signature_is_not_looked_into(given):
    attached(letter(field()), **given)
    assert signatures.unread() == []


@pytest.mark.django_db
def test_a_lost_file_and_a_lost_row_stop_nothing():
    one = attached(letter(field()))
    one.file.storage.delete(one.file.name)
    assert signatures.read(one.pk) == 0
    assert signatures.read(0) is None
    assert signatures.unread() == []


@pytest.mark.django_db
def test_killed_in_the_middle_the_rest_is_read_in_the_next_pass(monkeypatch):
    first, second = attached(letter(field())), attached(letter())
    read = signatures.read

    def killed(pk):
        if pk == second.pk:
            raise KeyboardInterrupt
        return read(pk)

    monkeypatch.setattr(signatures, "read", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.read_signatures()
    assert signatures.unread() == [second.pk]
    monkeypatch.undo()
    tasks.read_signatures()
    assert [Attachment.objects.get(pk=one.pk).signatures for one in (first, second)] == [1, 0]
