"""Why a file is not taken, in words that say what to do."""

from __future__ import annotations

from typing import IO

import puremagic

from kipp.journal.moves import Refused

HEAD = 65_536


class Unfit(Refused):
    """The file cannot be taken: why, and what to do."""


def check_begins(name: str, file: IO[bytes], mark: bytes, kind: str) -> None:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head.startswith(mark):
        raise lies(name, kind, _looks_like(head))


def lies(name: str, kind: str, truth: str) -> Unfit:
    return Unfit(
        f"Isi “{name}” bukan {kind}, melainkan {truth}. "
        f"Mengubah nama saja tidak cukup: simpan atau ekspor sebagai {kind}, lalu unggah lagi."
    )


def cut_off(name: str) -> Unfit:
    return Unfit(f"Berkas “{name}” terpotong atau rusak. Buka berkas aslinya, lalu unggah lagi.")


def double(name: str, kind: str) -> Unfit:
    return Unfit(
        f"“{name}” memuat berkas lain di luar isi {kind}-nya. "
        f"Simpan ulang sebagai {kind} biasa, lalu unggah lagi."
    )


def _looks_like(head: bytes) -> str:
    try:
        best = puremagic.magic_string(head)[0]
    except (puremagic.PureError, ValueError, IndexError):
        return "berkas yang tidak dikenal"
    return f"berkas {best.extension.lstrip('.').upper()}"
