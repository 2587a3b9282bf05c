"""Is this the address of a video that anybody can open? Told from its shape alone: nothing is fetched."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qs, urlsplit

_YOUTUBE = re.compile(r"[\w-]{11}", re.ASCII)
_DRIVE = re.compile(r"/file/(?:u/\d+/)?d/[\w-]{10,}(?:/.*)?", re.ASCII)
_NAME = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
_PRIVATE = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".test")
_PAGES = ("/shorts/", "/embed/", "/live/")


def fault_of(address: str) -> str:
    """What is wrong with it, as a sentence that says what to do; "" when nothing is."""
    try:
        url = urlsplit(address.strip())
        port = url.port
    except ValueError:
        return "Tautan tidak terbaca. Salin lagi dari bilah alamat peramban."
    host = (url.hostname or "").rstrip(".").lower()
    if url.scheme != "https":
        return "Tautan harus diawali https://. Salin dari tombol Bagikan di layanan videonya."
    if url.username or url.password or port not in (None, 443):
        return "Tautan memuat nama pengguna atau porta. Salin dari tombol Bagikan."
    if not _is_public(host):
        return "Tautan menuju alamat yang tidak dapat dibuka dari luar. Unggah ke layanan publik."
    return _fault_of_page(host.removeprefix("www.").removeprefix("m."), url.path, url.query)


def _is_public(host: str) -> bool:
    """A name of the public network: no number, nothing of an office or of this machine."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(_NAME.fullmatch(host)) and not host.endswith(_PRIVATE)
    return False


def _fault_of_page(host: str, path: str, query: str) -> str:
    if host == "youtube.com":
        named = parse_qs(query).get("v", [""])[0] if path == "/watch" else _after(path, _PAGES)
        if not _YOUTUBE.fullmatch(named):
            return "Tautan ini bukan satu video YouTube. Buka videonya, lalu salin dari Bagikan."
    if host == "youtu.be" and not _YOUTUBE.fullmatch(path.strip("/")):
        return "Tautan youtu.be ini tidak lengkap. Salin lagi dari tombol Bagikan."
    if host == "drive.google.com" and not _DRIVE.fullmatch(path):
        return (
            "Tautan Google Drive ini bukan satu berkas. Buka Bagikan pada videonya, pilih "
            "“Siapa saja yang memiliki link”, lalu salin tautannya."
        )
    return ""


def _after(path: str, starts: tuple[str, ...]) -> str:
    found = next((path.removeprefix(start) for start in starts if path.startswith(start)), "")
    return found.strip("/")
