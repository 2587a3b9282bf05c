"""Addresses of videos: the shapes that people copy pass, what nobody outside could open does not."""

from __future__ import annotations

import pytest

from submissions.videos import fault_of


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=5s",
        "https://m.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        " https://youtu.be/dQw4w9WgXcQ ",
        "https://drive.google.com/file/d/1A2b3C4d5E6f7G8h9I0j/view?usp=sharing",
        "https://video.contoh.go.id/inovasi/12",
        "https://xn--bcher-kva.example.id/v",
    ],
)
def test_the_shapes_that_people_copy_pass(address):
    assert fault_of(address) == ""


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://"),
        ("ftp://contoh.id/video.mp4", "https://"),
        ("javascript:alert(1)", "https://"),
        ("https://user:pass@contoh.id/v", "nama pengguna"),
        ("https://contoh.id:8443/v", "porta"),
        ("https://contoh.id:99999/v", "tidak terbaca"),
        ("https://[::1/v", "tidak terbaca"),
        ("https://127.0.0.1/v", "tidak dapat dibuka dari luar"),
        ("https://[::1]/v", "tidak dapat dibuka dari luar"),
        ("https://10.0.0.5/v", "tidak dapat dibuka dari luar"),
        ("https://8.8.8.8/v", "tidak dapat dibuka dari luar"),
        ("https://2130706433/v", "tidak dapat dibuka dari luar"),
        ("https://localhost/v", "tidak dapat dibuka dari luar"),
        ("https://nas.local/v", "tidak dapat dibuka dari luar"),
        ("https://server/v", "tidak dapat dibuka dari luar"),
        ("https:///v", "tidak dapat dibuka dari luar"),
        ("https://www.youtube.com/", "bukan satu video"),
        ("https://www.youtube.com/@dinas", "bukan satu video"),
        ("https://www.youtube.com/watch?v=kipp", "bukan satu video"),
        ("https://youtu.be/", "tidak lengkap"),
        ("https://drive.google.com/drive/folders/1A2b3C4d5E6f7G8h9I0j", "bukan satu berkas"),
    ],
)
def test_what_nobody_outside_could_open_is_refused_with_what_to_do(address, why):
    assert why in fault_of(address)
