"""Where uploaded files lie, as `STORAGE_URL` says it: on the disk, or in an S3-compatible store."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LINK_SECONDS = 60  # how long a signed address opens a file


def backend(url: str) -> dict[str, Any]:
    """The entry for `STORAGES`. `s3://KEY:SECRET@host:port/bucket?tls=0&region=...`"""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts, said = urlsplit(url), parse_qs(urlsplit(url).query)
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not (
        parts.hostname and parts.username and parts.password and bucket
    ):
        raise ImproperlyConfigured("STORAGE_URL is s3://KEY:SECRET@host:port/bucket?tls=0")
    options = {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "bucket_name": bucket,
        "endpoint_url": _endpoint(url),
        "region_name": said.get("region", ["us-east-1"])[0],
        "addressing_style": "path",
        "signature_version": "s3v4",
        "default_acl": None,
        "querystring_auth": True,
        "querystring_expire": LINK_SECONDS,
        "file_overwrite": False,
    }
    return {"BACKEND": "kipp.web.store.Store", "OPTIONS": options}


def origin(url: str) -> list[str]:
    """What pages may show files from besides the portal itself."""
    return [_endpoint(url)] if url else []


def _endpoint(url: str) -> str:
    parts, said = urlsplit(url), parse_qs(urlsplit(url).query)
    port = f":{parts.port}" if parts.port else ""
    return f"http{'' if said.get('tls') == ['0'] else 's'}://{parts.hostname}{port}"
