"""Images are drawn anew: what else lay in the file (place, camera, a second file) stays behind."""

from __future__ import annotations

import io
import threading
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from submissions.files.unfit import Unfit, cut_off

# 40 million dots are 120 MB in memory, and twice that while an image is turned.
MOST_DOTS = 40_000_000
QUALITY = 90
FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
_FAULTS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, OverflowError)
# One at a time in a process: sixteen large photos at once would be gigabytes.
_DRAWING = threading.Lock()


def redraw(name: str, file: IO[bytes], extension: str) -> IO[bytes]:
    """The same picture upright, as a file of nothing but its dots."""
    form = FORMATS[extension]
    drawn = io.BytesIO()
    with _DRAWING:
        try:
            with Image.open(file, formats=[form]) as image:
                _check_dots(name, image)
                image.load()
                _bare(image, form).save(drawn, form, **_options(form))
        except Image.DecompressionBombError:
            raise _too_many_dots(name) from None
        except _FAULTS:
            raise cut_off(name) from None
    return drawn


def _check_dots(name: str, image: Image.Image) -> None:
    """Asked of the head of the file, before any dot is unpacked."""
    if image.width * image.height > MOST_DOTS:
        raise _too_many_dots(name)


def _too_many_dots(name: str) -> Unfit:
    return Unfit(
        f"Gambar “{name}” terlalu besar: paling banyak {MOST_DOTS // 1_000_000} megapiksel. "
        "Perkecil ukuran gambarnya, lalu unggah lagi."
    )


def _bare(image: Image.Image, form: str) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if form == "JPEG" and upright.mode not in ("L", "RGB"):
        upright = upright.convert("RGB")
    see_through = upright.info.get("transparency") if form == "PNG" else None
    upright.info = {} if see_through is None else {"transparency": see_through}
    return upright


def _options(form: str) -> dict[str, int]:
    return {"quality": QUALITY} if form == "JPEG" else {}
