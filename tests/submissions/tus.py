"""A browser that sends files in pieces."""

from __future__ import annotations

import base64

from django.urls import reverse

from tests.submissions.contents import PDF

TUS = {"Tus-Resumable": "1.0.0"}


def said(**words) -> str:
    return ",".join(f"{k} {base64.b64encode(str(v).encode()).decode()}" for k, v in words.items())


def begin(client, entry, data: bytes = PDF, *, name="laporan.pdf", headers=None, **more):
    place = {"kind": entry.group.document_kinds.get().pk, "section": "1"} | more
    given = {"Upload-Length": str(len(data)), "Upload-Metadata": said(filename=name, **place)}
    url = reverse("submissions:upload-begin", kwargs={"pk": entry.pk})
    return client.post(url, headers=TUS | given | (headers or {}))


def send(client, url: str, offset: int, data: bytes, **headers):
    given = TUS | {"Upload-Offset": str(offset)} | headers
    kind = given.pop("Content-Type", "application/offset+octet-stream")
    said = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": given.pop("Content-Length", str(len(data)))}
    return client.patch(url, data=data, content_type=kind, headers=given, **said)


def begun(client, entry, data: bytes = PDF, **more) -> str:
    answer = begin(client, entry, data, **more)
    assert answer.status_code == 201, answer.content.decode()
    return answer["Location"]


def words_of(answer) -> str:
    return answer.content.decode()
